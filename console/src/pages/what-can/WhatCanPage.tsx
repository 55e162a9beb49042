/** What a user or a role can do, under all policies: by service and access level, with resources and conditions. */
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { type Ability, whatCanCommand } from '../../api/explanations';
import { useQuery } from '../../api/useQuery';
import { go, useParameter } from '../../app/router';
import { CliCommands } from '../../components/CliCommands';
import { FormActions } from '../../components/FormActions';
import { Page } from '../../components/Page';
import { type Column, ResourceTable } from '../../components/ResourceTable';
import { PrincipalSelect } from '../simulator/PrincipalSelect';

const SHOWN_ACTIONS = 8;

/** Long lists are cut on the page; the download has all. */
function shorten(actions: readonly string[]): string {
  const rest = actions.length - SHOWN_ACTIONS;
  const shown = actions.slice(0, SHOWN_ACTIONS).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function describeResources({ Resources, ExceptResources }: Ability): string {
  const all = Resources.join(', ') || 'Every resource';
  return ExceptResources.length > 0 ? `${all}, but not ${ExceptResources.join(', ')}` : all;
}

interface Row extends Ability {
  readonly place: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'service',
    header: 'Service',
    value: ({ Service, IncludesOtherServices }) => (IncludesOtherServices ? 'All other services' : Service),
    width: 150,
  },
  { id: 'level', header: 'Access level', value: ({ AccessLevel }) => AccessLevel, width: 170 },
  {
    id: 'actions',
    header: 'Actions',
    value: ({ Actions }) => Actions.join(', '),
    cell: ({ Actions }) => <span className="wrap">{shorten(Actions)}</span>,
    width: 320,
  },
  { id: 'resources', header: 'Resources', value: describeResources, width: 280 },
  { id: 'conditions', header: 'If', value: ({ Conditions }) => Conditions.join(' and '), width: 260 },
];

export default function WhatCanPage() {
  const [asked, setAsked] = useParameter('principal', '');
  const [askedService, setAskedService] = useParameter('service', '');
  const [principal, setPrincipal] = useState(asked);
  const [service, setService] = useState(askedService);
  const isReady = principal !== '' && /^[\w-]*$/.test(service);
  const submit = () => {
    setAsked(principal);
    setAskedService(service);
  };
  return (
    <Page title="What can" description="All that a user or a role can do, under all policies.">
      <Container>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) submit();
          }}
        >
          <SpaceBetween size="l">
            <PrincipalSelect withGroups={false} arn={principal} onChange={setPrincipal} />
            <FormField label="Service" description="The prefix of its actions. If empty, every service.">
              <Input
                value={service}
                onChange={({ detail }) => setService(detail.value.trim())}
                placeholder="s3"
                spellcheck={false}
              />
            </FormField>
            <CliCommands commands={principal ? [whatCanCommand(principal, service)] : []} />
            <FormActions verb="Ask" isReady={isReady} isBusy={false} onCancel={() => go('/')} onSubmit={submit} />
          </SpaceBetween>
        </form>
      </Container>
      {asked && <Answer principal={asked} service={askedService} />}
    </Page>
  );
}

function Answer({ principal, service }: { principal: string; service: string }) {
  const query = useQuery(`what-can ${principal} ${service}`, () => send(whatCanCommand(principal, service)));
  const rows = query.value?.Abilities.map((each, place) => ({ ...each, place }));
  return (
    <SpaceBetween size="l">
      {query.value && !query.value.IsComplete && (
        <Alert type="warning" header="The list is not complete">
          Not decided: {query.value.Unknown.join('; ')}
        </Alert>
      )}
      <ResourceTable
        id="abilities"
        title="Access"
        description="What policies of resources grant is not listed."
        query={{ ...query, value: rows }}
        isWrapped
        columns={COLUMNS}
        keyOf={({ place }) => String(place)}
        empty={{ title: 'Nothing', text: 'No policy allows this principal anything here.' }}
      />
    </SpaceBetween>
  );
}
