/** A new version of a managed policy. Warns if another person has saved one in the meantime. */
import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  paginateListPolicyVersions,
} from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { send } from '../../api/call';
import { clients } from '../../api/clients';
import { readVersion } from '../../api/policies';
import { collect, useQuery } from '../../api/useQuery';
import { go } from '../../app/router';
import type { PageProps } from '../../app/routes';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { Diff } from '../../components/Diff';
import { pathOf } from '../../components/EntityLink';
import { DocumentEditor } from '../../components/editor/DocumentEditor';
import { FormActions } from '../../components/FormActions';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { nameOfArn } from '../../model/arn';
import { findSyntaxError } from '../../model/document';
import { MOST_VERSIONS, POLICY_LIMIT } from './limits';

interface Opened {
  readonly version: string;
  readonly document: string;
  /** The oldest version that is not the default, if a new one would be too many. */
  readonly surplus?: string;
}

/** `v12` is the twelfth: several may have been made within one second. */
const numberOf = (version: string | undefined) => Number((version ?? '').slice(1));

async function open(PolicyArn: string): Promise<Opened> {
  const pages = paginateListPolicyVersions({ client: clients().iam }, { PolicyArn });
  const versions = await collect(pages, (page) => page.Versions);
  const version = versions.find((each) => each.IsDefaultVersion)?.VersionId ?? 'v1';
  const others = versions.filter((each) => !each.IsDefaultVersion);
  const oldest = others.sort((a, b) => numberOf(a.VersionId) - numberOf(b.VersionId))[0]?.VersionId;
  const surplus = versions.length >= MOST_VERSIONS ? oldest : undefined;
  return { version, document: await readVersion(PolicyArn, version), surplus };
}

export default function EditPolicyPage({ params: { arn = '' } }: PageProps) {
  const query = useQuery(`edit ${arn}`, () => open(arn));
  const parents = [
    { text: 'Policies', to: '/policies' },
    { text: nameOfArn(arn), to: pathOf('policies', arn) },
  ];
  return (
    <Page
      title={`Edit ${nameOfArn(arn)}`}
      description="Saving creates a new version. Earlier versions are kept."
      parents={parents}
    >
      <Loaded query={query} doing="Read the policy">
        {(opened) => <Form key={opened.version} arn={arn} opened={opened} />}
      </Loaded>
    </Page>
  );
}

function Form({ arn, opened }: { arn: string; opened: Opened }) {
  const [text, setText] = useState(opened.document);
  const [isDefault, setDefault] = useState(true);
  const [newer, setNewer] = useState('');
  const action = useAction();
  const isReady = text !== opened.document && !findSyntaxError(text);
  const commands = [
    ...(opened.surplus ? [new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: opened.surplus })] : []),
    new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: text, SetAsDefault: isDefault }),
  ];
  const back = () => go(pathOf('policies', arn));
  const submit = async () => {
    const found = await action.attempt(() => send(new GetPolicyCommand({ PolicyArn: arn })));
    const now = found?.Policy?.DefaultVersionId ?? opened.version;
    if (now !== opened.version && now !== newer) setNewer(now);
    else if (await action.send(commands, `A new version of ${nameOfArn(arn)} was saved`)) back();
  };
  return (
    <SpaceBetween size="l">
      <ActionFailure action={action} doing="Save" />
      {newer && (
        <Alert type="warning" header={`Somebody made ${newer} the default version while you were editing`}>
          Nothing was saved, and your text is still here. Look at {newer} in another tab. Save again to put your text in
          its place; {newer} stays among the versions.
        </Alert>
      )}
      <Container>
        <DocumentEditor value={text} onChange={setText} limit={POLICY_LIMIT} first="json" />
      </Container>
      <ExpandableSection headerText={`What changes against ${opened.version}`} variant="container">
        <Diff before={opened.document} after={text} />
      </ExpandableSection>
      {opened.surplus && (
        <Alert type="info">
          A policy has at most five versions. The oldest, {opened.surplus}, is deleted to make room for the new one.
        </Alert>
      )}
      <Checkbox
        checked={isDefault}
        onChange={({ detail }) => setDefault(detail.checked)}
        description="The change takes effect immediately, wherever the policy is attached."
      >
        Make the new version the default
      </Checkbox>
      <CliCommands commands={isReady ? commands : []} />
      <FormActions verb="Save" isReady={isReady} isBusy={action.isBusy} onCancel={back} onSubmit={submit} />
    </SpaceBetween>
  );
}
