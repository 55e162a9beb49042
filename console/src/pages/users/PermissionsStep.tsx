/** Second step: groups, policies of the user's own, and a boundary. */
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { listGroups } from '../../api/policies';
import { useQuery } from '../../api/useQuery';
import { Loaded } from '../../components/Loaded';
import { PolicyPicker } from '../../components/permissions/PolicyPicker';
import type { StepProps } from './newUser';

const option = (value: string) => ({ value, label: value });

export function PermissionsStep({ form, change }: StepProps) {
  const groups = useQuery('all groups', listGroups);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="Recommended. Members of a group get the policies that are attached to it.">
            Groups
          </Header>
        }
      >
        <Loaded query={groups} doing="List groups">
          {(found) => (
            <FormField label="Add the user to groups">
              <Multiselect
                options={found.map(({ GroupName = '' }) => option(GroupName))}
                selectedOptions={form.groups.map(option)}
                onChange={({ detail }) => change({ groups: detail.selectedOptions.map(({ value = '' }) => value) })}
                placeholder="Choose groups"
                filteringType="auto"
                empty="There are no groups yet"
              />
            </FormField>
          )}
        </Loaded>
      </Container>
      <ExpandableSection
        variant="container"
        headerText="Attach policies directly"
        headerDescription={`For this user alone. ${form.policies.length} chosen.`}
      >
        <PolicyPicker chosen={form.policies} onChange={(policies) => change({ policies })} />
      </ExpandableSection>
      <ExpandableSection
        variant="container"
        headerText="Permissions boundary"
        headerDescription="The most that the policies of this user can allow, whatever they say."
      >
        <PolicyPicker
          chosen={form.boundary ? [form.boundary] : []}
          onChange={([boundary = '']) => change({ boundary })}
          title="Boundary"
          isSingle
        />
      </ExpandableSection>
    </SpaceBetween>
  );
}
