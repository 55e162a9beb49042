/** One statement: its sentence, and its form when it is open. */
import type { ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Shown } from '../../model/visual/document';
import type { Statement } from '../../model/visual/statement';
import { summarize } from '../../model/visual/summary';
import { Code } from '../Code';
import { StatementForm } from './StatementForm';

interface Props {
  shown: Shown;
  index: number;
  isOnly: boolean;
  findings: readonly ValidatePolicyFinding[];
  onChange: (form: Statement) => void;
  onCopy: () => void;
  onRemove: () => void;
  onJson: () => void;
}

export function StatementCard({ shown, index, isOnly, findings, onChange, onCopy, onRemove, onJson }: Props) {
  const [isOpen, setOpen] = useState(isOnly);
  const name = shown.kind === 'form' && shown.form.sid ? `: ${shown.form.sid}` : '';
  const title = `Statement ${index + 1}${name}`;
  return (
    <ExpandableSection
      variant="container"
      headingTagOverride="h2"
      headerText={title}
      headerDescription={describe(shown, findings.length)}
      headerActions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button formAction="none" ariaLabel={`Copy statement ${index + 1}`} iconName="copy" onClick={onCopy} />
          <Button formAction="none" ariaLabel={`Remove statement ${index + 1}`} iconName="remove" onClick={onRemove} />
        </SpaceBetween>
      }
      expanded={isOpen}
      onChange={({ detail }) => setOpen(detail.expanded)}
      data-testid={`statement-${index}`}
    >
      {isOpen &&
        (shown.kind === 'form' ? (
          <StatementForm form={shown.form} findings={findings} onChange={onChange} />
        ) : (
          <OnlyText text={shown.text} reason={shown.reason} onJson={onJson} />
        ))}
    </ExpandableSection>
  );
}

function describe(shown: Shown, findings: number): string {
  const about = shown.kind === 'form' ? summarize(shown.form) : `JSON only. ${shown.reason}`;
  return `${about}.${findings === 0 ? '' : ` ${findings === 1 ? '1 finding' : `${findings} findings`}.`}`;
}

const OnlyText = ({ text, reason, onJson }: { text: string; reason: string; onJson: () => void }) => (
  <SpaceBetween size="m">
    <Alert
      type="info"
      header="JSON only"
      action={
        <Button formAction="none" onClick={onJson}>
          Edit as JSON
        </Button>
      }
    >
      <span className="wrap">{reason}.</span> The statement stays as it is while you change others.
    </Alert>
    <Code text={text} what="statement" />
  </SpaceBetween>
);
