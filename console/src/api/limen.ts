/**
 * A client of Limen's own service (docs/limen-service.md): signed JSON 1.1, like AWS's services. Its commands look like
 * the SDK's, so that pages send and show them in the same way.
 */
import { SignatureV4 } from '@smithy/signature-v4';
import { provideCredentials } from './session';

const TARGET = 'Limen_20261101';
const NAMESPACE = 'limen.limen';

/** As in the SDK: kind, namespace and name of the operation. */
export class LimenCommand<Output extends object> {
  readonly schema: readonly [number, string, string];
  /** Never set: carries the type of the answer. */
  declare readonly answer: Output;

  constructor(
    operation: string,
    readonly input: object,
  ) {
    this.schema = [9, NAMESPACE, operation];
  }
}

/** A refusal, in the form of the SDK's errors. */
export class LimenError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };

  constructor(code: string, message: string, status: number, requestId: string | null) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode: status, requestId: requestId ?? undefined };
  }
}

type Hash = ConstructorParameters<typeof SignatureV4>[0]['sha256'];

/** `sha256` is the SDK's, because browsers do not offer their own over plain HTTP, except on localhost. */
export async function callLimen<Output extends object>(command: LimenCommand<Output>, sha256: Hash): Promise<Output> {
  const { host, hostname, port, protocol } = window.location;
  const body = JSON.stringify(command.input);
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `${TARGET}.${command.schema[2]}`,
    'x-amz-user-agent': 'limen-console',
  };
  const signer = new SignatureV4({ service: 'limen', region: 'us-east-1', credentials: provideCredentials, sha256 });
  const request = {
    method: 'POST',
    protocol,
    hostname,
    port: Number(port) || undefined,
    path: '/',
    query: {},
    headers,
    body,
  };
  const { host: _, ...signed } = (await signer.sign(request)).headers;
  const response = await fetch('/', { method: 'POST', headers: signed, body, cache: 'no-store' });
  const content = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) throw readFault(content, response);
  return content as Output;
}

function readFault(content: Record<string, unknown>, response: Response): LimenError {
  const code =
    String(content.__type ?? '')
      .split('#')
      .at(-1) || `HTTP${response.status}`;
  const message = String(content.message ?? content.Message ?? `The server answered HTTP ${response.status}.`);
  return new LimenError(code, message, response.status, response.headers.get('x-amzn-requestid'));
}

export interface Grant {
  readonly Layer: string;
  readonly Policy: string;
  readonly Sid?: string;
  readonly Index: number;
}

export interface Verdict {
  readonly Principal: string;
  readonly Answer: 'yes' | 'no' | 'if' | 'unknown';
  readonly Grants: readonly Grant[];
  readonly Conditions: readonly string[];
  readonly IsComplete: boolean;
  readonly Reason?: string;
}

export const whoCanCommand = (Action: string, Resource: string) =>
  new LimenCommand<{ readonly Principals: readonly Verdict[] }>('WhoCan', { Action, ...(Resource && { Resource }) });

/** Times are seconds since 1970. */
export interface KeptSession {
  readonly SessionId: string;
  readonly Kind: 'Browser' | 'CommandLine';
  readonly Created: number;
  readonly Expires: number;
  readonly LastRenewed?: number;
  readonly IsMFAAuthenticated: boolean;
  readonly SourceIp?: string;
  readonly UserAgent?: string;
  readonly Sites?: readonly string[];
  readonly IsCurrent: boolean;
  /** Whose temporary credentials opened the console. */
  readonly Principal?: string;
}

const named = (UserName: string | undefined) => (UserName ? { UserName } : {});

export interface BegunRegistration {
  readonly ChallengeId: string;
  /** JSON text: a PublicKeyCredentialCreationOptionsJSON of WebAuthn. */
  readonly Options: string;
}

export const beginPasskeyCommand = (DeviceName: string, userName?: string) =>
  new LimenCommand<BegunRegistration>('BeginPasskeyRegistration', { ...named(userName), DeviceName });

export const finishPasskeyCommand = (ChallengeId: string, Credential: string, userName?: string) =>
  new LimenCommand<{ readonly SerialNumber: string }>('FinishPasskeyRegistration', {
    ...named(userName),
    ChallengeId,
    Credential,
  });

/** Whose sessions: a user's, those of a role's temporary credentials, or the caller's. */
export interface SessionOwner {
  readonly userName?: string;
  readonly roleName?: string;
}

const ownerOf = ({ userName, roleName }: SessionOwner) => (roleName ? { RoleName: roleName } : named(userName));

export const listSessionsCommand = (owner: SessionOwner) =>
  new LimenCommand<{ readonly Sessions: readonly KeptSession[] }>(
    owner.roleName ? 'ListRoleSessions' : 'ListSessions',
    ownerOf(owner),
  );

export const endSessionCommand = (SessionId: string, owner: SessionOwner) =>
  new LimenCommand<object>(owner.roleName ? 'EndRoleSession' : 'EndSession', { ...ownerOf(owner), SessionId });
