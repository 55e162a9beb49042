/** A password for another user: generated or entered. */
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { drawSecurely, makePassword } from '../../model/password';

export interface PasswordChoice {
  readonly isMade: boolean;
  readonly password: string;
  readonly mustChange: boolean;
}

export const newPassword = (): PasswordChoice => ({
  isMade: true,
  password: makePassword(drawSecurely),
  mustChange: true,
});

export const isPasswordReady = (choice: PasswordChoice) => choice.password !== '';

interface Props {
  value: PasswordChoice;
  onChange: (value: PasswordChoice) => void;
}

export function PasswordFields({ value, onChange }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField label="Console password">
        <RadioGroup
          value={value.isMade ? 'made' : 'chosen'}
          onChange={({ detail }) =>
            onChange(
              detail.value === 'made'
                ? { ...newPassword(), mustChange: value.mustChange }
                : { ...value, isMade: false, password: '' },
            )
          }
          items={[
            { value: 'made', label: 'Generated password', description: 'Shown once, after this step.' },
            { value: 'chosen', label: 'Custom password', description: 'It must meet the account’s password policy.' },
          ]}
        />
      </FormField>
      {!value.isMade && (
        <FormField label="Custom password">
          <Input
            type="password"
            autoComplete="new-password"
            value={value.password}
            onChange={({ detail }) => onChange({ ...value, password: detail.value })}
          />
        </FormField>
      )}
      <Checkbox
        checked={value.mustChange}
        onChange={({ detail }) => onChange({ ...value, mustChange: detail.checked })}
        description="Afterwards only the user knows the password."
      >
        The user must choose a new password at the next sign-in
      </Checkbox>
    </SpaceBetween>
  );
}
