/** The access keys of a user, or of root if there is no user name: create, rotate, deactivate, delete. */
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  paginateListAccessKeys,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { send } from '../../api/call';
import { clients } from '../../api/clients';
import { collect, useQuery } from '../../api/useQuery';
import { ActionModal } from '../ActionModal';
import { type Column, ResourceTable } from '../ResourceTable';
import { Age, renderAge } from '../Time';
import { SecretOnce } from './SecretOnce';

interface Key {
  readonly id: string;
  readonly isActive: boolean;
  readonly created: Date | undefined;
  readonly lastUsed: Date | undefined;
  readonly service: string;
}

/** AWS advises to rotate keys every 90 days. */
const OLD_DAYS = 90;
const DAY_MS = 86_400_000;
const MOST = 2;

type Change = 'activate' | 'deactivate' | 'delete';

export async function loadKeys(UserName?: string): Promise<Key[]> {
  const found = await collect(
    paginateListAccessKeys({ client: clients().iam }, { UserName }),
    (page) => page.AccessKeyMetadata,
  );
  return Promise.all(
    found.map(async ({ AccessKeyId = '', Status, CreateDate }) => {
      const used = await lastUse(AccessKeyId);
      return { id: AccessKeyId, isActive: Status === 'Active', created: CreateDate, ...used };
    }),
  );
}

/** The last use is read by a separate call, which may be refused although listing is allowed. */
async function lastUse(AccessKeyId: string) {
  const answer = await send(new GetAccessKeyLastUsedCommand({ AccessKeyId })).catch(() => undefined);
  const last = answer?.AccessKeyLastUsed;
  return { lastUsed: last?.LastUsedDate, service: last?.ServiceName === 'N/A' ? '' : (last?.ServiceName ?? '') };
}

const COLUMNS: readonly Column<Key>[] = [
  { id: 'id', header: 'Access key ID', value: (key) => key.id, width: 230 },
  {
    id: 'status',
    header: 'Status',
    value: (key) => (key.isActive ? 'Active' : 'Inactive'),
    cell: (key) => (
      <StatusIndicator type={key.isActive ? 'success' : 'stopped'}>
        {key.isActive ? 'Active' : 'Inactive'}
      </StatusIndicator>
    ),
  },
  { id: 'created', header: 'Created', value: (key) => key.created, cell: (key) => <KeyAge created={key.created} /> },
  {
    id: 'used',
    header: 'Last used',
    value: (key) => key.lastUsed,
    cell: (key) => (
      <>
        <Age at={key.lastUsed} none="never" /> {key.service && `with ${key.service}`}
      </>
    ),
  },
];

function KeyAge({ created }: { created: Date | undefined }) {
  const isOld = created !== undefined && Date.now() - created.getTime() > OLD_DAYS * DAY_MS;
  if (!isOld) return <Age at={created} />;
  return (
    <StatusIndicator type="warning" wrapText>
      {renderAge(created, new Date())}: rotate it
    </StatusIndicator>
  );
}

const FOR_USERS =
  'For programs such as the AWS CLI, SDKs and Terraform. A user can have two, so that keys can be rotated.';
const FOR_ROOT = 'No policy limits a program that has a key of the root user. Delete them, and use roles or users.';
const ONLY_PROGRAMS = 'Only programs need access keys. People sign in with a password.';
const ROOT_NEEDS_NONE = 'This is as it should be: give programs a role or a user with fewer permissions.';

