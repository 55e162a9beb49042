/** The conditions of a statement, as sentences; all of them must hold. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ServiceDetail } from '../../api/explanations';
import type { Condition } from '../../model/visual/conditions';
import { describeCondition } from '../../model/visual/operators';
import { ConditionModal } from './ConditionModal';

interface Props {
  conditions: readonly Condition[];
  services: readonly ServiceDetail[];
  onChange: (conditions: readonly Condition[]) => void;
}

export function ConditionsField({ conditions, services, onChange }: Props) {
  // The number of all conditions means a new one.
  const [open, setOpen] = useState<number>();
  const save = (condition: Condition) => {
    const next = [...conditions];
    next.splice(open ?? next.length, 1, condition);
    onChange(next);
    setOpen(undefined);
  };
  return (
    <SpaceBetween size="s">
      <FormField label="Conditions" description="The statement applies if all of these hold." stretch>
        {conditions.length === 0 ? (
          <Box color="text-body-secondary">No conditions: it always applies.</Box>
        ) : (
          <ul className="plain texts" aria-label="Conditions">
            {conditions.map((condition, index) => (
              <Row
                key={`${condition.operator} ${condition.key}`}
                condition={condition}
                onEdit={() => setOpen(index)}
                onRemove={() => onChange(conditions.filter((_, place) => place !== index))}
              />
            ))}
          </ul>
        )}
      </FormField>
      <Button iconName="add-plus" formAction="none" onClick={() => setOpen(conditions.length)}>
        Add condition
      </Button>
      {open !== undefined && (
        <ConditionModal
          condition={conditions[open]}
          others={conditions.filter((_, place) => place !== open)}
          services={services}
          onClose={() => setOpen(undefined)}
          onSave={save}
        />
      )}
    </SpaceBetween>
  );
}

interface RowProps {
  condition: Condition;
  onEdit: () => void;
  onRemove: () => void;
}

const Row = ({ condition: { operator, key, values }, onEdit, onRemove }: RowProps) => (
  <li>
    <span className="wrap" title={operator}>
      {describeCondition(operator, key, values)}
    </span>
    <Button
      variant="inline-icon"
      iconName="edit"
      formAction="none"
      ariaLabel={`Edit the condition on ${key}`}
      onClick={onEdit}
    />
    <Button
      variant="inline-icon"
      iconName="close"
      formAction="none"
      ariaLabel={`Remove the condition on ${key}`}
      onClick={onRemove}
    />
  </li>
);
