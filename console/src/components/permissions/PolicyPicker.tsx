/** A list of managed policies to choose from. */
import type { Policy } from '@aws-sdk/client-iam';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo, useState } from 'react';
import { listPolicies } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { isAwsManaged } from '../../model/arn';
import { EntityLink } from '../EntityLink';
import { FailureBox } from '../FailureBox';

interface Props {
  chosen: readonly string[];
  onChange: (arns: readonly string[]) => void;
  title?: string;
  /** Policies that are not offered, by ARN. */
  without?: ReadonlySet<string>;
  isSingle?: boolean;
}

const TYPES = [
  { value: 'all', label: 'All types' },
  { value: 'customer', label: 'Customer managed' },
  { value: 'aws', label: 'AWS managed' },
];

const NAME = {
  id: 'name',
  header: 'Policy name',
  cell: (policy: Policy) => <EntityLink kind="policies" id={policy.Arn ?? ''} text={policy.PolicyName ?? ''} />,
  sortingField: 'PolicyName',
  isRowHeader: true,
};

const COLUMNS = [
  NAME,
  { id: 'type', header: 'Type', cell: (policy: Policy) => typeOf(policy) },
  {
    id: 'used',
    header: 'Attached entities',
    cell: (policy: Policy) => policy.AttachmentCount,
    sortingField: 'AttachmentCount',
  },
];

export const typeOf = (policy: Policy) => (isAwsManaged(policy.Arn ?? '') ? 'AWS managed' : 'Customer managed');

export function PolicyPicker({ chosen, onChange, title = 'Policies', without, isSingle = false }: Props) {
  const query = useQuery('policies', () => listPolicies());
  const [type, setType] = useState('all');
  const [onlyChosen, setOnlyChosen] = useState(false);
  const offered = useMemo(
    () =>
      (query.value ?? []).filter(
        ({ Arn = '' }) =>
          !without?.has(Arn) &&
          (type === 'all' || isAwsManaged(Arn) === (type === 'aws')) &&
          (!onlyChosen || chosen.includes(Arn)),
      ),
    [query.value, without, type, onlyChosen, chosen],
  );
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(offered, {
    filtering: {
      fields: ['PolicyName', 'Arn'],
      noMatch: 'No policy contains this text.',
      empty: 'No policies.',
    },
    pagination: { pageSize: 10 },
    sorting: { defaultState: { sortingColumn: NAME } },
    selection: {},
  });
  if (query.failure) return <FailureBox failure={query.failure} doing="List policies" onRetry={query.reload} />;
  const selected = (query.value ?? []).filter((policy) => chosen.includes(policy.Arn ?? ''));
  return (
    <Table
      {...collectionProps}
      items={items}
      variant="embedded"
      loading={query.isLoading && !query.value}
      loadingText="Loading policies"
      columnDefinitions={COLUMNS}
      trackBy="Arn"
      selectionType={isSingle ? 'single' : 'multi'}
      selectedItems={selected}
      onSelectionChange={({ detail }) => onChange(merge(chosen, items, detail.selectedItems, isSingle))}
      ariaLabels={{
        tableLabel: title,
        selectionGroupLabel: 'Selection of policies',
        allItemsSelectionLabel: () => 'Select all',
        itemSelectionLabel: (_, policy) => `Select ${policy.PolicyName}`,
      }}
      header={
        <Header variant="h2" counter={`(${chosen.length ? `${chosen.length}/` : ''}${query.value?.length ?? 0})`}>
          {title}
        </Header>
      }
      filter={
        <SpaceBetween direction="horizontal" size="s" alignItems="center">
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find policies"
            filteringAriaLabel="Find policies"
            countText={`${filteredItemsCount} matches`}
          />
          <Select
            options={TYPES}
            selectedOption={TYPES.find(({ value }) => value === type) ?? null}
            onChange={({ detail }) => setType(detail.selectedOption.value ?? 'all')}
            ariaLabel="Type of policies"
          />
          {!isSingle && (
            <Checkbox checked={onlyChosen} onChange={({ detail }) => setOnlyChosen(detail.checked)}>
              Only chosen
            </Checkbox>
          )}
        </SpaceBetween>
      }
      pagination={<Pagination {...paginationProps} />}
      footer={selected.length > 0 && <Box variant="small">Chosen: {selected.map((p) => p.PolicyName).join(', ')}</Box>}
    />
  );
}

/** Keeps the selection on other pages of the list. */
function merge(
  chosen: readonly string[],
  shown: readonly Policy[],
  now: readonly Policy[],
  isSingle: boolean,
): string[] {
  const picked = now.map((policy) => policy.Arn ?? '');
  if (isSingle) return picked;
  const visible = new Set(shown.map((policy) => policy.Arn));
  return [...new Set([...chosen.filter((arn) => !visible.has(arn)), ...picked])];
}
