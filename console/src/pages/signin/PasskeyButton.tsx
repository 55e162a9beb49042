/** The second factor by passkey: the browser asks for it when the button is pressed. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { signWithPasskey } from '../../api/passkeys';
import type { PasskeyAnswer, PasskeyOffer } from '../../api/token';

interface Props {
  offer: PasskeyOffer;
  isPrimary: boolean;
  onAnswer: (answer: PasskeyAnswer) => void;
}

export function PasskeyButton({ offer, isPrimary, onAnswer }: Props) {
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    setError('');
    try {
      onAnswer({ challengeId: offer.challengeId, credential: await signWithPasskey(offer.options) });
    } catch (refusal) {
      setError(refusal instanceof Error ? refusal.message : String(refusal));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {error && <Alert type="error">{error}</Alert>}
      <Button
        variant={isPrimary ? 'primary' : 'normal'}
        formAction="none"
        iconName="key"
        loading={isBusy}
        fullWidth
        onClick={() => void ask()}
      >
        Use a passkey
      </Button>
    </>
  );
}
