/** Create a managed policy, from scratch or from an existing policy. */
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { readDefault } from '../../api/policies';
import { actingIdentity, useSession } from '../../api/session';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { pathOf } from '../../components/EntityLink';
import { DocumentEditor } from '../../components/editor/DocumentEditor';
import { FormActions } from '../../components/FormActions';
import { Page } from '../../components/Page';
import { PolicyPicker } from '../../components/permissions/PolicyPicker';
import { useAction } from '../../components/useAction';
import { findSyntaxError, NEW_POLICY } from '../../model/document';
import { checkName, NAME_RULE } from '../../model/names';
import { POLICY_LIMIT } from './limits';

const PARENTS = [{ text: 'Policies', to: '/policies' }];
const LONGEST_NAME = 128;

export default function CreatePolicyPage() {
  const session = useSession();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [text, setText] = useState(NEW_POLICY);
  const action = useAction();
  const fault = checkName(name, LONGEST_NAME);
  const isReady = !fault && !findSyntaxError(text);
  const command = new CreatePolicyCommand({
    PolicyName: name,
    ...(description && { Description: description }),
    PolicyDocument: text,
  });
  const submit = async () => {
    if (!(await action.send([command], `The policy ${name} was created. Attach it to a group, user or role.`))) return;
    const { account = '', arn = '' } = session ? actingIdentity(session) : {};
    go(pathOf('policies', `arn:${arn.split(':')[1]}:iam::${account}:policy/${name}`));
  };
  return (
    <Page title="Create policy" parents={PARENTS}>
      <ActionFailure action={action} doing="Create policy" />
      <Container
        header={
          <Header variant="h2" actions={<Import onChosen={setText} />}>
            Document
          </Header>
        }
      >
        <DocumentEditor value={text} onChange={setText} limit={POLICY_LIMIT} first="visual" />
      </Container>
      <Container header={<Header variant="h2">Policy</Header>}>
        <SpaceBetween size="l">
          <FormField label="Policy name" constraintText={NAME_RULE} errorText={name && fault}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
          </FormField>
          <FormField label="Description" description="What the policy is for. It cannot be changed later.">
            <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
          </FormField>
        </SpaceBetween>
      </Container>
      <CliCommands commands={isReady ? [command] : []} />
      <FormActions
        verb="Create policy"
        isReady={isReady}
        isBusy={action.isBusy}
        onCancel={() => go('/policies')}
        onSubmit={submit}
      />
    </Page>
  );
}

/** Begin with the document of another policy, such as one of AWS's. */
function Import({ onChosen }: { onChosen: (document: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const action = useAction();
  const [arn] = chosen;
  const take = async () => {
    const document = arn && (await action.attempt(() => readDefault(arn)));
    if (!document) return;
    onChosen(document);
    setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Begin with another policy</Button>
      {isOpen && (
        <Modal
          visible
          size="large"
          header="Begin with another policy"
          onDismiss={() => setOpen(false)}
          footer={
            <FormActions
              verb="Use this document"
              isReady={Boolean(arn)}
              isBusy={action.isBusy}
              onCancel={() => setOpen(false)}
              onSubmit={take}
            />
          }
        >
          <ActionFailure action={action} doing="Read the policy" />
          <PolicyPicker chosen={chosen} onChange={setChosen} isSingle />
        </Modal>
      )}
    </>
  );
}
