/** The loaded value or the error, for one part of a page: a caller may be allowed only some of its calls. */
import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import type { Query } from '../api/useQuery';
import { FailureBox } from './FailureBox';

interface Props<T> {
  query: Query<T>;
  children: (value: T) => ReactNode;
  doing?: string;
}

export function Loaded<T>({ query, children, doing }: Props<T>) {
  if (query.value !== undefined) return <>{children(query.value)}</>;
  if (query.failure) return <FailureBox failure={query.failure} doing={doing} onRetry={query.reload} />;
  return (
    <Box padding="s">
      <Spinner /> Loading
    </Box>
  );
}

/** A short value, such as a line of a summary. */
export function LoadedText<T>({ query, children }: Props<T>) {
  if (query.value !== undefined) return <>{children(query.value)}</>;
  if (query.failure) {
    return (
      <span title={query.failure.message}>
        {query.failure.kind === 'denied' ? 'not allowed to see' : 'not available'}
      </span>
    );
  }
  return <Spinner />;
}
