/** Inside a refusal, on request: the statements that decided and the smallest change, without leaving the form. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../api/call';
import { type EventExplanation, type ExplainedDecision, explainEventCommand } from '../api/explanations';
import { useQuery } from '../api/useQuery';
import { href } from '../app/router';
import { changeTitle, describeStatement } from '../model/explanation';

export function ExplainRefusal({ requestId }: { requestId: string }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <Explained requestId={requestId} />;
  return <Button onClick={() => setOpen(true)}>Explain</Button>;
}

function Explained({ requestId }: { requestId: string }) {
  const { value, failure } = useQuery(`explain ${requestId}`, () => send(explainEventCommand(requestId)));
  if (failure) {
    return (
      <Box variant="small">
        You may not see the explanation. An administrator can, with this request ID: {requestId}
      </Box>
    );
  }
  if (!value) return <Box variant="small">Loading the explanation</Box>;
  return <Brief found={value} requestId={requestId} />;
}

function Brief({ found, requestId }: { found: EventExplanation; requestId: string }) {
  const denied = found.Then.Decisions.find(({ IsAllowed }) => !IsAllowed);
  return (
    <div data-testid="explained">
      <SpaceBetween size="xs">
        {denied && <Reasons decision={denied} />}
        <Link
          href={href(`/why?about=${requestId}`)}
          target="_blank"
          external
          externalIconAriaLabel="Opens in a new tab"
        >
          All statements
        </Link>
      </SpaceBetween>
    </div>
  );
}

function Reasons({ decision }: { decision: ExplainedDecision }) {
  const [remedy = []] = decision.Remedies;
  return (
    <SpaceBetween size="xxs">
      <span className="wrap">{describeDecision(decision)}</span>
      {remedy.map((change) => (
        <span key={change.Text} className="wrap">
          To allow it: {changeTitle(change)}. This is to be done by {change.By}.
        </span>
      ))}
    </SpaceBetween>
  );
}

function describeDecision({ Statements }: ExplainedDecision): string {
  const deciding = Statements.filter(({ Applied, Effect }) => Applied && Effect === 'Deny');
  if (deciding.length > 0) return `Denied by ${deciding.map(describeStatement).join('; ')}.`;
  const count = Statements.length;
  if (count === 0) return 'You have no policies, and what no policy allows is denied.';
  return count === 1
    ? 'The only statement about you does not allow it.'
    : `None of ${count} statements about you allows it.`;
}
