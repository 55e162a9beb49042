/** The roles of the account. */
import type { Role } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { planRoleDeletion } from '../../api/deletions';
import { listRoles } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { useChrome } from '../../app/chrome';
import { go } from '../../app/router';
import { DeleteModal } from '../../components/DeleteModal';
import { EntityLink } from '../../components/EntityLink';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Time } from '../../components/Time';
import { decodeDocument } from '../../model/document';
import { namedPrincipals, shortPrincipal } from '../../model/principals';

export const trustedBy = (encoded: string | undefined) =>
  namedPrincipals(decodeDocument(encoded)).map(shortPrincipal).join(', ');

const COLUMNS: readonly Column<Role>[] = [
  {
    id: 'name',
    header: 'Role name',
    value: (role) => role.RoleName,
    cell: (role) => <EntityLink kind="roles" id={role.RoleName ?? ''} />,
    width: 260,
  },
  { id: 'trusted', header: 'Trusted', value: (role) => trustedBy(role.AssumeRolePolicyDocument), width: 260 },
  { id: 'path', header: 'Path', value: (role) => role.Path, width: 140 },
  { id: 'description', header: 'Description', value: (role) => role.Description, width: 240 },
  {
    id: 'created',
    header: 'Created',
    value: (role) => role.CreateDate,
    cell: (role) => <Time at={role.CreateDate} />,
    width: 200,
  },
  { id: 'arn', header: 'ARN', value: (role) => role.Arn },
];

export default function RolesPage() {
  useChrome('Roles');
  const query = useQuery('roles', listRoles);
  const [deleted, setDeleted] = useState<readonly string[]>();
  return (
    <>
      <ResourceTable
        id="roles"
        title="Roles"
        description="Temporary permissions. The principals that a role trusts can assume it, and their credentials expire."
        variant="full-page"
        query={query}
        columns={COLUMNS}
        keyOf={(role) => role.RoleName ?? ''}
        selection="multi"
        empty={{
          title: 'No roles',
          text: 'Create a role for a task, define who can assume it, and let people switch to it when they need it.',
          action: <Button onClick={() => go('/roles/create')}>Create role</Button>,
        }}
        actions={(chosen, clear) => (
          <>
            <Button
              disabled={chosen.length === 0}
              onClick={() => {
                setDeleted(chosen.map((role) => role.RoleName ?? ''));
                clear();
              }}
            >
              Delete
            </Button>
            <Button variant="primary" onClick={() => go('/roles/create')}>
              Create role
            </Button>
          </>
        )}
      />
      {deleted && (
        <DeleteModal
          noun="role"
          names={deleted}
          plan={planRoleDeletion}
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
