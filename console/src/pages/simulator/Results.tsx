/** The simulator's answers: a line for each action and resource, with the statements that decided. */
import type { EvaluationResult, ResourceSpecificResult, Statement } from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { settled } from '../../api/useQuery';
import { type Column, ResourceTable } from '../../components/ResourceTable';

export interface Row {
  readonly action: string;
  readonly resource: string;
  readonly decision: string;
  readonly statements: readonly Statement[];
  readonly missing: readonly string[];
  readonly boundary: boolean | undefined;
}

/** A result for each resource where there are several, else for the action as a whole. */
export function readRows(results: readonly EvaluationResult[]): Row[] {
  return results.flatMap((result) => {
    const each = result.ResourceSpecificResults ?? [];
    return each.length > 0 ? each.map((specific) => readSpecific(result, specific)) : [readWhole(result)];
  });
}

const readWhole = (result: EvaluationResult): Row => ({
  action: result.EvalActionName ?? '',
  resource: result.EvalResourceName ?? '*',
  decision: result.EvalDecision ?? '',
  statements: result.MatchedStatements ?? [],
  missing: result.MissingContextValues ?? [],
  boundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
});

const readSpecific = (result: EvaluationResult, specific: ResourceSpecificResult): Row => ({
  action: result.EvalActionName ?? '',
  resource: specific.EvalResourceName ?? '',
  decision: specific.EvalResourceDecision ?? '',
  statements: specific.MatchedStatements ?? [],
  missing: specific.MissingContextValues ?? [],
  boundary: specific.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
});

const DECISIONS: Record<string, { status: StatusIndicatorProps.Type; text: string }> = {
  allowed: { status: 'success', text: 'Allowed' },
  explicitDeny: { status: 'error', text: 'Denied: a statement denies it' },
  implicitDeny: { status: 'stopped', text: 'Denied: no statement allows it' },
};

const COLUMNS: readonly Column<Row>[] = [
  { id: 'action', header: 'Action', value: (row) => row.action, width: 220 },
  { id: 'resource', header: 'Resource', value: (row) => row.resource, width: 240 },
  {
    id: 'decision',
    header: 'Decision',
    value: (row) => row.decision,
    cell: (row) => <Decision row={row} />,
    width: 280,
  },
  { id: 'why', header: 'Why', value: (row) => row.statements.map(nameOf).join(', '), cell: (row) => <Why row={row} /> },
];

function Decision({ row }: { row: Row }) {
  const { status, text } = DECISIONS[row.decision] ?? { status: 'info' as const, text: row.decision };
  const beyond = row.boundary === false && row.decision === 'implicitDeny';
  return (
    <StatusIndicator type={status} wrapText>
      {beyond ? 'Denied: the permissions boundary does not allow it' : text}
    </StatusIndicator>
  );
}

const nameOf = (statement: Statement) => statement.SourcePolicyId ?? '';

function Why({ row }: { row: Row }) {
  return (
    <>
      {row.statements.length === 0 ? (
        <Box color="text-body-secondary">No statement applies.</Box>
      ) : (
        <ul className="plain">
          {row.statements.map((statement) => (
            <li key={`${nameOf(statement)} ${statement.StartPosition?.Line} ${statement.StartPosition?.Column}`}>
              <span className="wrap">
                {nameOf(statement)}
                {statement.StartPosition && `, line ${statement.StartPosition.Line}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {row.missing.length > 0 && (
        <ExpandableSection headerText={`Unknown: ${row.missing.length} context keys`} variant="footer">
          A policy asks for {row.missing.join(', ')}. Give them under Circumstances; the answer may then be another.
        </ExpandableSection>
      )}
    </>
  );
}

export function Results({ results }: { results: readonly EvaluationResult[] }) {
  const value = readRows(results);
  return (
    <div data-testid="results">
      <ResourceTable
        id="simulation"
        title="Decisions"
        query={settled(value)}
        columns={COLUMNS}
        keyOf={(row) => `${row.action} ${row.resource}`}
        empty={{ title: 'No decisions', text: 'The server returned no decisions for these actions.' }}
      />
    </div>
  );
}
