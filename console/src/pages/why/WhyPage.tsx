/** Why was I denied: an id of the audit trail, a message or an encoded message becomes an explanation. */
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { type AnyCommand, send } from '../../api/call';
import { explainAccessCommand, explainEventCommand } from '../../api/explanations';
import { useQuery } from '../../api/useQuery';
import { go, useParameter } from '../../app/router';
import { CliCommands } from '../../components/CliCommands';
import { Code } from '../../components/Code';
import { Explanation } from '../../components/Explanation';
import { FormActions } from '../../components/FormActions';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { type Denial, resourceArns } from '../../model/denial';
import { type Refusal, readRefusal } from '../../model/refusal';
import { EventExplained } from './EventExplained';

export default function WhyPage() {
  const [asked, setAsked] = useParameter('about', '');
  const [text, setText] = useState(asked);
  const refusal = readRefusal(text);
  const answered = readRefusal(asked);
  return (
    <Page title="Why was it denied" description="Which statement decided about a call, and what would allow it.">
      <Container>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (refusal) setAsked(text.trim());
          }}
        >
          <SpaceBetween size="l">
            <FormField
              label="Event ID, request ID or message"
              description="What a refused call printed, or an ID from the audit events."
              errorText={text && !refusal && 'This is neither an ID, nor the message of a refusal.'}
            >
              <Textarea
                value={text}
                rows={3}
                spellcheck={false}
                onChange={({ detail }) => setText(detail.value)}
                placeholder="User: arn:aws:iam::111122223333:user/friend is not authorized to perform: iam:CreateUser ..."
              />
            </FormField>
            <CliCommands commands={refusal ? [commandOf(refusal)] : []} />
            <FormActions
              verb="Explain"
              isReady={refusal !== undefined}
              isBusy={false}
              onCancel={() => go('/')}
              onSubmit={() => setAsked(text.trim())}
            />
          </SpaceBetween>
        </form>
      </Container>
      {answered && <Answer refusal={answered} />}
    </Page>
  );
}

function commandOf(refusal: Refusal): AnyCommand {
  if (refusal.kind === 'event') return explainEventCommand(refusal.id);
  if (refusal.kind === 'encoded') return new DecodeAuthorizationMessageCommand({ EncodedMessage: refusal.text });
  return askAgain(refusal.denial);
}

function Answer({ refusal }: { refusal: Refusal }) {
  if (refusal.kind === 'event') return <EventExplained id={refusal.id} />;
  if (refusal.kind === 'encoded') return <Decoded text={refusal.text} />;
  return <Message denial={refusal.denial} />;
}

/** A message has no context and no time: the same is asked on the present state. */
function Message({ denial }: { denial: Denial }) {
  const command = askAgain(denial);
  const query = useQuery(JSON.stringify(command.input), () => send(command));
  return (
    <Loaded query={query} doing="Explain the call">
      {(decision) => <Explanation decision={decision} title="With the present policies" />}
    </Loaded>
  );
}

function askAgain(denial: Denial) {
  const arns = resourceArns(denial);
  return explainAccessCommand(denial.principal, denial.action, typeof arns === 'string' ? arns : (arns[0] ?? '*'));
}

function Decoded({ text }: { text: string }) {
  const query = useQuery(text, async () => {
    const answer = await send(new DecodeAuthorizationMessageCommand({ EncodedMessage: text }));
    return JSON.stringify(JSON.parse(answer.DecodedMessage ?? '{}'), null, 2);
  });
  return (
    <Loaded query={query} doing="Decode the message">
      {(decoded) => (
        <Container>
          <Code text={decoded} what="decoded message" />
        </Container>
      )}
    </Loaded>
  );
}
