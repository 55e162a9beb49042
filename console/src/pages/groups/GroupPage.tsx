/** One group: its members and policies. */
import {
  AddUserToGroupCommand,
  GetGroupCommand,
  type Group,
  paginateGetGroup,
  RemoveUserFromGroupCommand,
  type User,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import { send } from '../../api/call';
import { clients } from '../../api/clients';
import { listUsers } from '../../api/policies';
import { collect, useQuery } from '../../api/useQuery';
import type { PageProps } from '../../app/routes';
import { ActionModal } from '../../components/ActionModal';
import { Copy } from '../../components/Copy';
import { EntityLink } from '../../components/EntityLink';
import { Loaded } from '../../components/Loaded';
import { PageTabs } from '../../components/PageTabs';
import { PermissionsPanel } from '../../components/permissions/PermissionsPanel';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Time } from '../../components/Time';
import { RenamablePage } from '../users/RenamablePage';

const readGroup = async (GroupName: string): Promise<Partial<Group>> =>
  (await send(new GetGroupCommand({ GroupName, MaxItems: 1 }))).Group ?? {};

export default function GroupPage({ params: { name = '' } }: PageProps) {
  const group = useQuery(`group ${name}`, () => readGroup(name));
  return (
    <RenamablePage kind="groups" name={name} path={group.value?.Path}>
      <Loaded query={group} doing={`Read the group ${name}`}>
        {(found) => (
          <Container header={<Header variant="h2">Summary</Header>}>
            <KeyValuePairs
              minColumnWidth={220}
              columns={3}
              items={[
                { label: 'ARN', value: <Copy text={found.Arn ?? ''} what="ARN" /> },
                { label: 'Path', value: found.Path },
                { label: 'Created', value: <Time at={found.CreateDate} /> },
              ]}
            />
          </Container>
        )}
      </Loaded>
      <PageTabs
        tabs={[
          { id: 'users', label: 'Users', content: <Members name={name} /> },
          { id: 'permissions', label: 'Permissions', content: <PermissionsPanel owner={{ kind: 'groups', name }} /> },
        ]}
      />
    </RenamablePage>
  );
}

const COLUMNS: readonly Column<User>[] = [
  {
    id: 'name',
    header: 'User name',
    value: (user) => user.UserName,
    cell: (user) => <EntityLink kind="users" id={user.UserName ?? ''} />,
    width: 260,
  },
  { id: 'created', header: 'Created', value: (u) => u.CreateDate, cell: (u) => <Time at={u.CreateDate} />, width: 220 },
  { id: 'arn', header: 'ARN', value: (user) => user.Arn },
];

function Members({ name }: { name: string }) {
  const query = useQuery(`members of ${name}`, () =>
    collect(paginateGetGroup({ client: clients().iam }, { GroupName: name }), (page) => page.Users),
  );
  const [open, setOpen] = useState<'add' | readonly string[]>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
  };
  return (
    <>
      <ResourceTable
        id="members"
        title="Users in this group"
        query={query}
        columns={COLUMNS}
        keyOf={(user) => user.UserName ?? ''}
        selection="multi"
        empty={{ title: 'No users', text: 'This group has no members yet.' }}
        actions={(chosen) => (
          <>
            <Button disabled={chosen.length === 0} onClick={() => setOpen(chosen.map((user) => user.UserName ?? ''))}>
              Remove
            </Button>
            <Button onClick={() => setOpen('add')}>Add users</Button>
          </>
        )}
      />
      {open === 'add' && (
        <AddMembers
          name={name}
          present={query.value?.map((user) => user.UserName ?? '') ?? []}
          onClose={close}
          onDone={done}
        />
      )}
      {Array.isArray(open) && (
        <ActionModal
          title={`Remove ${open.join(', ')} from ${name}?`}
          verb="Remove"
          commands={open.map((UserName) => new RemoveUserFromGroupCommand({ GroupName: name, UserName }))}
          success={`Removed from ${name}: ${open.join(', ')}`}
          onClose={close}
          onDone={done}
        >
          They immediately lose permissions that only this group grants.
        </ActionModal>
      )}
    </>
  );
}

interface AddProps {
  name: string;
  present: readonly string[];
  onClose: () => void;
  onDone: () => void;
}

function AddMembers({ name, present, onClose, onDone }: AddProps) {
  const users = useQuery('all users', listUsers);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const option = (value: string) => ({ value, label: value });
  return (
    <ActionModal
      title={`Add users to ${name}`}
      verb="Add users"
      commands={chosen.map((UserName) => new AddUserToGroupCommand({ GroupName: name, UserName }))}
      success={`Added to ${name}: ${chosen.join(', ')}`}
      onClose={onClose}
      onDone={onDone}
    >
      <Loaded query={users} doing="List users">
        {(found) => (
          <FormField label="Users">
            <Multiselect
              options={found.flatMap(({ UserName = '' }) => (present.includes(UserName) ? [] : [option(UserName)]))}
              selectedOptions={chosen.map(option)}
              onChange={({ detail }) => setChosen(detail.selectedOptions.map(({ value = '' }) => value))}
              placeholder="Choose users"
              filteringType="auto"
              empty="No other users"
            />
          </FormField>
        )}
      </Loaded>
    </ActionModal>
  );
}
