/** The user groups of the account. */
import type { Group } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { planGroupDeletion } from '../../api/deletions';
import { listGroups } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { useChrome } from '../../app/chrome';
import { go } from '../../app/router';
import { DeleteModal } from '../../components/DeleteModal';
import { EntityLink } from '../../components/EntityLink';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Time } from '../../components/Time';

const COLUMNS: readonly Column<Group>[] = [
  {
    id: 'name',
    header: 'Group name',
    value: (group) => group.GroupName,
    cell: (group) => <EntityLink kind="groups" id={group.GroupName ?? ''} />,
    width: 260,
  },
  { id: 'path', header: 'Path', value: (group) => group.Path, width: 160 },
  {
    id: 'created',
    header: 'Created',
    value: (group) => group.CreateDate,
    cell: (group) => <Time at={group.CreateDate} />,
    width: 220,
  },
  { id: 'arn', header: 'ARN', value: (group) => group.Arn },
];

export default function GroupsPage() {
  useChrome('User groups');
  const query = useQuery('groups', listGroups);
  const [deleted, setDeleted] = useState<readonly string[]>();
  return (
    <>
      <ResourceTable
        id="groups"
        title="User groups"
        description="Groups share policies among users. Members have the group's policies as soon as they join."
        variant="full-page"
        query={query}
        columns={COLUMNS}
        keyOf={(group) => group.GroupName ?? ''}
        selection="multi"
        empty={{
          title: 'No user groups',
          text: 'Put people with the same tasks into a group, and attach policies to the group.',
          action: <Button onClick={() => go('/groups/create')}>Create group</Button>,
        }}
        actions={(chosen, clear) => (
          <>
            <Button
              disabled={chosen.length === 0}
              onClick={() => {
                setDeleted(chosen.map((group) => group.GroupName ?? ''));
                clear();
              }}
            >
              Delete
            </Button>
            <Button variant="primary" onClick={() => go('/groups/create')}>
              Create group
            </Button>
          </>
        )}
      />
      {deleted && (
        <DeleteModal
          noun="group"
          names={deleted}
          plan={planGroupDeletion}
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
