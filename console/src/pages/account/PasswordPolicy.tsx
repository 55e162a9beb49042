/** The account's password policy, and the form to change it. */
import {
  DeleteAccountPasswordPolicyCommand,
  GetAccountPasswordPolicyCommand,
  type PasswordPolicy as Policy,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { isAbsent } from '../../api/errors';
import { useQuery } from '../../api/useQuery';
import { ActionModal } from '../../components/ActionModal';
import { Loaded } from '../../components/Loaded';
import { checkRules, planRules, type Rules, readRules } from './passwordRules';

export async function findPasswordPolicy(): Promise<Policy | null> {
  try {
    return (await send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy ?? null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** The rules that apply without a password policy. */
const DEFAULTS: Policy = { MinimumPasswordLength: 8 };

export function PasswordPolicy() {
  const query = useQuery('password policy', findPasswordPolicy);
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="The requirements for new passwords of users. They do not apply to the root user."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {query.value && <Button onClick={() => setOpen('delete')}>Use the default</Button>}
              <Button disabled={query.value === undefined} onClick={() => setOpen('edit')}>
                Edit
              </Button>
            </SpaceBetween>
          }
        >
          Password policy
        </Header>
      }
    >
      <Loaded query={query} doing="Read the password policy">
        {(policy) =>
          policy ? (
            <Summary rules={readRules(policy)} />
          ) : (
            <>
              The default rules apply: at least eight characters, from three of these kinds: uppercase letters,
              lowercase letters, digits and symbols.
            </>
          )
        }
      </Loaded>
      {open === 'edit' && <Edit before={readRules(query.value ?? DEFAULTS)} onClose={close} onDone={done} />}
      {open === 'delete' && (
        <ActionModal
          title="Use the default password policy?"
          verb="Use the default"
          commands={[new DeleteAccountPasswordPolicyCommand({})]}
          success="The default password rules apply now"
          onClose={close}
          onDone={done}
        >
          The rules of this account are deleted. Passwords that exist stay as they are.
        </ActionModal>
      )}
    </Container>
  );
}

const CLASSES: readonly (readonly [keyof Rules, string])[] = [
  ['upper', 'an uppercase letter'],
  ['lower', 'a lowercase letter'],
  ['digit', 'a digit'],
  ['symbol', 'a symbol'],
];

function Summary({ rules }: { rules: Rules }) {
  const classes = CLASSES.filter(([member]) => rules[member]).map(([, text]) => text);
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: 'Shortest password', value: `${rules.length} characters` },
        { label: 'Must contain', value: classes.join(', ') || 'Anything' },
        { label: 'Expires', value: rules.days ? `after ${rules.days} days` : 'Never' },
        { label: 'Reuse', value: rules.reuse ? `Not one of the last ${rules.reuse}` : 'Allowed' },
        { label: 'Users may change their password', value: rules.canChange ? 'Yes' : 'Only if a policy allows it' },
        { label: 'An expired password', value: rules.hardExpiry ? 'needs an administrator' : 'is changed at sign-in' },
      ]}
    />
  );
}

interface EditProps {
  before: Rules;
  onClose: () => void;
  onDone: () => void;
}

function Edit({ before, onClose, onDone }: EditProps) {
  const [rules, setRules] = useState(before);
  const faults = checkRules(rules);
  const isFit = !Object.values(faults).some(Boolean);
  const change = (part: Partial<Rules>) => setRules({ ...rules, ...part });
  const number = (member: 'length' | 'days' | 'reuse', label: string) => (
    <FormField label={label} errorText={faults[member]}>
      <Input
        value={rules[member]}
        onChange={({ detail }) => change({ [member]: detail.value.trim() })}
        inputMode="numeric"
      />
    </FormField>
  );
  const box = (member: keyof Rules, label: string) => (
    <Checkbox checked={Boolean(rules[member])} onChange={({ detail }) => change({ [member]: detail.checked })}>
      {label}
    </Checkbox>
  );
  return (
    <ActionModal
      title="Edit password policy"
      verb="Save"
      commands={isFit ? [planRules(rules)] : []}
      success="The password policy was saved"
      onClose={onClose}
      onDone={onDone}
    >
      {number('length', 'Minimum password length')}
      <SpaceBetween size="xs">
        {CLASSES.map(([member, text]) => (
          <div key={member}>{box(member, `Require ${text}`)}</div>
        ))}
        {box('canChange', 'Users may change their own password')}
      </SpaceBetween>
      {number('days', 'Days until passwords expire (empty: never)')}
      {rules.days !== '' && box('hardExpiry', 'Only an administrator can reset an expired password')}
      {number('reuse', 'Number of previous passwords that cannot be reused (empty: none)')}
    </ActionModal>
  );
}
