/** The session is over: sign in again here, above the page, which keeps what was entered in it. */
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
        // Without a session nothing on the page works: the dialog stays until the user decides.
      }}
      footer={
        <Box float="right">
          <Button variant="link" onClick={() => void signOut()}>
            Leave the page and sign in as somebody else
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">{reason} What you entered on the page is kept.</Box>
        <ProofForm login={session.login} />
      </SpaceBetween>
    </Modal>
  );
}
