/** A new name or path for a user or group. Its ARN changes with it, and policies that name the old one no longer apply. */
import { UpdateGroupCommand, UpdateUserCommand } from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { go } from '../../app/router';
import { ActionModal } from '../../components/ActionModal';
import { pathOf } from '../../components/EntityLink';
import { checkName, checkPath, NAME_RULE } from '../../model/names';

interface Props {
  kind: 'users' | 'groups';
  name: string;
  path: string;
  onClose: () => void;
}

const LONGEST = { users: 64, groups: 128 };

export function RenameModal({ kind, name, path, onClose }: Props) {
  const [newName, setName] = useState(name);
  const [newPath, setPath] = useState(path);
  const faults = { name: checkName(newName, LONGEST[kind]), path: checkPath(newPath) };
  const isChanged = newName !== name || newPath !== path;
  const changes = {
    ...(newName !== name && { renamed: newName }),
    ...(newPath !== path && { NewPath: newPath }),
  };
  const command =
    kind === 'users'
      ? new UpdateUserCommand({ UserName: name, NewUserName: changes.renamed, NewPath: changes.NewPath })
      : new UpdateGroupCommand({ GroupName: name, NewGroupName: changes.renamed, NewPath: changes.NewPath });
  return (
    <ActionModal
      title={`Rename ${name}`}
      verb="Rename"
      commands={isChanged && !faults.name && !faults.path ? [command] : []}
      success={`${name} is now ${newPath}${newName}`}
      onClose={onClose}
      onDone={() => {
        onClose();
        go(pathOf(kind, newName));
      }}
    >
      <Alert type="info">The ARN changes as well. Policies that name the old ARN no longer apply.</Alert>
      <FormField label="Name" constraintText={NAME_RULE} errorText={faults.name}>
        <Input value={newName} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
      </FormField>
      <FormField label="Path" errorText={faults.path}>
        <Input value={newPath} onChange={({ detail }) => setPath(detail.value)} spellcheck={false} />
      </FormField>
    </ActionModal>
  );
}
