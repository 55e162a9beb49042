/** All principals of the account that can perform an action on a resource, and the statements that allow it. */
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { send } from '../../api/call';
import { type Grant, type Verdict, whoCanCommand } from '../../api/limen';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { EntityLink, type Kind } from '../../components/EntityLink';
import { FormActions } from '../../components/FormActions';
import { Page } from '../../components/Page';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { useAction } from '../../components/useAction';
import { nameOfArn, parseArn } from '../../model/arn';

const ANSWERS: Record<Verdict['Answer'], { status: StatusIndicatorProps.Type; text: string }> = {
  yes: { status: 'success', text: 'Yes' },
  if: { status: 'warning', text: 'It depends' },
  no: { status: 'stopped', text: 'No' },
  unknown: { status: 'info', text: 'Not decided' },
};

const ORDER: readonly Verdict['Answer'][] = ['yes', 'if', 'unknown', 'no'];

export const describeGrant = ({ Policy, Sid, Index }: Grant) =>
  `${nameOfArn(Policy)}, ${Sid ? `statement ${Sid}` : `statement ${Index + 1}`}`;

const COLUMNS: readonly Column<Verdict>[] = [
  {
    id: 'principal',
    header: 'Who',
    value: (verdict) => verdict.Principal,
    cell: (verdict) => <Principal arn={verdict.Principal} />,
    width: 280,
  },
  {
    id: 'answer',
    header: 'Answer',
    value: (verdict) => ANSWERS[verdict.Answer].text,
    order: (verdict) => ORDER.indexOf(verdict.Answer),
    cell: ({ Answer }) => <StatusIndicator type={ANSWERS[Answer].status}>{ANSWERS[Answer].text}</StatusIndicator>,
    width: 160,
  },
  {
    id: 'grants',
    header: 'By',
    value: ({ Grants, Principal: arn, Reason }) =>
      Grants.map(describeGrant).join('; ') || Reason || (arn.endsWith(':root') ? 'Root may do everything' : ''),
    width: 320,
  },
  { id: 'conditions', header: 'If', value: (verdict) => verdict.Conditions.join('; '), width: 320 },
];

const KINDS: Record<string, Kind> = { user: 'users', role: 'roles' };

function Principal({ arn }: { arn: string }) {
  const kind = KINDS[parseArn(arn).resource.split('/')[0] ?? ''];
  return kind ? <EntityLink kind={kind} id={nameOfArn(arn)} /> : <span className="wrap">{arn}</span>;
}

export default function WhoCanPage() {
  const asked = new URLSearchParams(window.location.search);
  const [name, setName] = useState(asked.get('action') ?? '');
  const [resource, setResource] = useState(asked.get('resource') ?? '');
  const [verdicts, setVerdicts] = useState<readonly Verdict[]>();
  const action = useAction();
  const isAction = /^[\w-]+:\w+$/.test(name);
  const command = whoCanCommand(name, resource);
  const submit = async () => {
    const answer = await action.attempt(() => send(command));
    setVerdicts(answer?.Principals);
  };
  return (
    <Page
      title="Who can"
      description="All users and roles that can perform an action, and the statements that allow it."
    >
      <Container>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isAction) void submit();
          }}
        >
          <SpaceBetween size="l">
            <FormField label="Action" errorText={name && !isAction && 'An action looks like s3:DeleteObject.'}>
              <Input
                value={name}
                onChange={({ detail }) => setName(detail.value.trim())}
                placeholder="s3:DeleteObject"
              />
            </FormField>
            <FormField label="Resource" description="An ARN. If empty, any resource.">
              <Input
                value={resource}
                onChange={({ detail }) => setResource(detail.value.trim())}
                placeholder="arn:aws:s3:::share/important.txt"
              />
            </FormField>
            <CliCommands commands={isAction ? [command] : []} />
            <FormActions
              verb="Ask"
              isReady={isAction}
              isBusy={action.isBusy}
              onCancel={() => go('/')}
              onSubmit={submit}
            />
          </SpaceBetween>
        </form>
      </Container>
      <ActionFailure action={action} doing="Ask" />
      {verdicts && (
        <div data-testid="verdicts">
          <ResourceTable
            id="who-can"
            title="Principals"
            query={{ value: verdicts, isLoading: false, reload: submit }}
            columns={COLUMNS}
            keyOf={(verdict) => verdict.Principal}
            empty={{ title: 'Nobody', text: 'No principal of the account can do this.' }}
          />
        </div>
      )}
    </Page>
  );
}
