/**
 * Who is signed in, and the credentials that sign every call. Secrets are in this module's memory only, never in
 * storage. Credentials are valid for minutes and are renewed here, by a cookie that scripts cannot read. No other file
 * knows how a session is kept.
 */
import { useSyncExternalStore } from 'react';
import { readTab, writeTab } from '../app/storage';
import { parseArn } from '../model/arn';
import type { Credentials, Grant, Login, Proof } from './token';
import { endSession, isFinal, requestWithCookie, requestWithPassword, requestWithToken, SignInError } from './token';

/** The identity that makes the calls. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly kind: 'root' | 'user' | 'role';
  /** The user's name, the role's name, or the root user's e-mail address. */
  readonly name: string;
}

/** A role that the user has switched to. */
export interface RoleChoice {
  readonly arn: string;
  readonly label: string;
  readonly color: string;
}

export interface Session {
  readonly login: Login;
  /** The person who signed in. */
  readonly user: Identity;
  /** The role that the user has switched to. */
  readonly role?: { readonly choice: RoleChoice; readonly identity: Identity };
  /** Set when the server no longer renews the session. The page stays open until the user signs in again. */
  readonly ended?: string;
}

interface Secrets {
  readonly grant: Grant;
  readonly role?: { readonly arn: string; readonly credentials: Credentials };
}

/** Renew this long before the end; the AWS SDK asks for new credentials at the same moment. */
const MARGIN_MS = 5 * 60 * 1000;
const ROLE_SECONDS = 3600;
const ROLE_KEY = 'limen.role';

let session: Session | undefined;
let secrets: Secrets | undefined;
let renewal: Promise<Credentials> | undefined;
let generation = 0;
const listeners = new Set<() => void>();

/** Changes with the identity: clients keep the credentials that they were created with. */
export const currentGeneration = () => generation;

export const currentSession = () => session;

/** The identity that makes the calls: the role, after a switch. */
export const actingIdentity = (of: Session) => of.role?.identity ?? of.user;

