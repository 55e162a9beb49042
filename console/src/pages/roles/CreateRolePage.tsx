/** Create a role: its name, trust policy and permissions. */
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { actingIdentity, useSession } from '../../api/session';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { pathOf } from '../../components/EntityLink';
import { FormActions } from '../../components/FormActions';
import { Page } from '../../components/Page';
import { PolicyPicker } from '../../components/permissions/PolicyPicker';
import { useAction } from '../../components/useAction';
import { trustTemplates } from '../../model/document';
import { NAME_RULE } from '../../model/names';
import { TagsStep } from '../users/TagsStep';
import { HOURS, isReady, type NewRole, nameFault, newRole, planRole } from './newRole';
import { TrustEditor } from './TrustEditor';

const PARENTS = [{ text: 'Roles', to: '/roles' }];
const option = (value: string) => ({ value, label: value === '1' ? '1 hour' : `${value} hours` });

export default function CreateRolePage() {
  const session = useSession();
  const [first] = trustTemplates(session ? actingIdentity(session).account : '');
  const [role, setRole] = useState(() => newRole(first?.document ?? ''));
  const action = useAction();
  const change = (part: Partial<NewRole>) => setRole({ ...role, ...part });
  const ready = isReady(role);
  const submit = async () => {
    if (await action.send(planRole(role), `The role ${role.name} was created`)) go(pathOf('roles', role.name));
  };
  return (
    <Page title="Create role" parents={PARENTS}>
      <ActionFailure action={action} doing="Create role" />
      <Container header={<Header variant="h2">Role</Header>}>
        <SpaceBetween size="l">
          <FormField
            label="Role name"
            constraintText={`Up to 64 characters. ${NAME_RULE}`}
            errorText={role.name && nameFault(role)}
          >
            <Input value={role.name} onChange={({ detail }) => change({ name: detail.value })} spellcheck={false} />
          </FormField>
          <FormField label="Description">
            <Input value={role.description} onChange={({ detail }) => change({ description: detail.value })} />
          </FormField>
          <FormField label="Longest session" description="After this time the role must be assumed again.">
            <Select
              options={HOURS.map(option)}
              selectedOption={option(role.hours)}
              onChange={({ detail }) => change({ hours: detail.selectedOption.value ?? '1' })}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h2" description="Who can assume the role.">
            Trust policy
          </Header>
        }
      >
        <TrustEditor value={role.trust} onChange={(trust) => change({ trust })} />
      </Container>
      <Container>
        <PolicyPicker
          chosen={role.policies}
          onChange={(policies) => change({ policies })}
          title="Policies of the role"
        />
      </Container>
      <ExpandableSection
        variant="container"
        headerText="Permissions boundary"
        headerDescription="The most that the policies of this role can allow, whatever they say."
      >
        <PolicyPicker
          chosen={role.boundary ? [role.boundary] : []}
          onChange={([boundary = '']) => change({ boundary })}
          title="Boundary"
          isSingle
        />
      </ExpandableSection>
      <TagsStep form={role} change={change} />
      <CliCommands commands={ready ? planRole(role) : []} />
      <FormActions
        verb="Create role"
        isReady={ready}
        isBusy={action.isBusy}
        onCancel={() => go('/roles')}
        onSubmit={submit}
      />
    </Page>
  );
}
