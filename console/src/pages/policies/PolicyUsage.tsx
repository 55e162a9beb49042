/** The users, groups and roles that a policy is attached to, as permissions policy or as boundary. */
import { paginateListEntitiesForPolicy } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { attachCommand, detachCommand, NOUN, type OwnerKind } from '../../api/owners';
import { listGroups, listRoles, listUsers } from '../../api/policies';
import { collect, useQuery } from '../../api/useQuery';
import { ActionModal } from '../../components/ActionModal';
import { EntityLink } from '../../components/EntityLink';
import { Loaded } from '../../components/Loaded';
import { type Column, ResourceTable } from '../../components/ResourceTable';

interface Entity {
  readonly kind: OwnerKind;
  readonly name: string;
  readonly isBoundary: boolean;
}

const COLUMNS: readonly Column<Entity>[] = [
  {
    id: 'name',
    header: 'Name',
    value: (entity) => entity.name,
    cell: (entity) => <EntityLink kind={entity.kind} id={entity.name} />,
    width: 300,
  },
  { id: 'kind', header: 'Kind', value: (entity) => NOUN[entity.kind], width: 140 },
  {
    id: 'use',
    header: 'Used as',
    value: (entity) => (entity.isBoundary ? 'Permissions boundary' : 'Permissions policy'),
  },
];

/** For one kind of use of a policy: the users, groups and roles that it is used by. */
async function loadUse(PolicyArn: string, isBoundary: boolean): Promise<Entity[]> {
  const PolicyUsageFilter = isBoundary ? ('PermissionsBoundary' as const) : ('PermissionsPolicy' as const);
  const pages = paginateListEntitiesForPolicy({ client: clients().iam }, { PolicyArn, PolicyUsageFilter });
  const named = (kind: OwnerKind) => (name: string | undefined) => ({ kind, name: name ?? '', isBoundary });
  return collect(pages, ({ PolicyUsers = [], PolicyGroups = [], PolicyRoles = [] }) => [
    ...PolicyUsers.map((user) => user.UserName).map(named('users')),
    ...PolicyGroups.map((group) => group.GroupName).map(named('groups')),
    ...PolicyRoles.map((role) => role.RoleName).map(named('roles')),
  ]);
}

const loadEntities = async (arn: string) => (await Promise.all([loadUse(arn, false), loadUse(arn, true)])).flat();

interface Props {
  arn: string;
  onChanged: () => void;
}

export function PolicyUsage({ arn, onChanged }: Props) {
  const query = useQuery(`entities ${arn}`, () => loadEntities(arn));
  const [open, setOpen] = useState<'attach' | readonly Entity[]>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
    onChanged();
  };
  return (
    <>
      <ResourceTable
        id="policy-entities"
        title="Attached to"
        description="The users, groups and roles that have this policy."
        query={query}
        columns={COLUMNS}
        keyOf={(entity) => `${entity.kind} ${entity.name} ${entity.isBoundary}`}
        selection="multi"
        empty={{ title: 'Not attached', text: 'The policy has no effect until it is attached.' }}
        actions={(chosen) => (
          <>
            <Button
              disabled={chosen.length === 0 || chosen.some((entity) => entity.isBoundary)}
              onClick={() => setOpen(chosen)}
            >
              Detach
            </Button>
            <Button onClick={() => setOpen('attach')}>Attach</Button>
          </>
        )}
      />
      {open === 'attach' && <Attach arn={arn} present={query.value ?? []} onClose={close} onDone={done} />}
      {Array.isArray(open) && (
        <ActionModal
          title="Detach the policy?"
          verb="Detach"
          commands={open.map((entity) => detachCommand(entity, arn))}
          success={`Detached from ${open.map((entity) => entity.name).join(', ')}`}
          onClose={close}
          onDone={done}
        >
          {open.map((entity) => entity.name).join(', ')} can no longer do what only this policy allows.
        </ActionModal>
      )}
    </>
  );
}

const KINDS = (Object.keys(NOUN) as OwnerKind[]).map((kind) => ({ value: kind, label: `${NOUN[kind]}s` }));

async function listNames(kind: OwnerKind): Promise<string[]> {
  if (kind === 'users') return (await listUsers()).map(({ UserName = '' }) => UserName);
  if (kind === 'groups') return (await listGroups()).map(({ GroupName = '' }) => GroupName);
  return (await listRoles()).map(({ RoleName = '' }) => RoleName);
}

interface AttachProps {
  arn: string;
  present: readonly Entity[];
  onClose: () => void;
  onDone: () => void;
}

function Attach({ arn, present, onClose, onDone }: AttachProps) {
  const [kind, setKind] = useState<OwnerKind>('groups');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const names = useQuery(`names ${kind}`, () => listNames(kind));
  const taken = new Set(present.filter((e) => e.kind === kind && !e.isBoundary).map((e) => e.name));
  const option = (value: string) => ({ value, label: value });
  return (
    <ActionModal
      title="Attach the policy"
      verb="Attach"
      commands={chosen.map((name) => attachCommand({ kind, name }, arn))}
      success={`Attached to ${chosen.join(', ')}`}
      onClose={onClose}
      onDone={onDone}
    >
      <FormField label="To">
        <Select
          options={KINDS}
          selectedOption={KINDS.find(({ value }) => value === kind) ?? null}
          onChange={({ detail }) => {
            setKind(detail.selectedOption.value as OwnerKind);
            setChosen([]);
          }}
        />
      </FormField>
      <Loaded query={names} doing={`List ${kind}`}>
        {(found) => (
          <FormField label="Names">
            <Multiselect
              options={found.filter((name) => !taken.has(name)).map(option)}
              selectedOptions={chosen.map(option)}
              onChange={({ detail }) => setChosen(detail.selectedOptions.map(({ value = '' }) => value))}
              placeholder={`Choose ${kind}`}
              filteringType="auto"
              empty={`No other ${kind}`}
            />
          </FormField>
        )}
      </Loaded>
    </ActionModal>
  );
}
