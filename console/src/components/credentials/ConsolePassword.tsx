/** Whether a user can sign in to the console, and with which password. */
import {
  CreateLoginProfileCommand,
  DeleteLoginProfileCommand,
  GetLoginProfileCommand,
  type LoginProfile,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { isAbsent } from '../../api/errors';
import { currentSession } from '../../api/session';
import { useQuery } from '../../api/useQuery';
import { ActionModal } from '../ActionModal';
import { Copy } from '../Copy';
import { Loaded } from '../Loaded';
import { Time } from '../Time';
import { isPasswordReady, newPassword, PasswordFields } from './PasswordFields';
import { SecretOnce } from './SecretOnce';

export async function findProfile(UserName: string): Promise<LoginProfile | null> {
  try {
    return (await send(new GetLoginProfileCommand({ UserName }))).LoginProfile ?? null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

export const signInAddress = () => `${window.location.origin}/signin/${currentSession()?.user.account ?? ''}`;

interface Props {
  userName: string;
  lastUsed: Date | undefined;
}

export function ConsolePassword({ userName, lastUsed }: Props) {
  const query = useQuery(`profile ${userName}`, () => findProfile(userName));
  const [open, setOpen] = useState<'set' | 'remove'>();
  const close = () => setOpen(undefined);
  const profile = query.value;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether this user can sign in to this console with a password."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {profile && <Button onClick={() => setOpen('remove')}>Disable</Button>}
              <Button disabled={profile === undefined} onClick={() => setOpen('set')}>
                {profile ? 'Set new password' : 'Enable console access'}
              </Button>
            </SpaceBetween>
          }
        >
          Console sign-in
        </Header>
      }
    >
      <Loaded query={query} doing="Read the login profile">
        {(found) => (
          <KeyValuePairs
            minColumnWidth={220}
            columns={3}
            items={[
              { label: 'Sign-in address', value: <Copy text={signInAddress()} what="sign-in address" /> },
              { label: 'Console password', value: found ? <Since profile={found} /> : 'Not enabled' },
              { label: 'Last sign-in', value: <Time at={lastUsed} none="never" /> },
            ]}
          />
        )}
      </Loaded>
      {open === 'set' && (
        <SetPassword userName={userName} isFirst={!profile} onClose={close} onChanged={query.reload} />
      )}
      {open === 'remove' && (
        <ActionModal
          title={`Disable console access of ${userName}?`}
          verb="Disable"
          commands={[new DeleteLoginProfileCommand({ UserName: userName })]}
          success={`${userName} can no longer sign in to the console`}
          confirmation={userName}
          onClose={close}
          onDone={() => {
            close();
            query.reload();
          }}
        >
          The password is deleted, and all sessions that were started with it end immediately. Access keys keep working.
        </ActionModal>
      )}
    </Container>
  );
}

const Since = ({ profile }: { profile: LoginProfile }) => (
  <>
    Set <Time at={profile.CreateDate} />
    {profile.PasswordResetRequired && '; must be changed at the next sign-in'}
  </>
);

interface SetProps {
  userName: string;
  isFirst: boolean;
  onClose: () => void;
  onChanged: () => void;
}

function SetPassword({ userName, isFirst, onClose, onChanged }: SetProps) {
  const [choice, setChoice] = useState(newPassword);
  const [isDone, setDone] = useState(false);
  const input = { UserName: userName, Password: choice.password, PasswordResetRequired: choice.mustChange };
  const command = isFirst ? new CreateLoginProfileCommand(input) : new UpdateLoginProfileCommand(input);
  if (isDone) {
    const lines = [
      { label: 'Sign-in address', value: signInAddress() },
      { label: 'User name', value: userName },
      { label: 'Password', value: choice.password, isSecret: true },
    ];
    return (
      <SecretOnce title="Console password" lines={lines} fileName={`${userName}_credentials.csv`} onClose={onClose} />
    );
  }
  return (
    <ActionModal
      title={isFirst ? `Enable console access of ${userName}` : `Set a new password for ${userName}`}
      verb={isFirst ? 'Enable console access' : 'Set password'}
      commands={isPasswordReady(choice) ? [command] : []}
      success="The password was set"
      onClose={onClose}
      onDone={onClose}
      onSubmit={async () => {
        await send(command as Parameters<typeof send>[0]);
        setDone(true);
        onChanged();
      }}
    >
      <PasswordFields value={choice} onChange={setChoice} />
    </ActionModal>
  );
}
