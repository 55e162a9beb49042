/** One user: policies, groups, tags, credentials. */
import {
  AddUserToGroupCommand,
  GetUserCommand,
  ListUserTagsCommand,
  paginateListGroupsForUser,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  type User,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { clients } from '../../api/clients';
import { listGroups } from '../../api/policies';
import { collect, useQuery } from '../../api/useQuery';
import type { PageProps } from '../../app/routes';
import { ActionModal } from '../../components/ActionModal';
import { Copy } from '../../components/Copy';
import { AccessKeys } from '../../components/credentials/AccessKeys';
import { ConsolePassword, findProfile } from '../../components/credentials/ConsolePassword';
import { MfaDevices } from '../../components/credentials/MfaDevices';
import { Sessions } from '../../components/credentials/Sessions';
import { SshKeys } from '../../components/credentials/SshKeys';
import { EntityLink } from '../../components/EntityLink';
import { Loaded, LoadedText } from '../../components/Loaded';
import { PageTabs } from '../../components/PageTabs';
import { BoundaryPanel } from '../../components/permissions/BoundaryPanel';
import { PermissionsPanel } from '../../components/permissions/PermissionsPanel';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { readTags, TagsPanel } from '../../components/TagsPanel';
import { Time } from '../../components/Time';
import { RenamablePage } from './RenamablePage';

export default function UserPage({ params: { name = '' } }: PageProps) {
  const user = useQuery(`user ${name}`, () => readUser(name));
  return (
    <RenamablePage kind="users" name={name} path={user.value?.Path} principal={user.value?.Arn}>
      <Loaded query={user} doing={`Read the user ${name}`}>
        {(found) => <Summary name={name} user={found} />}
      </Loaded>
      <PageTabs
        tabs={[
          {
            id: 'permissions',
            label: 'Permissions',
            content: (
              <SpaceBetween size="l">
                <PermissionsPanel owner={{ kind: 'users', name }} />
                {user.value && (
                  <BoundaryPanel
                    owner={{ kind: 'users', name }}
                    boundary={user.value.PermissionsBoundary?.PermissionsBoundaryArn ?? ''}
                    onChanged={user.reload}
                  />
                )}
              </SpaceBetween>
            ),
          },
          { id: 'groups', label: 'Groups', content: <Groups name={name} /> },
          { id: 'tags', label: 'Tags', content: <Tags name={name} /> },
          {
            id: 'credentials',
            label: 'Security credentials',
            content: (
              <SpaceBetween size="l">
                <ConsolePassword userName={name} lastUsed={user.value?.PasswordLastUsed} />
                <MfaDevices userName={name} deviceName={name} />
                <AccessKeys userName={name} />
                <SshKeys userName={name} />
                <Sessions userName={name} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </RenamablePage>
  );
}

const readUser = async (UserName: string): Promise<Partial<User>> =>
  (await send(new GetUserCommand({ UserName }))).User ?? {};

function Summary({ name, user }: { name: string; user: Partial<User> }) {
  const profile = useQuery(`profile ${name}`, () => findProfile(name));
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        minColumnWidth={220}
        columns={4}
        items={[
          { label: 'ARN', value: <Copy text={user.Arn ?? ''} what="ARN" /> },
          {
            label: 'Console access',
            value: <LoadedText query={profile}>{(found) => (found ? 'Enabled' : 'Disabled')}</LoadedText>,
          },
          { label: 'Last console sign-in', value: <Time at={user.PasswordLastUsed} none="never" /> },
          { label: 'Created', value: <Time at={user.CreateDate} /> },
        ]}
      />
    </Container>
  );
}

interface GroupRow {
  readonly name: string;
  readonly arn: string;
}

const GROUP_COLUMNS: readonly Column<GroupRow>[] = [
  {
    id: 'name',
    header: 'Group name',
    value: (g) => g.name,
    cell: (g) => <EntityLink kind="groups" id={g.name} />,
    width: 260,
  },
  { id: 'arn', header: 'ARN', value: (g) => g.arn },
];

function Groups({ name }: { name: string }) {
  const query = useQuery(`groups of ${name}`, async () => {
    const pages = paginateListGroupsForUser({ client: clients().iam }, { UserName: name });
    const found = await collect(pages, (page) => page.Groups);
    return found.map((group) => ({ name: group.GroupName ?? '', arn: group.Arn ?? '' }));
  });
  const [open, setOpen] = useState<'add' | readonly string[]>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
  };
  return (
    <>
      <ResourceTable
        id="user-groups"
        title="Groups"
        description="A user has the policies of all of its groups."
        query={query}
        columns={GROUP_COLUMNS}
        keyOf={(group) => group.name}
        selection="multi"
        empty={{ title: 'No groups', text: 'Groups share policies among users.' }}
        actions={(chosen) => (
          <>
            <Button disabled={chosen.length === 0} onClick={() => setOpen(chosen.map((group) => group.name))}>
              Remove
            </Button>
            <Button onClick={() => setOpen('add')}>Add to groups</Button>
          </>
        )}
      />
      {open === 'add' && (
        <AddToGroups
          name={name}
          present={query.value?.map((group) => group.name) ?? []}
          onClose={close}
          onDone={done}
        />
      )}
      {Array.isArray(open) && (
        <ActionModal
          title={`Remove ${name} from ${open.join(', ')}?`}
          verb="Remove"
          commands={open.map((GroupName) => new RemoveUserFromGroupCommand({ UserName: name, GroupName }))}
          success={`${name} was removed from ${open.join(', ')}`}
          onClose={close}
          onDone={done}
        >
          The user immediately loses permissions that only these groups grant.
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

function AddToGroups({ name, present, onClose, onDone }: AddProps) {
  const groups = useQuery('all groups', listGroups);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const option = (value: string) => ({ value, label: value });
  return (
    <ActionModal
      title={`Add ${name} to groups`}
      verb="Add"
      commands={chosen.map((GroupName) => new AddUserToGroupCommand({ UserName: name, GroupName }))}
      success={`${name} was added to ${chosen.join(', ')}`}
      onClose={onClose}
      onDone={onDone}
    >
      <Loaded query={groups} doing="List groups">
        {(found) => (
          <FormField label="Groups">
            <Multiselect
              options={found.flatMap(({ GroupName = '' }) => (present.includes(GroupName) ? [] : [option(GroupName)]))}
              selectedOptions={chosen.map(option)}
              onChange={({ detail }) => setChosen(detail.selectedOptions.map(({ value = '' }) => value))}
              placeholder="Choose groups"
              filteringType="auto"
              empty="No other groups"
            />
          </FormField>
        )}
      </Loaded>
    </ActionModal>
  );
}

const Tags = ({ name }: { name: string }) => (
  <TagsPanel
    id={`user ${name}`}
    load={async () => readTags((await send(new ListUserTagsCommand({ UserName: name }))).Tags)}
    tag={(Tags) => new TagUserCommand({ UserName: name, Tags })}
    untag={(TagKeys) => new UntagUserCommand({ UserName: name, TagKeys })}
  />
);
