/** The server's findings in a document, most severe first. Each links to its position in the text. */
import type { ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Checked } from '../../api/validation';
import { Denied } from '../FailureBox';

interface Kind {
  readonly type: string;
  readonly text: string;
  readonly status: StatusIndicatorProps.Type;
}

const KINDS: readonly Kind[] = [
  { type: 'ERROR', text: 'Error', status: 'error' },
  { type: 'SECURITY_WARNING', text: 'Security warning', status: 'warning' },
  { type: 'WARNING', text: 'Warning', status: 'warning' },
  { type: 'SUGGESTION', text: 'Suggestion', status: 'info' },
];

interface Props {
  checked: Checked;
  onChosen: (offset: number) => void;
}

export function Findings({ checked, onChosen }: Props) {
  if (checked.failure) return <Unchecked failure={checked.failure} />;
  if (checked.findings.length === 0) return <StatusIndicator type="success">No findings</StatusIndicator>;
  return (
    <section aria-label="Findings" data-testid="findings">
      <SpaceBetween size="xs">
        {KINDS.flatMap((kind) =>
          checked.findings
            .filter((finding) => finding.findingType === kind.type)
            .map((finding) => <Finding key={keyOf(finding)} kind={kind} finding={finding} onChosen={onChosen} />),
        )}
      </SpaceBetween>
    </section>
  );
}

interface FindingProps {
  kind: Kind;
  finding: ValidatePolicyFinding;
  onChosen: (offset: number) => void;
}

function Finding({ kind, finding, onChosen }: FindingProps) {
  const start = finding.locations?.[0]?.span?.start;
  return (
    <StatusIndicator type={kind.status} wrapText>
      <b>{kind.text}</b>{' '}
      {start && (
        <Link onFollow={() => onChosen(start.offset ?? 0)}>
          line {start.line}, column {(start.column ?? 0) + 1}
        </Link>
      )}{' '}
      <span className="wrap">{finding.findingDetails}</span>
    </StatusIndicator>
  );
}

const keyOf = (finding: ValidatePolicyFinding) =>
  `${finding.issueCode} ${finding.locations?.[0]?.span?.start?.offset} ${finding.findingDetails}`;

function Unchecked({ failure }: { failure: NonNullable<Checked['failure']> }) {
  if (failure.denial) {
    return (
      <SpaceBetween size="xs">
        <Box>The document is not checked while you type, because you do not have the permission for it:</Box>
        <Denied denial={failure.denial} message={failure.message} requestId={failure.requestId} />
      </SpaceBetween>
    );
  }
  const why =
    failure.kind === 'unsupported'
      ? 'this server does not check policies; invalid policies are still refused when you save'
      : failure.message;
  return <StatusIndicator type="info">Only the syntax is checked: {why}.</StatusIndicator>;
}
