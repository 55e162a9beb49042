/** A role's description and longest session. */
import { type Role, UpdateRoleCommand } from '@aws-sdk/client-iam';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { ActionModal } from '../../components/ActionModal';
import { HOURS, secondsOf } from './newRole';

interface Props {
  role: Partial<Role>;
  onClose: () => void;
  onDone: () => void;
}

const option = (value: string) => ({ value, label: value === '1' ? '1 hour' : `${value} hours` });

export function EditRoleModal({ role, onClose, onDone }: Props) {
  const before = { description: role.Description ?? '', hours: String((role.MaxSessionDuration ?? 3600) / 3600) };
  const [description, setDescription] = useState(before.description);
  const [hours, setHours] = useState(before.hours);
  const isChanged = description !== before.description || hours !== before.hours;
  const command = new UpdateRoleCommand({
    RoleName: role.RoleName,
    Description: description,
    MaxSessionDuration: secondsOf(hours),
  });
  return (
    <ActionModal
      title={`Edit ${role.RoleName}`}
      verb="Save"
      commands={isChanged ? [command] : []}
      success={`The role ${role.RoleName} was changed`}
      onClose={onClose}
      onDone={onDone}
    >
      <FormField label="Description">
        <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
      </FormField>
      <FormField label="Longest session">
        <Select
          options={HOURS.map(option)}
          selectedOption={option(hours)}
          onChange={({ detail }) => setHours(detail.selectedOption.value ?? hours)}
        />
      </FormField>
    </ActionModal>
  );
}
