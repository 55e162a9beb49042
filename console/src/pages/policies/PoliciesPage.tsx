/** The managed policies: the account's own and those that AWS publishes. */
import type { Policy } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Select from '@cloudscape-design/components/select';
import { useMemo, useState } from 'react';
import { planPolicyDeletion } from '../../api/deletions';
import { listPolicies } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { useChrome } from '../../app/chrome';
import { go, useParameter } from '../../app/router';
import { DeleteModal } from '../../components/DeleteModal';
import { EntityLink } from '../../components/EntityLink';
import { typeOf } from '../../components/permissions/PolicyPicker';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { Time } from '../../components/Time';
import { isAwsManaged, nameOfArn } from '../../model/arn';

const COLUMNS: readonly Column<Policy>[] = [
  {
    id: 'name',
    header: 'Policy name',
    value: (policy) => policy.PolicyName,
    cell: (policy) => <EntityLink kind="policies" id={policy.Arn ?? ''} text={policy.PolicyName ?? ''} />,
    width: 300,
  },
  { id: 'type', header: 'Type', value: typeOf, width: 170 },
  { id: 'used', header: 'Attached', value: (policy) => policy.AttachmentCount, width: 140 },
  { id: 'boundary', header: 'As boundary', value: (policy) => policy.PermissionsBoundaryUsageCount, width: 170 },
  {
    id: 'updated',
    header: 'Changed',
    value: (policy) => policy.UpdateDate,
    cell: (policy) => <Time at={policy.UpdateDate} />,
    width: 200,
  },
  { id: 'arn', header: 'ARN', value: (policy) => policy.Arn, width: 300 },
];

const TYPES = [
  { value: 'customer', label: 'Customer managed' },
  { value: 'aws', label: 'AWS managed' },
  { value: 'used', label: 'Used in this account' },
  { value: 'all', label: 'All policies' },
];

function isOfType({ Arn = '', AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }: Policy, type: string): boolean {
  if (type === 'used') return AttachmentCount + PermissionsBoundaryUsageCount > 0;
  return type === 'all' || isAwsManaged(Arn) === (type === 'aws');
}

export default function PoliciesPage() {
  useChrome('Policies');
  const [type, setType] = useParameter('type', 'all');
  const all = useQuery('policies', () => listPolicies());
  const shown = useMemo(() => all.value?.filter((policy) => isOfType(policy, type)), [all.value, type]);
  const [deleted, setDeleted] = useState<readonly string[]>();
  return (
    <>
      <ResourceTable
        id="policies"
        title="Policies"
        description="Policies define permissions. They take effect when attached to a user, group or role."
        variant="full-page"
        query={{ ...all, value: shown }}
        columns={COLUMNS}
        keyOf={(policy) => policy.Arn ?? ''}
        selection="multi"
        filters={
          <Select
            options={TYPES}
            selectedOption={TYPES.find(({ value }) => value === type) ?? null}
            onChange={({ detail }) => setType(detail.selectedOption.value ?? 'all')}
            ariaLabel="Type of policies"
          />
        }
        empty={{
          title: 'No policies',
          text: 'Create a policy, then attach it to a user, group or role.',
          action: <Button onClick={() => go('/policies/create')}>Create policy</Button>,
        }}
        actions={(chosen, clear) => (
          <>
            <Button
              disabled={chosen.length === 0 || chosen.some((policy) => isAwsManaged(policy.Arn ?? ''))}
              onClick={() => {
                setDeleted(chosen.map((policy) => policy.Arn ?? ''));
                clear();
              }}
            >
              Delete
            </Button>
            <Button variant="primary" onClick={() => go('/policies/create')}>
              Create policy
            </Button>
          </>
        )}
      />
      {deleted && (
        <DeleteModal
          noun="policy"
          names={deleted}
          labelOf={nameOfArn}
          plan={planPolicyDeletion}
          onClose={() => setDeleted(undefined)}
          onDone={() => {
            setDeleted(undefined);
            all.reload();
          }}
        />
      )}
    </>
  );
}
