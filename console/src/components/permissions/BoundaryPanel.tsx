/** The permissions boundary of a user or role: the most that its policies can allow. */
import {
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { nameOfArn } from '../../model/arn';
import { ActionModal } from '../ActionModal';
import { EntityLink } from '../EntityLink';
import { PolicyPicker } from './PolicyPicker';

interface Props {
  owner: { readonly kind: 'users' | 'roles'; readonly name: string };
  /** The policy's ARN; empty where there is no boundary. */
  boundary: string;
  onChanged: () => void;
}

export function BoundaryPanel({ owner, boundary, onChanged }: Props) {
  const [open, setOpen] = useState<'set' | 'remove'>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    onChanged();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="The maximum permissions that the policies above can grant."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {boundary && <Button onClick={() => setOpen('remove')}>Remove boundary</Button>}
              <Button onClick={() => setOpen('set')}>{boundary ? 'Change boundary' : 'Set boundary'}</Button>
            </SpaceBetween>
          }
        >
          Permissions boundary
        </Header>
      }
    >
      {boundary ? (
        <EntityLink kind="policies" id={boundary} text={nameOfArn(boundary)} />
      ) : (
        <Box color="text-body-secondary">Not set. The policies above apply without a limit.</Box>
      )}
      {open === 'set' && <SetBoundary owner={owner} boundary={boundary} onClose={close} onDone={done} />}
      {open === 'remove' && (
        <ActionModal
          title="Remove the permissions boundary?"
          verb="Remove boundary"
          commands={[removeCommand(owner)]}
          success={`${owner.name} no longer has a permissions boundary`}
          onClose={close}
          onDone={done}
        >
          Everything that the policies allow will be allowed.
        </ActionModal>
      )}
    </Container>
  );
}

interface SetProps {
  owner: Props['owner'];
  boundary: string;
  onClose: () => void;
  onDone: () => void;
}

function SetBoundary({ owner, boundary, onClose, onDone }: SetProps) {
  const [chosen, setChosen] = useState<readonly string[]>(boundary ? [boundary] : []);
  const [arn] = chosen;
  return (
    <ActionModal
      title={`Permissions boundary of ${owner.name}`}
      verb="Set boundary"
      size="large"
      commands={arn && arn !== boundary ? [putCommand(owner, arn)] : []}
      success={`The permissions boundary of ${owner.name} was set`}
      onClose={onClose}
      onDone={onDone}
    >
      <PolicyPicker chosen={chosen} onChange={setChosen} isSingle />
    </ActionModal>
  );
}

const putCommand = ({ kind, name }: Props['owner'], PermissionsBoundary: string) =>
  kind === 'users'
    ? new PutUserPermissionsBoundaryCommand({ UserName: name, PermissionsBoundary })
    : new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary });

const removeCommand = ({ kind, name }: Props['owner']) =>
  kind === 'users'
    ? new DeleteUserPermissionsBoundaryCommand({ UserName: name })
    : new DeleteRolePermissionsBoundaryCommand({ RoleName: name });
