/**
 * A browser that comes with a token of the federation endpoint. The token is redeemed at once, unless somebody is signed
 * in: a link must not replace a session without a question.
 */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { openWithToken, type Session } from '../../api/session';

interface Props {
  token: string;
  session?: Session;
  onDone: () => void;
}

export function ArrivalPage({ token, session, onDone }: Props) {
  const [isWanted, setWanted] = useState(!session);
  const [error, setError] = useState('');
  useEffect(() => {
    if (!isWanted) return;
    openWithToken(token).then(onDone, (refusal: unknown) =>
      setError(refusal instanceof Error ? refusal.message : String(refusal)),
    );
  }, [isWanted, token, onDone]);
  return (
    <main className="signin" aria-busy={isWanted && !error}>
      <Box variant="h1">Sign in</Box>
      {error && (
        <Alert type="error" header="Not signed in" action={<Button onClick={onDone}>Continue</Button>}>
          {error}
        </Alert>
      )}
      {!isWanted && session && (
        <Alert type="info" header="You are already signed in">
          <SpaceBetween size="m">
            <span className="wrap">
              A link wants to sign you in as somebody else. You are signed in as {session.user.arn}.
            </span>
            <SpaceBetween size="xs">
              <Button onClick={onDone}>Stay signed in</Button>
              <Button onClick={() => setWanted(true)}>Sign out and follow the link</Button>
            </SpaceBetween>
          </SpaceBetween>
        </Alert>
      )}
    </main>
  );
}
