/** The first page: who you are, and what the account holds. */
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { send } from '../../api/call';
import { actingIdentity, useSession } from '../../api/session';
import { useQuery } from '../../api/useQuery';
import { useChrome } from '../../app/chrome';

export default function DashboardPage() {
  useChrome('Dashboard');
  const session = useSession();
  const summary = useQuery('summary', () => send(new GetAccountSummaryCommand({})));
  if (!session) return null;
  const acting = actingIdentity(session);
  return (
    <ContentLayout header={<Header variant="h1">Dashboard</Header>}>
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">You</Header>}>
          <KeyValuePairs
            columns={2}
            items={[
              { label: 'Account', value: acting.account },
              { label: 'ARN', value: <Box data-testid="arn">{acting.arn}</Box> },
            ]}
          />
        </Container>
        {summary.failure?.message ?? JSON.stringify(summary.value?.SummaryMap)}
      </SpaceBetween>
    </ContentLayout>
  );
}
