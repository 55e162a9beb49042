/** The sign-in service, `POST /v1/token` (docs/sign-in.md): credentials for a password, a code, or a refresh token. */

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
}

/** What the service gives; `expiration` is of the credentials, the refresh token lasts longer. */
export interface Grant {
  readonly credentials: Credentials;
  readonly refreshToken: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A refusal; `code` is the service's (`MFA_REQUIRED`, ...), or `UNREACHABLE` where there was no answer of it. */
export class SignInError extends Error {
  override readonly name = 'SignInError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Codes that end a sign-in: renewing again would not help. */
const FINAL = new Set(['TOKEN_EXPIRED', 'USER_CREDENTIALS_CHANGED', 'invalid_grant']);

export const isFinal = (error: unknown) => error instanceof SignInError && FINAL.has(error.code);

export const requestWithPassword = (login: Login, proof: Proof) =>
  request({ grantType: 'password', ...withoutEmpty({ ...login, ...proof }) });

export const requestWithToken = (refreshToken: string) => request({ grantType: 'refresh_token', refreshToken });

async function request(members: Record<string, string>): Promise<Grant> {
  const sentAt = Date.now();
  const response = await fetch('/v1/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: CLIENT_ID, ...members }),
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch(() => {
    throw new SignInError('UNREACHABLE', 'The server does not answer. Check that it is running, and try again.');
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw readRefusal(answer, response.status);
  return readGrant(answer, sentAt);
}

function readRefusal(answer: unknown, status: number): SignInError {
  const { error, message } = (answer ?? {}) as { error?: unknown; message?: unknown };
  if (typeof error === 'string' && typeof message === 'string') return new SignInError(error, message);
  return new SignInError('UNREACHABLE', `The server answered HTTP ${status}, which is not an answer of its sign-in.`);
}

function readGrant(answer: unknown, sentAt: number): Grant {
  const { accessToken, expiresIn, refreshToken } = (answer ?? {}) as Record<string, unknown>;
  const { accessKeyId, secretAccessKey, sessionToken } = (accessToken ?? {}) as Record<string, unknown>;
  const texts = [accessKeyId, secretAccessKey, sessionToken, refreshToken];
  if (!texts.every((text) => typeof text === 'string' && text !== '') || typeof expiresIn !== 'number') {
    throw new SignInError('UNREACHABLE', 'The answer of the sign-in service is incomplete.');
  }
  const [id, secret, token, refresh] = texts as [string, string, string, string];
  const expiration = new Date(sentAt + expiresIn * 1000);
  return {
    credentials: { accessKeyId: id, secretAccessKey: secret, sessionToken: token, expiration },
    refreshToken: refresh,
  };
}

function withoutEmpty(members: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
