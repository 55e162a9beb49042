/** The editor of identity policies: as a form for each statement, or as JSON. Both change the same text. */
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useState } from 'react';
import { useParameter } from '../../app/router';
import { LazyEditor } from './LazyEditor';

const VisualEditor = lazy(() => import('../visual/VisualEditor'));

type View = 'visual' | 'json';

const VIEWS = [
  { id: 'visual', text: 'Visual' },
  { id: 'json', text: 'JSON' },
];

interface Props {
  value: string;
  onChange: (text: string) => void;
  limit: number;
  /** What is shown first; the choice is in the address. */
  first: View;
}

export function DocumentEditor({ value, onChange, limit, first }: Props) {
  const [view, setView] = useParameter('view', first);
  const [at, setAt] = useState<number>();
  const show = (next: string, offset?: number) => {
    setAt(offset);
    setView(next);
  };
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="Show the document as"
        options={VIEWS}
        selectedId={view === 'json' ? 'json' : 'visual'}
        onChange={({ detail }) => show(detail.selectedId)}
      />
      {view === 'json' ? (
        <LazyEditor value={value} onChange={onChange} kind="identity" limit={limit} at={at} />
      ) : (
        <Suspense fallback={<Spinner />}>
          <VisualEditor
            value={value}
            onChange={onChange}
            kind="identity"
            limit={limit}
            onJson={(offset) => show('json', offset)}
          />
        </Suspense>
      )}
    </SpaceBetween>
  );
}
