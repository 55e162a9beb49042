/**
 * One API call. A page that changes something first builds a list of SDK commands from its form. The same list is shown
 * as `aws` commands and then sent, so that the two cannot differ.
 */
import { clients } from './clients';
import { callLimen, LimenCommand } from './limen';

/** The method that all SDK commands share. */
interface Resolvable<Output> {
  readonly input: object;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own signature differs by service
  resolveMiddleware(stack: any, configuration: any, options: any): (...args: any[]) => Promise<{ output: Output }>;
}

interface Sender {
  send(command: unknown): Promise<unknown>;
}

/** A command of an AWS service, or of Limen's own. */
export type AnyCommand = Resolvable<object> | LimenCommand<object>;

/** Send one command to the service that it belongs to. */
export async function send<Output extends object>(command: Resolvable<Output> | LimenCommand<Output>): Promise<Output> {
  if (command instanceof LimenCommand) return callLimen(command, clients().sts.config.sha256);
  const { service } = identifyCommand(command);
  const client = clients()[service as keyof ReturnType<typeof clients>] as unknown as Sender | undefined;
  if (!client) throw new TypeError(`no client for ${service}`);
  return (await client.send(command)) as Output;
}

/** The service (as in the SDK and on the command line) and operation of a command. */
export function identifyCommand(command: { readonly input: object }): { service: string; operation: string } {
  const schema = (command as { schema?: unknown }).schema;
  if (!Array.isArray(schema)) throw new TypeError('a command without a schema');
  const [, namespace, operation] = schema as [number, string, string];
  return { service: namespace.split('.').at(-1) ?? '', operation };
}
