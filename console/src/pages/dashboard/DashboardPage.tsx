/** The first page: recommendations, the account's resources, and the sign-in address. */
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { send } from '../../api/call';
import { actingIdentity, type Session, useSession } from '../../api/session';
import { useQuery } from '../../api/useQuery';
import { follow, href } from '../../app/router';
import { Copy } from '../../components/Copy';
import { PageLink } from '../../components/EntityLink';
import { Loaded, LoadedText } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { readAlias } from '../account/AccountPage';
import type { SummaryMap } from './advice';
import { Recommendations } from './Recommendations';

const readSummary = async (): Promise<SummaryMap> => (await send(new GetAccountSummaryCommand({}))).SummaryMap ?? {};

export default function DashboardPage() {
  const session = useSession();
  const summary = useQuery('summary', readSummary);
  if (!session) return null;
  return (
    <Page title="Dashboard" description="Who can sign in, and what they can do.">
      <ColumnLayout columns={2}>
        <SpaceBetween size="l">
          <Recommendations session={session} summary={summary} />
          <Container header={<Header variant="h2">IAM resources</Header>}>
            <Loaded query={summary} doing="Count the resources">
              {(found) => <Counts summary={found} />}
            </Loaded>
          </Container>
        </SpaceBetween>
        <SpaceBetween size="l">
          <You session={session} />
          <Start />
        </SpaceBetween>
      </ColumnLayout>
    </Page>
  );
}

const COUNTED = [
  { key: 'Groups', label: 'User groups', to: '/groups' },
  { key: 'Users', label: 'Users', to: '/users' },
  { key: 'Roles', label: 'Roles', to: '/roles' },
  { key: 'Policies', label: 'Policies', to: '/policies?type=customer' },
] as const;

const Counts = ({ summary }: { summary: SummaryMap }) => (
  <KeyValuePairs
    columns={4}
    items={COUNTED.map(({ key, label, to }) => ({
      label,
      value: (
        <>
          <Link href={href(to)} onFollow={follow} fontSize="display-l" ariaLabel={`${label}: ${summary[key] ?? 0}`}>
            {summary[key] ?? 0}
          </Link>
          <Box variant="small">of {(summary[`${key}Quota`] ?? 0).toLocaleString('en')}</Box>
        </>
      ),
    }))}
  />
);

function You({ session }: { session: Session }) {
  const acting = actingIdentity(session);
  const alias = useQuery('alias', readAlias);
  return (
    <Container header={<Header variant="h2">You and your account</Header>}>
      <KeyValuePairs
        items={[
          { label: 'You', value: <Copy text={acting.arn} what="ARN" /> },
          { label: 'Account ID', value: <Copy text={acting.account} what="account ID" /> },
          {
            label: 'Account alias',
            value: (
              <LoadedText query={alias}>
                {(name) => name || <PageLink to="/account" text="Create an alias" />}
              </LoadedText>
            ),
          },
          {
            label: 'Sign-in address for users',
            value: (
              <Copy text={`${window.location.origin}/signin/${alias.value || acting.account}`} what="sign-in address" />
            ),
          },
        ]}
      />
    </Container>
  );
}

const STEPS = [
  { to: '/policies/create', text: 'Write a policy', why: 'define permissions' },
  { to: '/groups/create', text: 'Create a group', why: 'for people with the same tasks, and attach the policy' },
  { to: '/users/create', text: 'Create a user', why: 'for each person, as a member of the group' },
  { to: '/simulator', text: 'Try the simulator', why: 'check that the policy allows what you intended' },
  { to: '/audit', text: 'Read the audit events', why: 'see who did what, and what was refused' },
];

const Start = () => (
  <Container header={<Header variant="h2">Let somebody in</Header>}>
    <ol className="steps">
      {STEPS.map(({ to, text, why }) => (
        <li key={to}>
          <PageLink to={to} text={text} />: {why}.
        </li>
      ))}
    </ol>
  </Container>
);
