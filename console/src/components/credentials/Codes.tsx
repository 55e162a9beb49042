/** Two consecutive codes, which prove that a device is set up. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';

export interface TwoCodes {
  readonly first: string;
  readonly second: string;
}

export const NO_CODES: TwoCodes = { first: '', second: '' };

const CODE = /^\d{6}$/;

export const areComplete = ({ first, second }: TwoCodes) => CODE.test(first) && CODE.test(second) && first !== second;

interface Props {
  value: TwoCodes;
  onChange: (value: TwoCodes) => void;
}

export function Codes({ value, onChange }: Props) {
  const field = (member: keyof TwoCodes, label: string, description: string) => (
    <FormField label={label} description={description}>
      <Input
        value={value[member]}
        onChange={({ detail }) => onChange({ ...value, [member]: detail.value.replace(/\s/g, '') })}
        inputMode="numeric"
        autoComplete="one-time-code"
      />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      {field('first', 'MFA code 1', 'The six digits that the device shows now.')}
      {field('second', 'MFA code 2', 'The next six digits. They change every 30 seconds.')}
    </SpaceBetween>
  );
}
