/** Runs the action of a form or button: sends the commands, shows the result, keeps the error for the form. */
import { useCallback, useRef, useState } from 'react';
import { type AnyCommand, identifyCommand, send as sendCommand } from '../api/call';
import { describeError, type Failure } from '../api/errors';
import { showFlash } from '../app/flash';
import { CliCommands } from './CliCommands';

export interface Action {
  readonly isBusy: boolean;
  readonly failure?: Failure;
  /** Operations that succeeded before one failed. */
  readonly done: readonly string[];
  readonly clear: () => void;
  /**
   * Send the commands one after the other; true if all succeeded. If one fails, the rest is not sent. The next attempt
   * continues with it and does not repeat earlier ones.
   */
  readonly send: (commands: readonly AnyCommand[], success: string) => Promise<boolean>;
  /** Run a call and return its answer; `undefined` if it failed. */
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
