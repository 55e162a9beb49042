/** Registers a passkey or security key: a name, then the browser's own dialog. */
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { send } from '../../api/call';
import { beginPasskeyCommand, finishPasskeyCommand } from '../../api/limen';
import { createPasskey } from '../../api/passkeys';
import { showFlash } from '../../app/flash';
import { checkName, NAME_RULE } from '../../model/names';
import { ActionModal } from '../ActionModal';

interface Props {
  userName?: string;
  onClose: () => void;
  onDone: () => void;
}

const LONGEST_NAME = 64;

export function AddPasskey({ userName, onClose, onDone }: Props) {
  const [name, setName] = useState('passkey');
  const fault = checkName(name, LONGEST_NAME);
  const command = beginPasskeyCommand(name, userName);
  return (
    <ActionModal
      title="Add passkey or security key"
      verb="Add passkey"
      commands={fault ? [] : [command]}
      success=""
      onClose={onClose}
      onDone={onDone}
      onSubmit={async () => {
        const begun = await send(command);
        const made = await createPasskey(JSON.parse(begun.Options));
        await send(finishPasskeyCommand(begun.ChallengeId, JSON.stringify(made), userName));
        showFlash('success', 'The passkey was added');
        onDone();
      }}
    >
      <Box>
        Your browser asks where to keep the passkey: on this device, on a phone, or on a security key. It works at{' '}
        {window.location.hostname} only.
      </Box>
      <FormField
        label="Device name"
        description="Helps you recognize the device later."
        constraintText={NAME_RULE}
        errorText={name && fault}
      >
        <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
      </FormField>
    </ActionModal>
  );
}
