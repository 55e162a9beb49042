/** The page of a user or group: both can be renamed and deleted. */
import Button from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { planGroupDeletion, planUserDeletion } from '../../api/deletions';
import { go } from '../../app/router';
import { DeleteModal } from '../../components/DeleteModal';
import { Page } from '../../components/Page';
import { RenameModal } from './RenameModal';

const KINDS = {
  users: { noun: 'user', parents: [{ text: 'Users', to: '/users' }], plan: planUserDeletion },
  groups: { noun: 'group', parents: [{ text: 'User groups', to: '/groups' }], plan: planGroupDeletion },
};

interface Props {
  kind: keyof typeof KINDS;
  name: string;
  /** The present path, unknown until the entity is read. */
  path: string | undefined;
  /** The ARN, of which can be asked what it can do: groups send no requests. */
  principal?: string;
  children: ReactNode;
}

export function RenamablePage({ kind, name, path = '/', principal, children }: Props) {
  const [open, setOpen] = useState<'delete' | 'rename'>();
  const close = () => setOpen(undefined);
  const { noun, parents, plan } = KINDS[kind];
  return (
    <Page
      title={name}
      parents={parents}
      actions={[
        ...(kind === 'users' ? [<ShowAccess key="access" principal={principal} />] : []),
        <Button key="rename" onClick={() => setOpen('rename')}>
          Rename
        </Button>,
        <Button key="delete" onClick={() => setOpen('delete')}>
          Delete
        </Button>,
      ]}
    >
      {children}
      {open === 'delete' && (
        <DeleteModal noun={noun} names={[name]} plan={plan} onClose={close} onDone={() => go(`/${kind}`)} />
      )}
      {open === 'rename' && <RenameModal kind={kind} name={name} path={path} onClose={close} />}
    </Page>
  );
}

const ShowAccess = ({ principal }: { principal: string | undefined }) => (
  <Button disabled={!principal} onClick={() => go(`/what-can?principal=${encodeURIComponent(principal ?? '')}`)}>
    Show access
  </Button>
);
