/** The editor. Its code is loaded when a page first shows one. */
import Spinner from '@cloudscape-design/components/spinner';
import { type ComponentProps, lazy, Suspense } from 'react';

const Editor = lazy(() => import('./PolicyEditor'));

export const LazyEditor = (props: ComponentProps<typeof Editor>) => (
  <Suspense fallback={<Spinner />}>
    <Editor {...props} />
  </Suspense>
);
