/** The policies of a user, group or role: attached, inline, and for a user also its groups' policies. */
import { paginateListGroupsForUser } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { deleteInlineCommand, detachCommand, listAttached, listInline, NOUN, type Owner } from '../../api/owners';
import { collect, useQuery } from '../../api/useQuery';
import { go, segment } from '../../app/router';
import { isAwsManaged } from '../../model/arn';
import { ActionModal } from '../ActionModal';
import { EntityLink, PageLink, pathOf } from '../EntityLink';
import { type Column, ResourceTable } from '../ResourceTable';

interface Held {
  readonly name: string;
  /** Absent for an inline policy. */
  readonly arn?: string;
  readonly holder: Owner;
  readonly isDirect: boolean;
}

const typeOf = ({ arn }: Held) => (arn ? (isAwsManaged(arn) ? 'AWS managed' : 'Customer managed') : 'Inline');

export const inlinePath = ({ kind, name }: Owner, policy: string) => `${pathOf(kind, name)}/inline/${segment(policy)}`;

const COLUMNS: readonly Column<Held>[] = [
  {
    id: 'name',
    header: 'Policy name',
    value: (policy) => policy.name,
    cell: (policy) =>
      policy.arn ? (
        <EntityLink kind="policies" id={policy.arn} text={policy.name} />
      ) : (
        <PageLink to={inlinePath(policy.holder, policy.name)} text={policy.name} />
      ),
    width: 320,
  },
  { id: 'type', header: 'Type', value: typeOf, width: 180 },
  {
    id: 'via',
    header: 'Attached via',
    value: (policy) => (policy.isDirect ? 'Directly' : `Group ${policy.holder.name}`),
    cell: (policy) =>
      policy.isDirect ? (
        'Directly'
      ) : (
        <EntityLink kind="groups" id={policy.holder.name} text={`Group ${policy.holder.name}`} />
      ),
  },
];

export function PermissionsPanel({ owner }: { owner: Owner }) {
  const query = useQuery(`permissions ${owner.kind} ${owner.name}`, () => loadHeld(owner));
  const [removed, setRemoved] = useState<readonly Held[]>();
  const base = pathOf(owner.kind, owner.name);
  return (
    <>
      <ResourceTable
        id="permissions"
        title="Permissions policies"
        description="An action is allowed if one of these policies allows it and none denies it."
        query={query}
        columns={COLUMNS}
        keyOf={(policy) => `${policy.arn ?? `inline ${policy.name}`} via ${policy.holder.kind} ${policy.holder.name}`}
        selection="multi"
        empty={{
          title: 'No policies',
          text: `Without a policy, this ${NOUN[owner.kind]} has no permissions.`,
          action: <Button onClick={() => go(`${base}/attach`)}>Attach policies</Button>,
        }}
        actions={(chosen, clear) => (
          <>
            <Button
              disabled={chosen.length === 0 || chosen.some((policy) => !policy.isDirect)}
              disabledReason={
                chosen.some((policy) => !policy.isDirect) ? 'A policy of a group is removed from the group.' : ''
              }
              onClick={() => {
                setRemoved(chosen);
                clear();
              }}
            >
              Remove
            </Button>
            <ButtonDropdown
              items={[
                { id: 'attach', text: 'Attach policies' },
                { id: 'inline', text: 'Create inline policy' },
              ]}
              onItemClick={({ detail }) => go(`${base}/${detail.id}`)}
            >
              Add permissions
            </ButtonDropdown>
          </>
        )}
      />
      {removed && (
        <ActionModal
          title={`Remove ${removed.length === 1 ? removed[0]?.name : `${removed.length} policies`}?`}
          verb="Remove"
          commands={removed.map((policy) => removal(owner, policy))}
          success={`Removed from ${owner.name}: ${removed.map((policy) => policy.name).join(', ')}`}
          onClose={() => setRemoved(undefined)}
          onDone={() => {
            setRemoved(undefined);
            query.reload();
          }}
        >
          Managed policies are detached and stay in the account. Inline policies are deleted.
        </ActionModal>
      )}
    </>
  );
}

const removal = (owner: Owner, { arn, name }: Held) =>
  arn ? detachCommand(owner, arn) : deleteInlineCommand(owner, name);

async function loadHeld(owner: Owner): Promise<Held[]> {
  const own = await heldBy(owner, true);
  if (owner.kind !== 'users') return own;
  // A caller without permission to see a group still sees the other policies.
  const groups = await collect(
    paginateListGroupsForUser({ client: clients().iam }, { UserName: owner.name }),
    (page) => page.Groups,
  ).catch(() => []);
  const inherited = await Promise.all(
    groups.map((group) => heldBy({ kind: 'groups', name: group.GroupName ?? '' }, false).catch(() => [])),
  );
  return [...own, ...inherited.flat()];
}

async function heldBy(holder: Owner, isDirect: boolean): Promise<Held[]> {
  const [attached, inline] = await Promise.all([listAttached(holder), listInline(holder)]);
  return [
    ...attached.map((policy) => ({ ...policy, holder, isDirect })),
    ...inline.map((name) => ({ name, holder, isDirect })),
  ];
}