export function AccessKeys({ userName }: { userName?: string }) {
  const query = useQuery(`keys ${userName ?? ''}`, () => loadKeys(userName));
  const [isCreating, setCreating] = useState(false);
  const [change, setChange] = useState<{ what: Change; accessKey: Key }>();
  return (
    <>
      <ResourceTable
        id="access-keys"
        title="Access keys"
        description={userName ? FOR_USERS : FOR_ROOT}
        query={query}
        columns={COLUMNS}
        keyOf={(key) => key.id}
        selection="single"
        empty={{ title: 'No access keys', text: userName ? ONLY_PROGRAMS : ROOT_NEEDS_NONE }}
        actions={([key]) => (
          <>
            <ButtonDropdown
              disabled={!key}
              items={[
                key?.isActive ? { id: 'deactivate', text: 'Deactivate' } : { id: 'activate', text: 'Activate' },
                { id: 'delete', text: 'Delete' },
              ]}
              onItemClick={({ detail }) => key && setChange({ what: detail.id as Change, accessKey: key })}
            >
              Actions
            </ButtonDropdown>
            <Button disabled={(query.value?.length ?? 0) >= MOST} onClick={() => setCreating(true)}>
              Create access key
            </Button>
          </>
        )}
      />
      {isCreating && <CreateKey userName={userName} onClose={() => setCreating(false)} onCreated={query.reload} />}
      {change && (
        <ChangeKey
          userName={userName}
          {...change}
          onClose={() => setChange(undefined)}
          onDone={() => {
            setChange(undefined);
            query.reload();
          }}
        />
      )}
    </>
  );
}

interface CreateProps {
  userName?: string;
  onClose: () => void;
  onCreated: () => void;
}

function CreateKey({ userName, onClose, onCreated }: CreateProps) {
  const [made, setMade] = useState<{ id: string; secret: string }>();
  const command = new CreateAccessKeyCommand({ UserName: userName });
  if (made) {
    const lines = [
      { label: 'Access key ID', value: made.id },
      { label: 'Secret access key', value: made.secret, isSecret: true },
    ];
    return (
      <SecretOnce
        title="Access key created"
        lines={lines}
        fileName={userName ? `${userName}_accessKeys.csv` : 'rootkey.csv'}
        onClose={onClose}
      />
    );
  }
  return (
    <ActionModal
      title="Create access key"
      verb="Create access key"
      commands={[command]}
      success="The access key was created"
      onClose={onClose}
      onDone={onClose}
      onSubmit={async () => {
        const { AccessKey } = await send(command);
        setMade({ id: AccessKey?.AccessKeyId ?? '', secret: AccessKey?.SecretAccessKey ?? '' });
        onCreated();
      }}
    >
      {!userName && <Alert type="warning">No policy limits what a program with this key can do.</Alert>}
      <Alert type="info">
        A key is good until somebody deletes it. Where a program can assume a role instead, that is the better choice:
        what it holds then expires by itself.
      </Alert>
    </ActionModal>
  );
}

interface ChangeProps {
  userName?: string;
  what: Change;
  accessKey: Key;
  onClose: () => void;
  onDone: () => void;
}

const WORDS: Record<Change, { verb: string; done: string; text: string }> = {
  activate: { verb: 'Activate', done: 'activated', text: 'Programs that have this key can use it again.' },
  deactivate: {
    verb: 'Deactivate',
    done: 'deactivated',
    text: 'Requests signed with this key are refused immediately.',
  },
  delete: {
    verb: 'Delete',
    done: 'deleted',
    text: 'Requests signed with this key are refused immediately. This cannot be undone.',
  },
};

function ChangeKey({ userName, what, accessKey, onClose, onDone }: ChangeProps) {
  const { verb, done, text } = WORDS[what];
  const names = { UserName: userName, AccessKeyId: accessKey.id };
  const command =
    what === 'delete'
      ? new DeleteAccessKeyCommand(names)
      : new UpdateAccessKeyCommand({ ...names, Status: what === 'activate' ? 'Active' : 'Inactive' });
  return (
    <ActionModal
      title={`${verb} ${accessKey.id}?`}
      verb={verb}
      commands={[command]}
      success={`The access key ${accessKey.id} was ${done}`}
      confirmation={what === 'delete' ? accessKey.id : undefined}
      onClose={onClose}
      onDone={onDone}
    >
      <Box>
        {text} It was last used: <Age at={accessKey.lastUsed} none="never" />.
      </Box>
    </ActionModal>
  );
}
