/** Settings of the account: its alias and the password policy. */
import { CreateAccountAliasCommand, DeleteAccountAliasCommand, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { actingIdentity, useSession } from '../../api/session';
import { useQuery } from '../../api/useQuery';
import { ActionModal } from '../../components/ActionModal';
import { Copy } from '../../components/Copy';
import { LoadedText } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { PasswordPolicy } from './PasswordPolicy';

export const readAlias = async () => (await send(new ListAccountAliasesCommand({}))).AccountAliases?.[0] ?? '';

export default function AccountPage() {
  return (
    <Page title="Account settings">
      <Alias />
      <PasswordPolicy />
    </Page>
  );
}

function Alias() {
  const session = useSession();
  const query = useQuery('alias', readAlias);
  const [open, setOpen] = useState<'set' | 'delete'>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
  };
  const account = session ? actingIdentity(session).account : '';
  const address = (name: string) => `${window.location.origin}/signin/${name}`;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Users can enter the alias instead of the account ID when they sign in."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {query.value && <Button onClick={() => setOpen('delete')}>Delete alias</Button>}
              <Button onClick={() => setOpen('set')}>{query.value ? 'Change alias' : 'Create alias'}</Button>
            </SpaceBetween>
          }
        >
          Account
        </Header>
      }
    >
      <KeyValuePairs
        minColumnWidth={220}
        columns={3}
        items={[
          { label: 'Account ID', value: <Copy text={account} what="account ID" /> },
          { label: 'Alias', value: <LoadedText query={query}>{(alias) => alias || 'None'}</LoadedText> },
          { label: 'Sign-in address', value: <Copy text={address(query.value || account)} what="sign-in address" /> },
        ]}
      />
      {open === 'set' && <SetAlias old={query.value ?? ''} onClose={close} onDone={done} />}
      {open === 'delete' && (
        <ActionModal
          title="Delete the alias?"
          verb="Delete"
          commands={[new DeleteAccountAliasCommand({ AccountAlias: query.value })]}
          success="The alias was deleted"
          confirmation={query.value}
          onClose={close}
          onDone={done}
        >
          Sign-in addresses with the alias stop working; those with the account ID go on.
        </ActionModal>
      )}
    </Container>
  );
}

const ALIAS = /^[a-z0-9](-?[a-z0-9]){2,62}$/;

function SetAlias({ old, onClose, onDone }: { old: string; onClose: () => void; onDone: () => void }) {
  const [alias, setAlias] = useState(old);
  const isFit = ALIAS.test(alias) && !/^\d{12}$/.test(alias);
  return (
    <ActionModal
      title={old ? 'Change the alias' : 'Create an alias'}
      verb="Save"
      commands={isFit && alias !== old ? [new CreateAccountAliasCommand({ AccountAlias: alias })] : []}
      success={`The account's alias is ${alias}`}
      onClose={onClose}
      onDone={onDone}
    >
      <FormField
        label="Alias"
        constraintText="3 to 63 characters: a-z, 0-9 and single hyphens, not twelve digits."
        errorText={alias && !isFit && 'This is not a valid alias.'}
      >
        <Input value={alias} onChange={({ detail }) => setAlias(detail.value)} spellcheck={false} />
      </FormField>
    </ActionModal>
  );
}
