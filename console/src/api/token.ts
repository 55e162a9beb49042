/**
 * The console's session at the server, `/console/session` (docs/sign-in.md): credentials for a password and an MFA device, or for
 * the cookie that an earlier sign-in has set. Scripts cannot read the cookie.
 */

const SESSION = '/console/session';
const CREDENTIALS = '/console/session/credentials';
const CLIENT_ID = 'arn:aws:signin:::devtools/same-device';

export interface RootLogin {
  readonly email: string;
  readonly account?: string;
}

export interface UserLogin {
  readonly account: string;
  readonly userName: string;
}

export type Login = RootLogin | UserLogin;

export interface Proof {
  readonly password: string;
  readonly mfaCode?: string;
  readonly newPassword?: string;
  readonly passkey?: PasskeyAnswer;
}

/** A challenge for the user's passkeys, with the options of WebAuthn. */
export interface PasskeyOffer {
  readonly challengeId: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface PasskeyAnswer {
  readonly challengeId: string;
  readonly credential: object;
}

/** The second factors that may follow the password. `note` says why a passkey does not work here. */
export interface Offer {
  readonly codes: boolean;
  readonly passkey?: PasskeyOffer;
  readonly note?: string;
}

/** The service's answer. The session lasts longer than the credentials. */
export interface Grant {
  readonly credentials: Credentials;
  readonly sessionEnds: Date;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A refused sign-in. `code` is the service's (`MFA_REQUIRED`, ...), or `UNREACHABLE` without an answer. */
export class SignInError extends Error {
  override readonly name = 'SignInError';

  constructor(
    readonly code: string,
    message: string,
    readonly offer?: Offer,
  ) {
    super(message);
  }
}

/** Codes that end a sign-in: renewing again would not help. */
const FINAL = new Set(['TOKEN_EXPIRED', 'USER_CREDENTIALS_CHANGED', 'invalid_grant']);

export const isFinal = (error: unknown) => error instanceof SignInError && FINAL.has(error.code);

export const requestWithPassword = (login: Login, proof: Proof) =>
  request('POST', SESSION, { grantType: 'password', ...withoutEmpty({ ...login, ...proof }) }).then(readGrant);

/** Redeem a token of the federation endpoint. */
export const requestWithToken = (signinToken: string) =>
  request('POST', SESSION, { grantType: 'signin_token', signinToken }).then(readGrant);

export const requestWithCookie = () => request('POST', CREDENTIALS, {}).then(readGrant);

/** End the session on the server. */
export const endSession = () => request('DELETE', SESSION, {});

interface Answer {
  readonly content: unknown;
  readonly sentAt: number;
}

async function request(method: string, path: string, members: object): Promise<Answer> {
  const sentAt = Date.now();
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: CLIENT_ID, ...members }),
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch(() => {
    throw new SignInError('UNREACHABLE', 'The server does not answer. Check that it is running, and try again.');
  });
  const content = await response.json().catch(() => undefined);
  if (!response.ok) throw readRefusal(content, response.status);
  return { content, sentAt };
}

function readRefusal(answer: unknown, status: number): SignInError {
  const { error, message, mfa } = (answer ?? {}) as { error?: unknown; message?: unknown; mfa?: Offer };
  if (typeof error === 'string' && typeof message === 'string') return new SignInError(error, message, mfa);
  return new SignInError('UNREACHABLE', `The server answered HTTP ${status}, which is not an answer of its sign-in.`);
}

function readGrant({ content, sentAt }: Answer): Grant {
  const { accessToken, expiresIn, sessionEnds } = (content ?? {}) as Record<string, unknown>;
  const { accessKeyId, secretAccessKey, sessionToken } = (accessToken ?? {}) as Record<string, unknown>;
  const texts = [accessKeyId, secretAccessKey, sessionToken, sessionEnds];
  if (!texts.every((text) => typeof text === 'string' && text !== '') || typeof expiresIn !== 'number') {
    throw new SignInError('UNREACHABLE', 'The answer of the sign-in service is incomplete.');
  }
  const [id, secret, token, ends] = texts as [string, string, string, string];
  const expiration = new Date(sentAt + expiresIn * 1000);
  return {
    credentials: { accessKeyId: id, secretAccessKey: secret, sessionToken: token, expiration },
    sessionEnds: new Date(ends),
  };
}

function withoutEmpty(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => Boolean(value)));
}
