/** Does what a form or button asks for: sends the commands, says what happened, keeps the failure for the form. */
import { useCallback, useRef, useState } from 'react';
import { type AnyCommand, identifyCommand, send as sendCommand } from '../api/call';
import { describeError, type Failure } from '../api/errors';
import { showFlash } from '../app/flash';
import { CliCommands } from './CliCommands';

export interface Action {
  readonly isBusy: boolean;
  readonly failure?: Failure;
  /** Operations that were done before one failed. */
  readonly done: readonly string[];
  readonly clear: () => void;
  /**
   * Send the commands, one after the other; whether all succeeded. Where one fails the rest is not sent, and the next
   * attempt goes on from there: what was done is not done twice.
   */
  readonly send: (commands: readonly AnyCommand[], success: string) => Promise<boolean>;
  /** Do something whose answer is needed; `undefined` where it failed. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const done = useRef(new Map<string, string>());

  const attempt = useCallback(async <T,>(work: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setFailure(undefined);
    try {
      return await work();
    } catch (error) {
      setFailure(describeError(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);

  const send = useCallback(
    async (commands: readonly AnyCommand[], success: string) => {
      const isDone = await attempt(async () => {
        for (const command of commands) {
          const { service, operation } = identifyCommand(command);
          const key = JSON.stringify([service, operation, command.input]);
          if (done.current.has(key)) continue;
          await sendCommand(command);
          done.current.set(key, operation);
        }
        done.current.clear();
        return true;
      });
      if (isDone) showFlash('success', success, <CliCommands commands={commands} />);
      return isDone ?? false;
    },
    [attempt],
  );

  const clear = useCallback(() => setFailure(undefined), []);
  return { isBusy, failure, done: [...done.current.values()], clear, send, attempt };
}
