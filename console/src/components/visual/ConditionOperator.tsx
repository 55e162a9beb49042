/** The operator of a condition, how it treats several values, and what holds without the key. */
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ServiceConditionKey } from '../../api/explanations';
import type { Condition } from '../../model/visual/conditions';
import {
  type Operator,
  operatorsFor,
  parseOperator,
  type Qualifier,
  renderOperator,
} from '../../model/visual/operators';

interface Props {
  draft: Condition;
  /** The key in the catalog. */
  found: ServiceConditionKey | undefined;
  onChange: (part: Partial<Condition>) => void;
}

const QUALIFIERS: readonly { value: Qualifier; label: string; description: string }[] = [
  { value: '', label: 'One value', description: 'The key has one value in a request.' },
  { value: 'ForAnyValue', label: 'Any of several', description: 'At least one of its values must fit.' },
  {
    value: 'ForAllValues',
    label: 'Each of several',
    description: 'Every value must fit. Without any value the condition holds, so use it with care in an Allow.',
  },
];

export function ConditionOperator({ draft, found, onChange }: Props) {
  const operator = parseOperator(draft.operator);
  const set = (part: Partial<Operator>) => onChange({ operator: renderOperator({ ...operator, ...part }) });
  const bases = [...new Set([...operatorsFor(found?.Types ?? []), operator.base])].filter(Boolean);
  const isSeveral = !found || found.IsMultivalued || operator.qualifier !== '';
  const qualifier = QUALIFIERS.find(({ value }) => value === operator.qualifier) ?? QUALIFIERS[0];
  return (
    <SpaceBetween size="m">
      <FormField label="Operator" stretch>
        <Select
          placeholder="Choose how values are compared"
          options={bases.map((value) => ({ value, label: value }))}
          selectedOption={operator.base ? { value: operator.base, label: operator.base } : null}
          onChange={({ detail }) => set({ base: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      {isSeveral && (
        <FormField label="Values in the request" description={qualifier?.description} stretch>
          <Select
            options={QUALIFIERS}
            selectedOption={qualifier ?? null}
            onChange={({ detail }) => set({ qualifier: (detail.selectedOption.value ?? '') as Qualifier })}
          />
        </FormField>
      )}
      {operator.base !== 'Null' && (
        <Checkbox checked={operator.isIfExists} onChange={({ detail }) => set({ isIfExists: detail.checked })}>
          Also if the key is not in the request (IfExists)
        </Checkbox>
      )}
    </SpaceBetween>
  );
}