export function useSession(): Session | undefined {
  return useSyncExternalStore(subscribe, currentSession);
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Continue the session of an earlier page load, if the browser still has its cookie. */
export async function resume(): Promise<void> {
  if (session) return;
  try {
    const grant = await requestWithCookie();
    const user = await identify(grant.credentials);
    secrets = { grant };
    generation += 1;
    publish({ login: rememberedLogin(user), user });
    await resumeRole();
  } catch (error) {
    if (!(error instanceof SignInError)) throw error; // Not signed in, or no server: the sign-in page says which.
  }
}

/** Sign in. Throws `SignInError`, also with the codes that request an MFA code or a new password. */
export async function signIn(login: Login, proof: Proof): Promise<void> {
  const grant = await requestWithPassword(login, proof);
  const user = await identify(grant.credentials, login);
  const isSame = session?.user.arn === user.arn;
  secrets = { grant };
  generation += 1;
  publish({ login, user, ...(isSame && session?.role ? { role: session.role } : {}) });
}

/** Open the console with a token of the federation endpoint, in place of the present session. */
export async function openWithToken(token: string): Promise<void> {
  const grant = await requestWithToken(token);
  writeTab(ROLE_KEY, undefined);
  const user = await identify(grant.credentials);
  secrets = { grant };
  generation += 1;
  publish({ login: rememberedLogin(user), user });
}

/** Sign out, also on the server. The page drops its secrets even if the server does not answer. */
export async function signOut(): Promise<void> {
  secrets = undefined;
  generation += 1;
  writeTab(ROLE_KEY, undefined);
  publish(undefined);
  await endSession().catch(() => undefined);
}

/** Switch to a role. If AssumeRole fails, its error is thrown and nothing changes. */
export async function switchRole(choice: RoleChoice): Promise<void> {
  if (!session) throw new SignInError('TOKEN_EXPIRED', 'You are not signed in.');
  const credentials = await assume(choice.arn, session, await userCredentials());
  const identity = await identify(credentials, session.login);
  if (secrets) secrets = { ...secrets, role: { arn: choice.arn, credentials } };
  generation += 1;
  writeTab(ROLE_KEY, choice);
  publish({ ...session, role: { choice, identity } });
}

/** Restore the role of this tab after a reload. If it can no longer be assumed, the user continues without it. */
async function resumeRole(): Promise<void> {
  const choice = readTab(ROLE_KEY, readChoice);
  if (choice) await switchRole(choice).catch(() => writeTab(ROLE_KEY, undefined));
}

function readChoice(value: unknown): RoleChoice | undefined {
  const { arn, label, color } = (value ?? {}) as Record<string, unknown>;
  if (typeof arn !== 'string' || typeof label !== 'string' || typeof color !== 'string') return undefined;
  return { arn, label, color };
}

export function switchBack(): void {
  if (!session || !secrets) return;
  secrets = { grant: secrets.grant };
  generation += 1;
  writeTab(ROLE_KEY, undefined);
  publish({ login: session.login, user: session.user });
}

/** Credentials for the next call; the AWS SDK asks for them. */
export async function provideCredentials(): Promise<Credentials> {
  const role = session?.role;
  if (!role || !session) return userCredentials();
  if (secrets?.role && isFresh(secrets.role.credentials)) return secrets.role.credentials;
  const credentials = await assume(role.choice.arn, session, await userCredentials());
  if (secrets) secrets = { ...secrets, role: { arn: role.choice.arn, credentials } };
  return credentials;
}

/**
 * Check whether the session is still valid when the server refuses credentials that have not expired: the password may
 * have changed, or an administrator may have ended the session. If so, the session is marked as ended.
 */
export async function checkSession(): Promise<boolean> {
  if (!secrets) return false;
  try {
    await renewOnce(secrets);
    return true;
  } catch {
    return false;
  }
}

async function userCredentials(): Promise<Credentials> {
  if (!secrets) throw new SignInError('TOKEN_EXPIRED', 'You are not signed in.');
  if (isFresh(secrets.grant.credentials)) return secrets.grant.credentials;
  return renewOnce(secrets);
}

/** Calls that need new credentials at the same moment share one renewal. */
function renewOnce(old: Secrets): Promise<Credentials> {
  renewal ??= renew(old).finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function renew(old: Secrets): Promise<Credentials> {
  try {
    const grant = await requestWithCookie();
    if (secrets === old) secrets = { ...old, grant };
    return grant.credentials;
  } catch (error) {
    if (isFinal(error) && session && secrets === old) {
      publish({ ...session, ended: error instanceof Error ? error.message : 'Your session has ended.' });
    }
    throw error;
  }
}

async function assume(arn: string, of: Session, credentials: Credentials): Promise<Credentials> {
  const { AssumeRoleCommand } = await loadSTS();
  const answer = await (await client(credentials)).send(
    new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: sessionName(of.user), DurationSeconds: ROLE_SECONDS }),
  );
  const given = answer.Credentials;
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration) {
    throw new SignInError('UNREACHABLE', 'The answer to AssumeRole is incomplete.');
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  };
}

async function identify(credentials: Credentials, login?: Login): Promise<Identity> {
  const { GetCallerIdentityCommand } = await loadSTS();
  const answer = await (await client(credentials)).send(new GetCallerIdentityCommand({}));
  const { Account: account = '', Arn: arn = '' } = answer;
  const { resource } = parseArn(arn);
  if (resource === 'root')
    return { account, arn, kind: 'root', name: login && 'email' in login ? login.email : 'root' };
  const [type, ...path] = resource.split('/');
  if (type === 'assumed-role' || type === 'federated-user') return { account, arn, kind: 'role', name: path[0] ?? '' };
  return { account, arn, kind: 'user', name: path.at(-1) ?? '' };
}

/** The sign-in name for signing in again, after a page load that took over the session. */
const rememberedLogin = ({ account, kind, name }: Identity): Login =>
  kind === 'root' ? { email: '', account } : { account, userName: name };

async function client(credentials: Credentials) {
  const { STSClient } = await loadSTS();
  return new STSClient({ endpoint: window.location.origin, region: 'us-east-1', credentials, maxAttempts: 2 });
}

/** The AWS SDK is loaded while the user types, so that the sign-in page is usable earlier. */
export const loadSTS = () => import('@aws-sdk/client-sts');

const isFresh = (credentials: Credentials) => credentials.expiration.getTime() - Date.now() > MARGIN_MS;

/** The session name, as AWS's console sets it. Characters of an e-mail address that it cannot contain are replaced. */
const sessionName = (user: Identity) => user.name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);

function publish(next: Session | undefined): void {
  session = next;
  for (const listener of listeners) listener();
}
