/** First step: the name and console access. */
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { PasswordFields } from '../../components/credentials/PasswordFields';
import { NAME_RULE } from '../../model/names';
import type { Faults, StepProps } from './newUser';

export function DetailsStep({ form, change, faults }: StepProps & { faults: Faults }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Name</Header>}>
        <SpaceBetween size="l">
          <FormField label="User name" constraintText={`Up to 64 characters. ${NAME_RULE}`} errorText={faults.name}>
            <Input
              value={form.name}
              onChange={({ detail }) => change({ name: detail.value })}
              autoComplete={false}
              spellcheck={false}
            />
          </FormField>
          <ExpandableSection headerText="Path">
            <FormField
              label="Path"
              description="Organizes users, for example by department. Policies can refer to all users under a path."
              errorText={faults.path}
            >
              <Input value={form.path} onChange={({ detail }) => change({ path: detail.value })} spellcheck={false} />
            </FormField>
          </ExpandableSection>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Console access</Header>}>
        <SpaceBetween size="l">
          <Checkbox
            checked={form.hasConsole}
            onChange={({ detail }) => change({ hasConsole: detail.checked })}
            description="For people. Programs use an access key or a role instead."
          >
            The user can sign in to this console
          </Checkbox>
          {form.hasConsole && (
            <FormField stretch errorText={faults.password}>
              <PasswordFields value={form.password} onChange={(password) => change({ password })} />
            </FormField>
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
