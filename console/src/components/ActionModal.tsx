/** A dialog for one action: its form, the equivalent `aws` commands, and the error if it fails. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { AnyCommand } from '../api/call';
import { ActionFailure } from './ActionFailure';
import { CliCommands } from './CliCommands';
import { useAction } from './useAction';

interface Props {
  title: string;
  /** The button's text. */
  verb: string;
  /** The commands for the current form; empty while it is incomplete. */
  commands: readonly AnyCommand[];
  /** The message on success. */
  success: string;
  onClose: () => void;
  onDone: () => void;
  children?: ReactNode;
  /** To be typed before the button works. */
  confirmation?: string;
  /** Called instead of sending the commands, if their answer is needed. */
  onSubmit?: () => Promise<void>;
  size?: 'medium' | 'large';
}

export function ActionModal(props: Props) {
  const { title, verb, commands, success, onClose, onDone, children, confirmation, onSubmit, size } = props;
  const action = useAction();
  const [typed, setTyped] = useState('');
  const isReady = commands.length > 0 && (confirmation === undefined || typed === confirmation);

  const submit = async () => {
    if (!isReady || action.isBusy) return;
    if (onSubmit) {
      await action.attempt(onSubmit);
    } else if (await action.send(commands, success)) {
      onDone();
    }
  };

  return (
    <Modal
      visible
      size={size}
      header={title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!isReady}
              loading={action.isBusy}
              onClick={submit}
              data-testid="confirm"
            >
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <SpaceBetween size="m">
          <ActionFailure action={action} doing={verb} />
          {children}
          {confirmation !== undefined && <Confirmation word={confirmation} value={typed} onChange={setTyped} />}
          <CliCommands commands={commands} />
        </SpaceBetween>
      </form>
    </Modal>
  );
}

interface ConfirmationProps {
  word: string;
  value: string;
  onChange: (value: string) => void;
}

const Confirmation = ({ word, value, onChange }: ConfirmationProps) => (
  <FormField label={<span className="wrap">To confirm, type {word}</span>}>
    <Input value={value} onChange={({ detail }) => onChange(detail.value)} placeholder={word} autoComplete={false} />
  </FormField>
);
