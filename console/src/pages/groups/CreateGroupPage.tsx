/** A new group with its first members and policies. */
import { AddUserToGroupCommand, AttachGroupPolicyCommand, CreateGroupCommand } from '@aws-sdk/client-iam';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { AnyCommand } from '../../api/call';
import { listUsers } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { pathOf } from '../../components/EntityLink';
import { FormActions } from '../../components/FormActions';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { PolicyPicker } from '../../components/permissions/PolicyPicker';
import { useAction } from '../../components/useAction';
import { checkName, NAME_RULE } from '../../model/names';

interface NewGroup {
  readonly name: string;
  readonly users: readonly string[];
  readonly policies: readonly string[];
}

const LONGEST_NAME = 128;
const PARENTS = [{ text: 'User groups', to: '/groups' }];

export function planGroup({ name, users, policies }: NewGroup): AnyCommand[] {
  return [
    new CreateGroupCommand({ GroupName: name }),
    ...users.map((UserName) => new AddUserToGroupCommand({ GroupName: name, UserName })),
    ...policies.map((PolicyArn) => new AttachGroupPolicyCommand({ GroupName: name, PolicyArn })),
  ];
}

const option = (value: string) => ({ value, label: value });

export default function CreateGroupPage() {
  const [form, setForm] = useState<NewGroup>({ name: '', users: [], policies: [] });
  const users = useQuery('all users', listUsers);
  const action = useAction();
  const fault = checkName(form.name, LONGEST_NAME);
  const change = (part: Partial<NewGroup>) => setForm({ ...form, ...part });
  const submit = async () => {
    if (await action.send(planGroup(form), `The group ${form.name} was created`)) go(pathOf('groups', form.name));
  };
  return (
    <Page title="Create user group" parents={PARENTS}>
      <ActionFailure action={action} doing="Create group" />
      <Container header={<Header variant="h2">Group</Header>}>
        <SpaceBetween size="l">
          <FormField label="Group name" constraintText={NAME_RULE} errorText={form.name && fault}>
            <Input value={form.name} onChange={({ detail }) => change({ name: detail.value })} spellcheck={false} />
          </FormField>
          <Loaded query={users} doing="List users">
            {(found) => (
              <FormField label="Members">
                <Multiselect
                  options={found.map(({ UserName = '' }) => option(UserName))}
                  selectedOptions={form.users.map(option)}
                  onChange={({ detail }) => change({ users: detail.selectedOptions.map(({ value = '' }) => value) })}
                  placeholder="Choose users"
                  filteringType="auto"
                />
              </FormField>
            )}
          </Loaded>
        </SpaceBetween>
      </Container>
      <Container>
        <PolicyPicker
          chosen={form.policies}
          onChange={(policies) => change({ policies })}
          title="Policies of the group"
        />
      </Container>
      <CliCommands commands={fault ? [] : planGroup(form)} />
      <FormActions
        verb="Create group"
        isReady={!fault}
        isBusy={action.isBusy}
        onCancel={() => go('/groups')}
        onSubmit={submit}
      />
    </Page>
  );
}
