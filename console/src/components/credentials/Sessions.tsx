/** Where a user is signed in: browsers and command lines. Ending a session takes effect at once. */
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { send } from '../../api/call';
import { endSessionCommand, type KeptSession, listSessionsCommand, type SessionOwner } from '../../api/limen';
import { useQuery } from '../../api/useQuery';
import { ActionModal } from '../ActionModal';
import { type Column, ResourceTable } from '../ResourceTable';
import { Age, Time } from '../Time';

const at = (seconds: number | undefined) => (seconds === undefined ? undefined : new Date(seconds * 1000));

const kindOf = (session: KeptSession) => {
  if (session.Principal) return `Console of ${session.Principal.split('/').slice(1).join('/')}`;
  return session.Kind === 'Browser' ? 'Browser' : 'Command line';
};

const USER_TEXT = 'Where this user is signed in now. If you do not recognize a session, end it and set a new password.';
const ROLE_TEXT = 'Consoles that temporary credentials of this role have opened through the federation endpoint.';

const COLUMNS: readonly Column<KeptSession>[] = [
  {
    id: 'kind',
    header: 'Signed in with',
    value: (session) => `${kindOf(session)}${session.IsCurrent ? ' (this one)' : ''}`,
    // One's own first: among many others it must not be looked for.
    order: (session) => `${session.IsCurrent ? 0 : 1} ${kindOf(session)}`,
    width: 200,
  },
  { id: 'since', header: 'Since', value: (s) => at(s.Created), cell: (s) => <Age at={at(s.Created)} />, width: 150 },
  {
    id: 'used',
    header: 'Last renewed',
    value: (s) => at(s.LastRenewed),
    cell: (s) => <Age at={at(s.LastRenewed)} />,
    width: 150,
  },
  { id: 'ends', header: 'Ends', value: (s) => at(s.Expires), cell: (s) => <Time at={at(s.Expires)} />, width: 200 },
  { id: 'mfa', header: 'MFA', value: (session) => (session.IsMFAAuthenticated ? 'Yes' : 'No'), width: 100 },
  { id: 'from', header: 'From', value: (session) => session.SourceIp, width: 140 },
  { id: 'agent', header: 'Program', value: (session) => session.UserAgent, width: 300 },
  { id: 'sites', header: 'Protected sites', value: (session) => session.Sites?.join(', '), width: 200 },
];

/** Without a name, the caller's own sessions. */
export function Sessions(owner: SessionOwner) {
  const key = `sessions ${owner.userName} ${owner.roleName}`;
  const query = useQuery(key, async () => (await send(listSessionsCommand(owner))).Sessions);
  const [ended, setEnded] = useState<readonly KeptSession[]>();
  return (
    <>
      <ResourceTable
        id="sessions"
        title="Active sessions"
        description={owner.roleName ? ROLE_TEXT : USER_TEXT}
        query={query}
        columns={COLUMNS}
        keyOf={(session) => session.SessionId}
        selection="multi"
        empty={{ title: 'No active sessions', text: 'Nobody is signed in.' }}
        actions={(chosen) => (
          <Button disabled={chosen.length === 0} onClick={() => setEnded(chosen)}>
            End session
          </Button>
        )}
      />
      {ended && (
        <ActionModal
          title={ended.length === 1 ? 'End the session?' : `End ${ended.length} sessions?`}
          verb="End session"
          commands={ended.map((session) => endSessionCommand(session.SessionId, owner))}
          success={ended.length === 1 ? 'The session was ended' : `${ended.length} sessions were ended`}
          onClose={() => setEnded(undefined)}
          onDone={() => {
            setEnded(undefined);
            query.reload();
          }}
        >
          Its credentials and its sessions at protected sites become invalid immediately.
        </ActionModal>
      )}
    </>
  );
}
