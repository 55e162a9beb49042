/** Loads a page's data: the value or the error. The previous value stays visible during a reload. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { describeError, type Failure } from './errors';

export interface Query<T> {
  readonly value?: T;
  readonly failure?: Failure;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** What a table shows: a query, or a value that a page already has and does not load again. */
export type Shown<T> = Omit<Query<T>, 'reload'> & Partial<Pick<Query<T>, 'reload'>>;

export const settled = <T>(value: T): Shown<T> => ({ value, isLoading: false });

interface State<T> {
  readonly key: string;
  readonly value?: T;
  readonly failure?: Failure;
}

/** `key` identifies the data: a new key starts a new load, and answers to earlier keys are dropped. */
export function useQuery<T>(key: string, load: () => Promise<T>): Query<T> {
  const [state, setState] = useState<State<T>>({ key });
  const [isLoading, setLoading] = useState(true);
  const latest = useRef({ load, run: 0 });
  latest.current.load = load;

  const reload = useCallback(() => {
    latest.current.run += 1;
    const run = latest.current.run;
    const isCurrent = () => run === latest.current.run;
    setLoading(true);
    latest.current
      .load()
      .then((value) => isCurrent() && setState({ key, value }))
      .catch((error: unknown) => isCurrent() && setState({ key, failure: describeError(error) }))
      .finally(() => isCurrent() && setLoading(false));
  }, [key]);

  useEffect(() => {
    reload();
    const { current } = latest;
    return () => {
      current.run += 1;
    };
  }, [reload]);

  const isCurrent = state.key === key;
  return {
    value: isCurrent ? state.value : undefined,
    failure: isCurrent ? state.failure : undefined,
    isLoading,
    reload,
  };
}

/** All pages of a paginator of the SDK, as one list. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(itemsOf(page) ?? []));
  return all;
}
