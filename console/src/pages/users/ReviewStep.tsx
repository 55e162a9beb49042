/** Last step: everything that will be sent. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CliCommands } from '../../components/CliCommands';
import { nameOfArn } from '../../model/arn';
import { type NewUser, planUser } from './newUser';

const list = (texts: readonly string[]) => <span className="wrap">{texts.join(', ') || 'None'}</span>;

export function ReviewStep({ form }: { form: NewUser }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Review</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'User name', value: <span className="wrap">{form.name}</span> },
            { label: 'Path', value: form.path },
            { label: 'Console access', value: describeAccess(form) },
            { label: 'Groups', value: list(form.groups) },
            { label: 'Policies', value: list(form.policies.map(nameOfArn)) },
            { label: 'Permissions boundary', value: form.boundary ? nameOfArn(form.boundary) : 'None' },
            { label: 'Tags', value: list(form.tags.map((tag) => `${tag.Key} = ${tag.Value}`)) },
          ]}
        />
      </Container>
      <CliCommands commands={planUser(form)} />
    </SpaceBetween>
  );
}

function describeAccess({ hasConsole, password }: NewUser): string {
  if (!hasConsole) return 'No';
  return `Yes, with a ${password.isMade ? 'generated' : 'custom'} password${password.mustChange ? ' to be changed' : ''}`;
}
