/** A recorded call: what was decided then, and whether it would be decided so now. */
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { send } from '../../api/call';
import { type EventDecision, type EventExplanation, explainEventCommand } from '../../api/explanations';
import { useQuery } from '../../api/useQuery';
import { Copy } from '../../components/Copy';
import { Explanation, Outcome } from '../../components/Explanation';
import { Loaded } from '../../components/Loaded';
import { Time } from '../../components/Time';

export function EventExplained({ id }: { id: string }) {
  const query = useQuery(`explain ${id}`, () => send(explainEventCommand(id)));
  return (
    <Loaded query={query} doing="Explain the call">
      {(found) => <Found found={found} />}
    </Loaded>
  );
}

function Found({ found }: { found: EventExplanation }) {
  const { Event: event, Then: then, Now: now } = found;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">The call</Header>}>
        <KeyValuePairs
          minColumnWidth={220}
          columns={2}
          items={[
            { label: 'Who', value: <span className="wrap">{event.Principal ?? 'not known'}</span> },
            { label: 'Action', value: event.Action },
            { label: 'Time', value: <Time at={new Date(event.Time * 1000)} /> },
            { label: 'Event ID', value: <Copy text={event.EventId} what="event ID" /> },
            { label: 'Outcome', value: event.WasAllowed ? (event.ErrorCode ?? 'Allowed') : 'Denied' },
            {
              label: 'Now',
              value: <Outcome isAllowed={now.IsAllowed} text={describeNow(found)} />,
            },
          ]}
        />
      </Container>
      {!found.Agrees && (
        <Alert type="warning" header="This is not how it was decided">
          The record does not contain all that the decision depended on, so the explanation may not apply.
        </Alert>
      )}
      {found.Unknown.length > 0 && <Alert type="info">The record does not contain {found.Unknown.join('; ')}.</Alert>}
      <Decided decision={then} title="Why" />
      {found.DiffersNow && <Decided decision={now} title="How it would be decided now" />}
    </SpaceBetween>
  );
}

function describeNow({ Then: then, Now: now, DiffersNow }: EventExplanation): string {
  if (now.IsAllowed !== then.IsAllowed) return 'The policies have changed since.';
  return DiffersNow ? 'For another reason than then.' : 'As at the time of the call.';
}

function Decided({ decision, title }: { decision: EventDecision; title: string }) {
  if (decision.Refusal) return <Alert type="warning">{decision.Refusal}</Alert>;
  if (decision.Decisions.length === 0) {
    return <Alert type="info">No permission is needed for this action, so no policy was evaluated.</Alert>;
  }
  return (
    <SpaceBetween size="l">
      {decision.Decisions.map((each) => (
        <Explanation key={`${each.Action} ${each.Resource}`} decision={each} title={title} />
      ))}
    </SpaceBetween>
  );
}
