/** The visual editor of policies: a form for each statement. What the form cannot show is kept and shown as text. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { DocumentKind } from '../../api/validation';
import {
  addStatement,
  copyStatement,
  editStatement,
  readDocument,
  removeStatement,
  type Shown,
} from '../../model/visual/document';
import { placeOf } from '../../model/visual/summary';
import { Findings } from '../editor/Findings';
import { Length } from '../editor/Length';
import { useChecked } from '../editor/useChecked';
import { CatalogContext, makeCatalog } from './catalog';
import { StatementCard } from './StatementCard';

interface Props {
  value: string;
  onChange: (text: string) => void;
  kind: DocumentKind;
  limit?: number;
  /** Show the document as JSON, at an offset. */
  onJson: (offset: number) => void;
}

export default function VisualEditor({ value, onChange, kind, limit, onJson }: Props) {
  const [catalog] = useState(makeCatalog);
  const checked = useChecked(value, kind);
  const read = readOrReason(value);
  if (typeof read === 'string') return <NotVisual reason={read} onJson={() => onJson(0)} />;
  return (
    <CatalogContext value={catalog}>
      <SpaceBetween size="m">
        {read.length === 0 && <Box color="text-body-secondary">The policy has no statements yet.</Box>}
        {read.map((shown, index) => (
          <StatementCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a statement is identified by its place
            key={`${index} of ${read.length}`}
            shown={shown}
            index={index}
            isOnly={read.length === 1}
            findings={checked.findings.filter((finding) => placeOf(finding)?.statement === index)}
            onChange={(form) => onChange(editStatement(value, index, form))}
            onCopy={() => onChange(copyStatement(value, index))}
            onRemove={() => onChange(removeStatement(value, index))}
            onJson={() => onJson(0)}
          />
        ))}
        <SpaceBetween direction="horizontal" size="m" alignItems="center">
          <Button iconName="add-plus" formAction="none" onClick={() => onChange(addStatement(value))}>
            Add statement
          </Button>
          {limit !== undefined && <Length text={value} limit={limit} />}
        </SpaceBetween>
        <Findings checked={checked} onChosen={onJson} />
      </SpaceBetween>
    </CatalogContext>
  );
}

function readOrReason(text: string): readonly Shown[] | string {
  try {
    return readDocument(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const NotVisual = ({ reason, onJson }: { reason: string; onJson: () => void }) => (
  <Alert
    type="info"
    header="This document can only be edited as JSON"
    action={
      <Button formAction="none" onClick={onJson}>
        Edit as JSON
      </Button>
    }
  >
    <span className="wrap">{reason}.</span> Nothing of it was changed.
  </Alert>
);
