/** Ends the sessions of a role that were begun before now, as AWS's console does: by a Deny for older tokens. */
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { ActionModal } from '../../components/ActionModal';

/** The name that AWS's console gives this policy. */
const POLICY = 'AWSRevokeOlderSessions';

export function revocation(RoleName: string, now: Date): PutRolePolicyCommand {
  const statement = {
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': now.toISOString() } },
  };
  const document = { Version: '2012-10-17', Statement: [statement] };
  return new PutRolePolicyCommand({ RoleName, PolicyName: POLICY, PolicyDocument: JSON.stringify(document, null, 2) });
}

export function RoleSessions({ name }: { name: string }) {
  const [since, setSince] = useState<Date>();
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={<Button onClick={() => setSince(new Date())}>Revoke active sessions</Button>}
          description="For when credentials of this role got into the wrong hands."
        >
          Sessions
        </Header>
      }
    >
      Every session of the role that was begun until now is refused everything, at once. Whoever the role trusts can
      take it on again. This puts the inline policy {POLICY} on the role; removing it lets older sessions in again until
      they expire.
      {since && (
        <ActionModal
          title={`Revoke the active sessions of ${name}?`}
          verb="Revoke"
          commands={[revocation(name, since)]}
          success={`The sessions of ${name} that were begun until now are refused`}
          confirmation={name}
          onClose={() => setSince(undefined)}
          onDone={() => setSince(undefined)}
        >
          Programs and people that use the role must take it on again.
        </ActionModal>
      )}
    </Container>
  );
}
