/** A decision explained: why, which statements apply or do not, and the smallest changes that would allow the call. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMemo } from 'react';
import type { Change, ExplainedDecision, ExplainedStatement } from '../api/explanations';
import { settled } from '../api/useQuery';
import { changeTitle, describeFailure, describeStatement, sentence } from '../model/explanation';
import { Code } from './Code';
import { type Column, ResourceTable } from './ResourceTable';

const SHOWN_REMEDIES = 3;

export function Explanation({ decision, title }: { decision: ExplainedDecision; title: string }) {
  return (
    <Container
      header={
        <Header variant="h2" description={<span className="wrap">{describeRequest(decision)}</span>}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Outcome isAllowed={decision.IsAllowed} text={sentence(decision.Reason)} />
        {decision.MissingContextKeys.length > 0 && (
          <Box variant="small">
            Policies test keys that the request does not have: {decision.MissingContextKeys.join(', ')}.
          </Box>
        )}
        <Statements statements={decision.Statements} />
        {!decision.IsAllowed && <Remedies remedies={decision.Remedies} />}
      </SpaceBetween>
    </Container>
  );
}

const describeRequest = ({ Action, Resource }: ExplainedDecision) =>
  Resource === '*' ? Action : `${Action} on ${Resource}`;

export const Outcome = ({ isAllowed, text }: { isAllowed: boolean; text: string }) => (
  <StatusIndicator type={isAllowed ? 'success' : 'error'} wrapText>
    {isAllowed ? 'Allowed' : 'Denied'}. {text}
  </StatusIndicator>
);

/** A row: the same policy may be in several layers, so that only the place makes a key. */
interface Row extends ExplainedStatement {
  readonly place: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'applies',
    header: 'Applies',
    value: ({ Applied }) => (Applied ? 'Yes' : 'No'),
    order: ({ Applied, Effect }) => (Applied ? 0 : 2) + (Effect === 'Deny' ? 0 : 1),
    cell: ({ Applied, Effect }) =>
      Applied ? (
        <StatusIndicator type={Effect === 'Deny' ? 'error' : 'success'}>Yes</StatusIndicator>
      ) : (
        <StatusIndicator type="stopped">No</StatusIndicator>
      ),
    width: 110,
  },
  { id: 'effect', header: 'Effect', value: ({ Effect }) => Effect, width: 100 },
  { id: 'statement', header: 'Statement', value: describeStatement, width: 260 },
  { id: 'layer', header: 'Kind of policy', value: ({ Layer }) => Layer.replaceAll('_', ' '), width: 170 },
  {
    id: 'why',
    header: 'Why it does not apply',
    value: ({ Failures }) => Failures.map(describeFailure).join('; '),
    width: 380,
  },
];

function Statements({ statements }: { statements: readonly ExplainedStatement[] }) {
  const rows = useMemo(() => statements.map((each, place) => ({ ...each, place })), [statements]);
  const applied = statements.filter(({ Applied }) => Applied).length;
  if (rows.length === 0) return <Box>The caller has no policies, and what no policy allows is denied.</Box>;
  return (
    <ResourceTable
      id="statements"
      title="Statements"
      description={`${applied} of ${rows.length} apply to the call.`}
      query={settled(rows)}
      columns={COLUMNS}
      keyOf={({ place }) => String(place)}
      empty={{ title: 'No statements', text: 'No policy says anything about the caller.' }}
    />
  );
}

function Remedies({ remedies }: { remedies: ExplainedDecision['Remedies'] }) {
  if (remedies.length === 0) return <Box>No small change of the policies would allow this.</Box>;
  const shown = remedies.slice(0, SHOWN_REMEDIES);
  return (
    <div data-testid="remedies">
      <SpaceBetween size="s">
        <Box variant="h3">{shown.length === 1 ? 'What would allow it' : 'Each of these would allow it'}</Box>
        {shown.map((changes) => (
          <SpaceBetween key={changes.map(({ Text }) => Text).join()} size="xs">
            {changes.length > 1 && <Box variant="small">All of these together:</Box>}
            {changes.map((change) => (
              <Remedy key={change.Text} change={change} />
            ))}
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </div>
  );
}

const Remedy = ({ change }: { change: Change }) => (
  <SpaceBetween size="xxs">
    <span className="wrap">
      {sentence(changeTitle(change))} <Box variant="small">To be done by {change.By}.</Box>
    </span>
    {change.Statement && <Code text={change.Statement} what="policy statement" />}
  </SpaceBetween>
);
