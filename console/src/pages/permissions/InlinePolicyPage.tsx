/** Create or change an inline policy of a user, group or role. */
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { INLINE_LIMIT, isOwnerKind, type Owner, putInlineCommand, readInline } from '../../api/owners';
import { useQuery } from '../../api/useQuery';
import { go } from '../../app/router';
import type { PageProps } from '../../app/routes';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { pathOf } from '../../components/EntityLink';
import { DocumentEditor } from '../../components/editor/DocumentEditor';
import { FormActions } from '../../components/FormActions';
import { Loaded } from '../../components/Loaded';
import { NoSuchPage } from '../../components/NoSuchPage';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { decodeDocument, findSyntaxError, NEW_POLICY } from '../../model/document';
import { checkName, NAME_RULE } from '../../model/names';
import { parentsOf } from './parents';

const LONGEST_NAME = 128;

export default function InlinePolicyPage({ params: { kind = '', name = '', policy } }: PageProps) {
  if (!isOwnerKind(kind)) return <NoSuchPage />;
  const owner = { kind, name };
  return policy ? <Existing owner={owner} policy={policy} /> : <Form owner={owner} document={NEW_POLICY} />;
}

function Existing({ owner, policy }: { owner: Owner; policy: string }) {
  const query = useQuery(`inline ${owner.kind} ${owner.name} ${policy}`, async () =>
    decodeDocument(await readInline(owner, policy)),
  );
  if (query.value !== undefined) return <Form owner={owner} policy={policy} document={query.value} />;
  return (
    <Page title={policy} parents={parentsOf(owner)}>
      <Loaded query={query} doing={`Read the inline policy ${policy}`}>
        {() => null}
      </Loaded>
    </Page>
  );
}

interface FormProps {
  owner: Owner;
  /** Absent for a new policy. */
  policy?: string;
  document: string;
}

function Form({ owner, policy, document }: FormProps) {
  const [name, setName] = useState(policy ?? '');
  const [text, setText] = useState(document);
  const action = useAction();
  const fault = checkName(name, LONGEST_NAME);
  const isReady = !fault && !findSyntaxError(text) && text !== (policy ? document : '');
  const commands = isReady ? [putInlineCommand(owner, name, text)] : [];
  const back = () => go(pathOf(owner.kind, owner.name));
  const submit = async () => {
    if (await action.send(commands, `The inline policy ${name} of ${owner.name} was saved`)) back();
  };
  return (
    <Page
      title={policy ?? 'Create inline policy'}
      description={`Inline policies belong to one user, group or role. This one is deleted when ${owner.name} is deleted.`}
      parents={parentsOf(owner)}
    >
      <ActionFailure action={action} doing="Save" />
      <Container>
        <SpaceBetween size="l">
          {!policy && (
            <FormField label="Policy name" constraintText={NAME_RULE} errorText={name && fault}>
              <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
            </FormField>
          )}
          <DocumentEditor
            value={text}
            onChange={setText}
            limit={INLINE_LIMIT[owner.kind]}
            first={policy ? 'json' : 'visual'}
          />
        </SpaceBetween>
      </Container>
      <CliCommands commands={commands} />
      <FormActions verb="Save policy" isReady={isReady} isBusy={action.isBusy} onCancel={back} onSubmit={submit} />
    </Page>
  );
}
