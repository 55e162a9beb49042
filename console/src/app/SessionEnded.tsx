/** A dialog to sign in again when the session has ended. The page below keeps its state. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Session, signOut } from '../api/session';
import { ProofForm } from '../pages/signin/ProofForm';

export function SessionEnded({ session, reason }: { session: Session; reason: string }) {
  return (
    <Modal
      visible
      header="Sign in again"
      disableContentPaddings={false}
      onDismiss={() => {
        // The dialog cannot be dismissed: without a session nothing on the page works.
      }}
      footer={
        <Box float="right">
          <Button variant="link" onClick={() => void signOut()}>
            Leave this page and sign in as another user
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">{reason} What you entered on the page is kept.</Box>
        {session.user.kind === 'role' ? (
          <Box variant="p">
            You came here by a link. Open it again, in another tab, to sign in; then reload this page.
          </Box>
        ) : (
          <ProofForm login={session.login} />
        )}
      </SpaceBetween>
    </Modal>
  );
}
