/** One role: policies, trust, tags, sessions. */
import { GetRoleCommand, ListRoleTagsCommand, type Role, TagRoleCommand, UntagRoleCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { planRoleDeletion } from '../../api/deletions';
import { useQuery } from '../../api/useQuery';
import { go } from '../../app/router';
import type { PageProps } from '../../app/routes';
import { Copy } from '../../components/Copy';
import { Sessions } from '../../components/credentials/Sessions';
import { DeleteModal } from '../../components/DeleteModal';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { PageTabs } from '../../components/PageTabs';
import { BoundaryPanel } from '../../components/permissions/BoundaryPanel';
import { PermissionsPanel } from '../../components/permissions/PermissionsPanel';
import { readTags, TagsPanel } from '../../components/TagsPanel';
import { Age, Time } from '../../components/Time';
import { EditRoleModal } from './EditRoleModal';
import { RoleSessions } from './RoleSessions';
import { RoleTrust } from './RoleTrust';

const PARENTS = [{ text: 'Roles', to: '/roles' }];

const readRole = async (RoleName: string): Promise<Partial<Role>> =>
  (await send(new GetRoleCommand({ RoleName }))).Role ?? {};

export default function RolePage({ params: { name = '' } }: PageProps) {
  const role = useQuery(`role ${name}`, () => readRole(name));
  const [open, setOpen] = useState<'delete' | 'edit'>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title={name}
      description={role.value?.Description}
      parents={PARENTS}
      actions={[
        <Button key="delete" onClick={() => setOpen('delete')}>
          Delete
        </Button>,
        <Button
          key="access"
          disabled={!role.value}
          onClick={() => go(`/what-can?principal=${encodeURIComponent(role.value?.Arn ?? '')}`)}
        >
          Show access
        </Button>,
        <Button key="edit" disabled={!role.value} onClick={() => setOpen('edit')}>
          Edit
        </Button>,
        <Button
          key="switch"
          variant="primary"
          disabled={!role.value}
          onClick={() => go(`/switch-role?arn=${encodeURIComponent(role.value?.Arn ?? '')}`)}
        >
          Switch to this role
        </Button>,
      ]}
    >
      <Loaded query={role} doing={`Read the role ${name}`}>
        {(found) => <Summary role={found} />}
      </Loaded>
      <PageTabs
        tabs={[
          {
            id: 'permissions',
            label: 'Permissions',
            content: (
              <SpaceBetween size="l">
                <PermissionsPanel owner={{ kind: 'roles', name }} />
                {role.value && (
                  <BoundaryPanel
                    owner={{ kind: 'roles', name }}
                    boundary={role.value.PermissionsBoundary?.PermissionsBoundaryArn ?? ''}
                    onChanged={role.reload}
                  />
                )}
              </SpaceBetween>
            ),
          },
          {
            id: 'trust',
            label: 'Trust relationships',
            content: role.value && <RoleTrust role={role.value} onChanged={role.reload} />,
          },
          { id: 'tags', label: 'Tags', content: <Tags name={name} /> },
          {
            id: 'sessions',
            label: 'Revoke sessions',
            content: (
              <SpaceBetween size="l">
                <RoleSessions name={name} />
                <Sessions roleName={name} />
              </SpaceBetween>
            ),
          },
        ]}
      />
      {open === 'delete' && (
        <DeleteModal noun="role" names={[name]} plan={planRoleDeletion} onClose={close} onDone={() => go('/roles')} />
      )}
      {open === 'edit' && role.value && (
        <EditRoleModal
          role={role.value}
          onClose={close}
          onDone={() => {
            close();
            role.reload();
          }}
        />
      )}
    </Page>
  );
}

const Summary = ({ role }: { role: Partial<Role> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <KeyValuePairs
      minColumnWidth={220}
      columns={4}
      items={[
        { label: 'ARN', value: <Copy text={role.Arn ?? ''} what="ARN" /> },
        { label: 'Longest session', value: `${(role.MaxSessionDuration ?? 0) / 3600} h` },
        { label: 'Last used', value: <Age at={role.RoleLastUsed?.LastUsedDate} none="never" /> },
        { label: 'Created', value: <Time at={role.CreateDate} /> },
      ]}
    />
  </Container>
);

const Tags = ({ name }: { name: string }) => (
  <TagsPanel
    id={`role ${name}`}
    load={async () => readTags((await send(new ListRoleTagsCommand({ RoleName: name }))).Tags)}
    tag={(tags) => new TagRoleCommand({ RoleName: name, Tags: tags })}
    untag={(TagKeys) => new UntagRoleCommand({ RoleName: name, TagKeys })}
  />
);
