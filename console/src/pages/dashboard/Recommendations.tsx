/** Security recommendations: what is in order, and what needs attention. */
import { ListMFADevicesCommand } from '@aws-sdk/client-iam';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { send } from '../../api/call';
import { actingIdentity, type Session } from '../../api/session';
import { type Query, useQuery } from '../../api/useQuery';
import { PageLink } from '../../components/EntityLink';
import { Loaded } from '../../components/Loaded';
import { findPasswordPolicy } from '../account/PasswordPolicy';
import { adviseOwner, type SummaryMap } from './advice';

interface Props {
  session: Session;
  summary: Query<SummaryMap>;
}

export function Recommendations({ session, summary }: Props) {
  const me = actingIdentity(session);
  const devices = useQuery('own devices', async () => {
    const answer = await send(new ListMFADevicesCommand(me.kind === 'user' ? { UserName: me.name } : {}));
    return answer.MFADevices?.length ?? 0;
  });
  const policy = useQuery('password policy', findPasswordPolicy);
  return (
    <Loaded query={summary} doing="Read the account’s summary">
      {(found) => {
        const advice = adviseOwner({
          summary: found,
          me,
          devices: devices.value,
          hasPasswordPolicy: policy.value === undefined ? undefined : policy.value !== null,
        });
        const open = advice.filter((each) => !each.isGood).length;
        return (
          <Container
            header={
              <Header variant="h2" counter={open ? `(${open})` : undefined}>
                Security recommendations
              </Header>
            }
          >
            <SpaceBetween size="s">
              {[...advice]
                .sort((a, b) => Number(a.isGood) - Number(b.isGood))
                .map((each) => (
                  <StatusIndicator key={each.id} type={each.isGood ? 'success' : 'warning'} wrapText>
                    {each.text} {each.to && <PageLink to={each.to} text={each.action ?? ''} />}
                  </StatusIndicator>
                ))}
            </SpaceBetween>
          </Container>
        );
      }}
    </Loaded>
  );
}
