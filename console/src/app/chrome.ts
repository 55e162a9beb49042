/** The title and the breadcrumbs of the open page. */
import { useEffect, useSyncExternalStore } from 'react';

export interface Crumb {
  readonly text: string;
  readonly to: string;
}

let crumbs: readonly Crumb[] = [];
const listeners = new Set<() => void>();

/** For pages: `title` is the last crumb; `parents` are the pages above it. */
export function useChrome(title: string, parents: readonly Crumb[] = []): void {
  const key = JSON.stringify([title, parents]);
  useEffect(() => {
    const [shown, above] = JSON.parse(key) as [string, Crumb[]];
    document.title = `${shown} | Limen`;
    crumbs = [...above, { text: shown, to: '' }];
    for (const listener of listeners) listener();
  }, [key]);
}

export function useCrumbs(): readonly Crumb[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => crumbs,
  );
}
