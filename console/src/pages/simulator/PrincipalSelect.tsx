/** A user, group or role, by name; or by ARN where they cannot be listed. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { listGroups, listRoles, listUsers } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { nameOfArn } from '../../model/arn';

interface Named {
  readonly Arn?: string;
}

const options = (label: string, found: readonly Named[]): SelectProps.OptionGroup => ({
  label,
  options: found.map(({ Arn = '' }) => ({ value: Arn, label: nameOfArn(Arn), description: Arn })),
});

async function loadPrincipals(withGroups: boolean): Promise<SelectProps.OptionGroup[]> {
  const none = (): Named[] => [];
  const [users, groups, roles] = await Promise.all([
    listUsers().catch(none),
    withGroups ? listGroups().catch(none) : [],
    listRoles().catch(none),
  ]);
  const all = [options('Users', users), options('Groups', groups), options('Roles', roles)];
  return all.filter((group) => group.options.length > 0);
}

interface Props {
  /** Groups have policies, but send no requests. */
  withGroups?: boolean;
  arn: string;
  onChange: (arn: string) => void;
}

export function PrincipalSelect({ withGroups = true, arn, onChange }: Props) {
  const query = useQuery(`principals ${withGroups}`, () => loadPrincipals(withGroups));
  const kinds = withGroups ? 'user, group or role' : 'user or role';
  if (query.value?.length === 0) {
    return (
      <FormField label={`ARN of a ${kinds}`} description="You do not have permission to list them. Enter the ARN.">
        <Input value={arn} onChange={({ detail }) => onChange(detail.value.trim())} spellcheck={false} />
      </FormField>
    );
  }
  return (
    <FormField label={`${kinds.charAt(0).toUpperCase()}${kinds.slice(1)}`}>
      <Select
        placeholder="Choose"
        filteringType="auto"
        statusType={query.value ? 'finished' : 'loading'}
        options={query.value ?? []}
        selectedOption={arn ? { value: arn, label: nameOfArn(arn), description: arn } : null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
