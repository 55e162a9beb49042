/** An error. For a denial it shows which policy decided, and the statement that would allow the call. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Failure } from '../api/errors';
import { allowingStatement, type Denial, decidingLayer } from '../model/denial';
import { CopyButton } from './Copy';
import { ExplainRefusal } from './ExplainRefusal';

interface Props {
  failure: Failure;
  /** The action that failed: `Create user`. */
  doing?: string;
  onRetry?: () => void;
}

const RETRIED = new Set<Failure['kind']>(['unreachable', 'other']);

export function FailureBox({ failure, doing, onRetry }: Props) {
  const canRetry = onRetry && RETRIED.has(failure.kind);
  const isOurs = failure.kind === 'other' || failure.kind === 'unreachable';
  return (
    <Alert
      type={isOurs ? 'error' : failure.kind === 'denied' ? 'warning' : 'info'}
      header={doing ? `${doing}: ${failure.title.charAt(0).toLowerCase()}${failure.title.slice(1)}` : failure.title}
      action={canRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      {failure.denial ? (
        <Denied denial={failure.denial} message={failure.message} requestId={failure.requestId} />
      ) : (
        <Words failure={failure} />
      )}
    </Alert>
  );
}

const Words = ({ failure }: { failure: Failure }) => (
  <SpaceBetween size="xxs">
    <span className="wrap">{failure.message}</span>
    {failure.requestId && <Box variant="small">Request {failure.requestId}</Box>}
  </SpaceBetween>
);

interface DeniedProps {
  denial: Denial;
  message: string;
  /** Of the refused call, which the server can explain. */
  requestId?: string;
}

export function Denied({ denial, message, requestId }: DeniedProps) {
  const layer = decidingLayer(denial);
  return (
    <div data-testid="denied">
      <SpaceBetween size="s">
        <KeyValuePairs
          columns={2}
          items={[
            { label: 'Refused action', value: <Box variant="code">{denial.action}</Box> },
            { label: 'Resource', value: <span className="wrap">{denial.resource || 'not named'}</span> },
            { label: 'Why', value: <span className="wrap">{explain(denial, layer)}</span> },
            { label: 'Decided by', value: <span className="wrap">{denial.policyArn || layer || 'not named'}</span> },
          ]}
        />
        <Box variant="small">
          <span className="wrap">{message}</span>
        </Box>
        {denial.isExplicit ? (
          <Box variant="small">
            A Deny always wins: no further Allow changes this. The statement that denies must change.
          </Box>
        ) : (
          <CopyButton text={allowingStatement(denial)} what="as policy statement" />
        )}
        {requestId && <ExplainRefusal requestId={requestId} />}
      </SpaceBetween>
    </div>
  );
}

function explain(denial: Denial, layer: string): string {
  if (denial.isExplicit) return `A statement of ${layer ? withArticle(layer) : 'a policy'} denies it.`;
  return denial.reason ? `No ${layer} allows it.` : 'The server gives no reason to callers from other accounts.';
}

const withArticle = (noun: string) => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
