/** The users of the account. */
import { paginateListVirtualMFADevices, type User } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { planUserDeletion } from '../../api/deletions';
import { listUsers } from '../../api/policies';
import { collect, useQuery } from '../../api/useQuery';
import { useChrome } from '../../app/chrome';
import { go } from '../../app/router';
import { DeleteModal } from '../../components/DeleteModal';
import { EntityLink } from '../../components/EntityLink';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Age, Time } from '../../components/Time';

interface Row extends User {
  /** Absent if the caller is not allowed to list devices. */
  readonly mfa?: string;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'User name',
    value: (user) => user.UserName,
    cell: (user) => <EntityLink kind="users" id={user.UserName ?? ''} />,
    width: 240,
  },
  { id: 'path', header: 'Path', value: (user) => user.Path, width: 140 },
  { id: 'mfa', header: 'MFA', value: (user) => user.mfa, width: 140 },
  {
    id: 'signin',
    header: 'Last console sign-in',
    value: (user) => user.PasswordLastUsed,
    cell: (user) => <Age at={user.PasswordLastUsed} none="never" />,
    width: 200,
  },
  {
    id: 'created',
    header: 'Created',
    value: (user) => user.CreateDate,
    cell: (user) => <Time at={user.CreateDate} />,
    width: 200,
  },
  { id: 'arn', header: 'ARN', value: (user) => user.Arn },
];

async function loadUsers(): Promise<Row[]> {
  const [users, protectedUsers] = await Promise.all([listUsers(), loadProtected()]);
  return users.map((user) => ({
    ...user,
    mfa: protectedUsers && (protectedUsers.has(user.Arn) ? 'Authenticator app' : 'None'),
  }));
}

/** Users with a virtual device: one call for all of them. */
async function loadProtected(): Promise<ReadonlySet<string | undefined> | undefined> {
  const pages = paginateListVirtualMFADevices({ client: clients().iam }, { AssignmentStatus: 'Assigned' });
  const devices = await collect(pages, (page) => page.VirtualMFADevices).catch(() => undefined);
  return devices && new Set(devices.map((device) => device.User?.Arn));
}

export default function UsersPage() {
  useChrome('Users');
  const query = useQuery('users', loadUsers);
  const [deleted, setDeleted] = useState<readonly string[]>();
  return (
    <>
      <ResourceTable
        id="users"
        title="Users"
        description="People and programs that sign in or call the API. Policies define what they can do."
        variant="full-page"
        query={query}
        columns={COLUMNS}
        keyOf={(user) => user.UserName ?? ''}
        selection="multi"
        empty={{
          title: 'No users',
          text: 'Create a user for each person. Each then has their own password, and audit events show who did what.',
          action: <Button onClick={() => go('/users/create')}>Create user</Button>,
        }}
        actions={(chosen, clear) => (
          <>
            <Button
              disabled={chosen.length === 0}
              onClick={() => {
                setDeleted(chosen.map((user) => user.UserName ?? ''));
                clear();
              }}
            >
              Delete
            </Button>
            <Button variant="primary" onClick={() => go('/users/create')}>
              Create user
            </Button>
          </>
        )}
      />
      {deleted && (
        <DeleteModal
          noun="user"
          names={deleted}
          plan={planUserDeletion}
          onClose={() => setDeleted(undefined)}
          onDone={() => {
            setDeleted(undefined);
            query.reload();
          }}
        />
      )}
    </>
  );
}
