/** The values of a condition: one a line, or a choice where there are only two. */
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import type { ServiceConditionKey } from '../../api/explanations';
import type { Condition } from '../../model/visual/conditions';
import { exampleOf, parseOperator } from '../../model/visual/operators';

interface Props {
  draft: Condition;
  found: ServiceConditionKey | undefined;
  onChange: (part: Partial<Condition>) => void;
}

const PRESENCE = [
  { value: 'true', label: 'The key is not in the request' },
  { value: 'false', label: 'The key is in the request' },
];

const BOOL = [
  { value: 'true', label: 'true' },
  { value: 'false', label: 'false' },
];

export function ConditionValues({ draft, found, onChange }: Props) {
  const { base } = parseOperator(draft.operator);
  const [first = ''] = draft.values;
  const choices = base === 'Null' ? PRESENCE : BOOL;
  const isChoice = (base === 'Null' || base === 'Bool') && draft.values.length <= 1;
  const isListed = first === '' || choices.some(({ value }) => value === first);
  if (isChoice && isListed) {
    return (
      <FormField label="Value" stretch>
        <Select
          placeholder="Choose"
          options={choices}
          selectedOption={choices.find(({ value }) => value === first) ?? null}
          onChange={({ detail }) => onChange({ values: [detail.selectedOption.value ?? ''] })}
        />
      </FormField>
    );
  }
  return (
    <FormField label="Values" description="One a line. The condition holds if one of them fits." stretch>
      <Textarea
        value={draft.values.join('\n')}
        rows={4}
        spellcheck={false}
        placeholder={exampleOf(found?.Types[0])}
        onChange={({ detail }) => onChange({ values: detail.value.split('\n') })}
      />
    </FormField>
  );
}
