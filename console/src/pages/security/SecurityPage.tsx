/** Users manage their own password, devices and keys here. Self-service permissions are enough. */
import { ChangePasswordCommand } from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { actingIdentity, type Identity, useSession } from '../../api/session';
import { ActionModal } from '../../components/ActionModal';
import { Copy } from '../../components/Copy';
import { AccessKeys } from '../../components/credentials/AccessKeys';
import { MfaDevices } from '../../components/credentials/MfaDevices';
import { Sessions } from '../../components/credentials/Sessions';
import { SshKeys } from '../../components/credentials/SshKeys';
import { Page } from '../../components/Page';

export default function SecurityPage() {
  const session = useSession();
  if (!session) return null;
  const me = actingIdentity(session);
  return (
    <Page title="My security credentials" description="Your password, MFA devices and keys.">
      <Container header={<Header variant="h2">You</Header>}>
        <KeyValuePairs
          minColumnWidth={220}
          columns={3}
          items={[
            { label: 'Name', value: <span className="wrap">{me.name}</span> },
            { label: 'Account', value: <Copy text={me.account} what="account ID" /> },
            { label: 'ARN', value: <Copy text={me.arn} what="ARN" /> },
          ]}
        />
      </Container>
      <Credentials me={me} hasSwitched={session.role !== undefined} />
    </Page>
  );
}

const SWITCHED = 'You act as a role, which has no credentials of its own. Switch back to see yours.';
const FEDERATED =
  'You are signed in with temporary credentials. They have no password, MFA devices or keys of their own.';

function Credentials({ me, hasSwitched }: { me: Identity; hasSwitched: boolean }) {
  if (me.kind === 'role') {
    return <Alert type="info">{hasSwitched ? SWITCHED : FEDERATED}</Alert>;
  }
  if (me.kind === 'root') {
    return (
      <SpaceBetween size="l">
        <Alert type="info">
          You are the root user, who may do everything. Use it for what only root can do, and a user with fewer
          permissions for the rest.
        </Alert>
        <MfaDevices deviceName="root-account-mfa-device" />
        <AccessKeys />
        <Sessions />
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="l">
      <OwnPassword />
      <MfaDevices userName={me.name} deviceName={me.name} />
      <AccessKeys userName={me.name} />
      <SshKeys userName={me.name} />
      <Sessions userName={me.name} />
    </SpaceBetween>
  );
}

function OwnPassword() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Your password for this console."
          actions={<Button onClick={() => setOpen(true)}>Change password</Button>}
        >
          Password
        </Header>
      }
    >
      Changing it ends your sign-in everywhere, also here: you sign in again with the new one.
      {isOpen && <ChangePassword onClose={() => setOpen(false)} />}
    </Container>
  );
}

const EMPTY = { old: '', young: '', repeated: '' };

function ChangePassword({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(EMPTY);
  const differ = form.repeated !== '' && form.young !== form.repeated;
  const isReady = form.old !== '' && form.young !== '' && form.young === form.repeated;
  const field = (member: keyof typeof EMPTY, label: string, errorText: string) => (
    <FormField label={label} errorText={errorText}>
      <Input
        type="password"
        value={form[member]}
        autoComplete={member === 'old' ? 'current-password' : 'new-password'}
        onChange={({ detail }) => setForm({ ...form, [member]: detail.value })}
      />
    </FormField>
  );
  return (
    <ActionModal
      title="Change password"
      verb="Change password"
      commands={isReady ? [new ChangePasswordCommand({ OldPassword: form.old, NewPassword: form.young })] : []}
      success="Your password was changed"
      onClose={onClose}
      onDone={onClose}
    >
      {field('old', 'Current password', '')}
      {field('young', 'New password', '')}
      {field('repeated', 'New password, again', differ ? 'The two passwords differ.' : '')}
    </ActionModal>
  );
}
