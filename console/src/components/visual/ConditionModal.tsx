/** One condition: a key of the catalog, an operator of the key's type, and the values. */
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ServiceConditionKey, ServiceDetail } from '../../api/explanations';
import { type Condition, findClash } from '../../model/visual/conditions';
import { checkKey, describeCondition, findKey, operatorsFor, parseOperator } from '../../model/visual/operators';
import { FormActions } from '../FormActions';
import { ConditionOperator } from './ConditionOperator';
import { ConditionValues } from './ConditionValues';
import { mergeKeys, useServiceList } from './catalog';

interface Props {
  /** Absent for a new one. */
  condition: Condition | undefined;
  others: readonly Condition[];
  services: readonly ServiceDetail[];
  onClose: () => void;
  onSave: (condition: Condition) => void;
}

export function ConditionModal({ condition, others, services, onClose, onSave }: Props) {
  const [draft, setDraft] = useState<Condition>(condition ?? { operator: '', key: '', values: [] });
  const keys = mergeKeys(services, useServiceList().value);
  const change = (part: Partial<Condition>) => setDraft({ ...draft, ...part });
  const values = draft.values.filter((value, index) => value !== '' || index < draft.values.length - 1);
  const fault = checkKey(draft.key) || findClash(draft, others);
  const isReady = draft.key !== '' && draft.operator !== '' && values.length > 0 && !fault;
  const chooseKey = (typed: string) => {
    const found = findKey(keys, typed);
    // A key has no case; the catalog's spelling is the one that people know.
    const key = found?.Name.toLowerCase() === typed.toLowerCase() ? found.Name : typed;
    const bases = operatorsFor(found?.Types ?? []);
    const fits = bases.includes(parseOperator(draft.operator).base);
    change({ key, ...(!fits && { operator: bases[0] ?? '', values: [] }) });
  };
  return (
    <Modal
      visible
      size="large"
      header={condition ? 'Edit condition' : 'Add condition'}
      onDismiss={onClose}
      footer={
        <FormActions
          verb="Save condition"
          isReady={isReady}
          isBusy={false}
          onCancel={onClose}
          onSubmit={() => onSave({ ...draft, values })}
        />
      }
    >
      <SpaceBetween size="m">
        <FormField label="Condition key" errorText={draft.key && fault} stretch>
          <KeyInput value={draft.key} keys={keys} onChange={chooseKey} />
        </FormField>
        <ConditionOperator draft={draft} found={findKey(keys, draft.key)} onChange={change} />
        <ConditionValues draft={draft} found={findKey(keys, draft.key)} onChange={change} />
        {isReady && (
          <Box data-testid="condition-text">
            <span className="wrap">Applies if {describeCondition(draft.operator, draft.key, values)}.</span>
          </Box>
        )}
      </SpaceBetween>
    </Modal>
  );
}

interface KeyProps {
  value: string;
  keys: readonly ServiceConditionKey[];
  onChange: (key: string) => void;
}

const KeyInput = ({ value, keys, onChange }: KeyProps) => (
  <Autosuggest
    value={value}
    virtualScroll
    placeholder="aws:SourceIp"
    enteredTextLabel={(text) => `Use: ${text}`}
    empty="Enter a condition key"
    options={keys.map(({ Name, Types, IsMultivalued }) => ({
      value: Name,
      label: Name,
      description: `${Types.join(' or ')}${IsMultivalued ? ', several values' : ''}`,
    }))}
    onChange={({ detail }) => onChange(detail.value.trim())}
  />
);
