/** Ends a role's current sessions, as AWS's console does: by a Deny for tokens that were issued before now. */
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
          description="Use this if credentials of this role have leaked."
        >
          Sessions
        </Header>
      }
    >
      All requests of sessions that started before now are refused immediately. The principals that the role trusts can
      assume it again. This adds the inline policy {POLICY} to the role. If the policy is removed, older sessions are
      valid again until they expire.
      {since && (
        <ActionModal
          title={`Revoke the active sessions of ${name}?`}
          verb="Revoke"
          commands={[revocation(name, since)]}
          success={`The sessions of ${name} that started before now are refused`}
          confirmation={name}
          onClose={() => setSince(undefined)}
          onDone={() => setSince(undefined)}
        >
          Programs and people that use the role must assume it again.
        </ActionModal>
      )}
    </Container>
  );
}
