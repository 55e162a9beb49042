/** Switch to a role. Calls are then made as the role, until the user switches back. */

import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type RoleChoice, switchRole, useSession } from '../../api/session';
import { showFlash } from '../../app/flash';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { FormActions } from '../../components/FormActions';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { nameOfArn } from '../../model/arn';
import { COLORS, colorOf, rememberRole } from './recent';

const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/;

export default function SwitchRolePage() {
  const asked = new URLSearchParams(window.location.search);
  const session = useSession();
  const [arn, setArn] = useState(asked.get('arn') ?? '');
  const [label, setLabel] = useState('');
  const [color, setColor] = useState('blue');
  const action = useAction();
  const isRole = ROLE_ARN.test(arn);
  const choice: RoleChoice = { arn, label: label || nameOfArn(arn), color };
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: session?.user.name });
  const submit = async () => {
    const done = await action.attempt(async () => {
      await switchRole(choice);
      return true;
    });
    if (!done) return;
    rememberRole(choice);
    showFlash('success', `You are now acting as ${choice.label}`, 'Use the account menu to switch back.');
    go('/');
  };
  return (
    <Page
      title="Switch role"
      description="Act as a role temporarily. The role's policies then apply instead of yours. Audit events still show your name."
    >
      <ActionFailure action={action} doing="Switch role" />
      <Container>
        <SpaceBetween size="l">
          <FormField
            label="Role ARN"
            description="The ARN is on the role's page, such as arn:aws:iam::123456789012:role/guide."
            errorText={arn && !isRole && 'This is not the ARN of a role.'}
          >
            <Input value={arn} onChange={({ detail }) => setArn(detail.value.trim())} spellcheck={false} />
          </FormField>
          <FormField label="Display name" description="Shown at the top while you act as the role.">
            <Input
              value={label}
              onChange={({ detail }) => setLabel(detail.value)}
              placeholder={arn ? nameOfArn(arn) : ''}
            />
          </FormField>
          <FormField label="Display color">
            <RadioGroup
              direction="horizontal"
              value={color}
              onChange={({ detail }) => setColor(detail.value)}
              items={COLORS.map(({ id, label: text }) => ({ value: id, label: <Mark color={id} text={text} /> }))}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <CliCommands commands={isRole ? [command] : []} />
      <FormActions
        verb="Switch role"
        isReady={isRole}
        isBusy={action.isBusy}
        onCancel={() => go('/')}
        onSubmit={submit}
      />
    </Page>
  );
}

const Mark = ({ color, text }: { color: string; text: string }) => (
  <>
    <span className="role-mark" style={{ background: colorOf(color) }} />
    {text}
  </>
);
