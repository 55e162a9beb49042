/** A role's trust policy, and its editor. */
import { type Role, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { Code } from '../../components/Code';
import { FormActions } from '../../components/FormActions';
import { useAction } from '../../components/useAction';
import { decodeDocument, findSyntaxError } from '../../model/document';
import { TrustEditor } from './TrustEditor';

interface Props {
  role: Partial<Role>;
  onChanged: () => void;
}

export function RoleTrust({ role, onChanged }: Props) {
  const before = decodeDocument(role.AssumeRolePolicyDocument);
  const [text, setText] = useState<string>();
  const action = useAction();
  const isReady = text !== undefined && text !== before && !findSyntaxError(text);
  const command = new UpdateAssumeRolePolicyCommand({ RoleName: role.RoleName, PolicyDocument: text });
  const submit = async () => {
    if (!(await action.send([command], `The trust policy of ${role.RoleName} was saved`))) return;
    setText(undefined);
    onChanged();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Who can assume this role."
          actions={text === undefined && <Button onClick={() => setText(before)}>Edit trust policy</Button>}
        >
          Trust policy
        </Header>
      }
    >
      {text === undefined ? (
        <Code text={before} what="trust policy" />
      ) : (
        <SpaceBetween size="m">
          <ActionFailure action={action} doing="Save" />
          <TrustEditor value={text} onChange={setText} />
          <CliCommands commands={isReady ? [command] : []} />
          <FormActions
            verb="Save trust policy"
            isReady={isReady}
            isBusy={action.isBusy}
            onCancel={() => setText(undefined)}
            onSubmit={submit}
          />
        </SpaceBetween>
      )}
    </Container>
  );
}
