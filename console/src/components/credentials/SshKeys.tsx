/** A user's SSH public keys. */
import {
  DeleteSSHPublicKeyCommand,
  paginateListSSHPublicKeys,
  type SSHPublicKeyMetadata,
  UpdateSSHPublicKeyCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { collect, useQuery } from '../../api/useQuery';
import { ActionModal } from '../ActionModal';
import { type Column, ResourceTable } from '../ResourceTable';
import { Time } from '../Time';

type Open = 'upload' | 'delete' | 'activate' | 'deactivate';

const COLUMNS: readonly Column<SSHPublicKeyMetadata>[] = [
  { id: 'id', header: 'SSH key ID', value: (key) => key.SSHPublicKeyId, width: 260 },
  {
    id: 'status',
    header: 'Status',
    value: (key) => key.Status,
    cell: (key) => (
      <StatusIndicator type={key.Status === 'Active' ? 'success' : 'stopped'}>{key.Status}</StatusIndicator>
    ),
  },
  { id: 'uploaded', header: 'Uploaded', value: (key) => key.UploadDate, cell: (key) => <Time at={key.UploadDate} /> },
];

export function SshKeys({ userName }: { userName: string }) {
  const query = useQuery(`ssh ${userName}`, () =>
    collect(paginateListSSHPublicKeys({ client: clients().iam }, { UserName: userName }), (page) => page.SSHPublicKeys),
  );
  const [open, setOpen] = useState<{ what: Open; id: string }>();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    query.reload();
  };
  return (
    <>
      <ResourceTable
        id="ssh-keys"
        title="SSH public keys"
        description="For Git repositories and other services that ask IAM for a user's public keys."
        query={query}
        columns={COLUMNS}
        keyOf={(key) => key.SSHPublicKeyId ?? ''}
        selection="single"
        empty={{
          title: 'No SSH public keys',
          text: 'Upload the public key of a key pair. The private key stays with you.',
        }}
        actions={([key]) => (
          <>
            <ButtonDropdown
              disabled={!key}
              items={[
                key?.Status === 'Active'
                  ? { id: 'deactivate', text: 'Deactivate' }
                  : { id: 'activate', text: 'Activate' },
                { id: 'delete', text: 'Delete' },
              ]}
              onItemClick={({ detail }) => setOpen({ what: detail.id as Open, id: key?.SSHPublicKeyId ?? '' })}
            >
              Actions
            </ButtonDropdown>
            <Button onClick={() => setOpen({ what: 'upload', id: '' })}>Upload SSH public key</Button>
          </>
        )}
      />
      {open?.what === 'upload' && <Upload userName={userName} onClose={close} onDone={done} />}
      {open && open.what !== 'upload' && (
        <Change userName={userName} what={open.what} id={open.id} onClose={close} onDone={done} />
      )}
    </>
  );
}

interface ModalProps {
  userName: string;
  onClose: () => void;
  onDone: () => void;
}

function Upload({ userName, onClose, onDone }: ModalProps) {
  const [body, setBody] = useState('');
  const isPrivate = body.includes('PRIVATE KEY');
  const command = new UploadSSHPublicKeyCommand({ UserName: userName, SSHPublicKeyBody: body.trim() });
  return (
    <ActionModal
      title="Upload SSH public key"
      verb="Upload"
      commands={body.trim() && !isPrivate ? [command] : []}
      success="The SSH public key was uploaded"
      onClose={onClose}
      onDone={onDone}
    >
      <FormField
        label="Public key"
        description="In OpenSSH or PEM form, such as the content of id_rsa.pub."
        errorText={isPrivate && 'This is a private key. Keep it, and upload the public key.'}
      >
        <Textarea
          value={body}
          onChange={({ detail }) => setBody(detail.value)}
          rows={6}
          placeholder="ssh-rsa AAAA..."
        />
      </FormField>
    </ActionModal>
  );
}

const DONE: Record<Exclude<Open, 'upload'>, string> = {
  delete: 'deleted',
  activate: 'activated',
  deactivate: 'deactivated',
};

function Change({ userName, what, id, onClose, onDone }: ModalProps & { what: Exclude<Open, 'upload'>; id: string }) {
  const names = { UserName: userName, SSHPublicKeyId: id };
  const verb = what.charAt(0).toUpperCase() + what.slice(1);
  const command =
    what === 'delete'
      ? new DeleteSSHPublicKeyCommand(names)
      : new UpdateSSHPublicKeyCommand({ ...names, Status: what === 'activate' ? 'Active' : 'Inactive' });
  return (
    <ActionModal
      title={`${verb} ${id}?`}
      verb={verb}
      commands={[command]}
      success={`The SSH public key ${id} was ${DONE[what]}`}
      confirmation={what === 'delete' ? id : undefined}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
