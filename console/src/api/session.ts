/**
 * Who is signed in, and the credentials that sign every call. Secrets are in this module's memory only, never in
 * storage; credentials last minutes and are renewed here, by a cookie that scripts cannot read. Everything that knows how
 * a session is kept is in this file.
 */
import { useSyncExternalStore } from 'react';
import { readTab, writeTab } from '../app/storage';
import { parseArn } from '../model/arn';
import type { Credentials, Grant, Login, Proof } from './token';
import { endSession, isFinal, requestWithCookie, requestWithPassword, SignInError } from './token';

/** Who the calls are made as. */
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
  /** The role that they have switched to. */
  readonly role?: { readonly choice: RoleChoice; readonly identity: Identity };
  /** Set when the server renews the session no more; the page stays until the user signs in again. */
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

/** Another number whenever other credentials are to be used: clients keep those that they were given. */
export const currentGeneration = () => generation;

export const currentSession = () => session;

/** Who calls are made as: the role where one is switched to. */
export const actingIdentity = (of: Session) => of.role?.identity ?? of.user;

export function useSession(): Session | undefined {
  return useSyncExternalStore(subscribe, currentSession);
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Continue the session of an earlier page load, where the browser still has its cookie. */
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

/** Sign in; raises `SignInError`, among others with the codes that ask for a further proof. */
export async function signIn(login: Login, proof: Proof): Promise<void> {
  const grant = await requestWithPassword(login, proof);
  const user = await identify(grant.credentials, login);
  const isSame = session?.user.arn === user.arn;
  secrets = { grant };
  generation += 1;
  publish({ login, user, ...(isSame && session?.role ? { role: session.role } : {}) });
}

/** Sign out, on the server as well; the page forgets its secrets even if the server does not answer. */
export async function signOut(): Promise<void> {
  secrets = undefined;
  generation += 1;
  writeTab(ROLE_KEY, undefined);
  publish(undefined);
  await endSession().catch(() => undefined);
}

/** Switch to a role; raises what AssumeRole raises, and leaves things as they were then. */
export async function switchRole(choice: RoleChoice): Promise<void> {
  if (!session) throw new SignInError('TOKEN_EXPIRED', 'You are not signed in.');
  const credentials = await assume(choice.arn, session, await userCredentials());
  const identity = await identify(credentials, session.login);
  if (secrets) secrets = { ...secrets, role: { arn: choice.arn, credentials } };
  generation += 1;
  writeTab(ROLE_KEY, choice);
  publish({ ...session, role: { choice, identity } });
}

/** The role that this tab had switched to before it was loaded anew; if it cannot be had any more, the user goes on. */
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
 * Whether the session is still good, for when the server refuses credentials before their time: the password may have
 * changed, or an administrator may have ended the session. If it is over, the session says so.
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
  if (type === 'assumed-role') return { account, arn, kind: 'role', name: path[0] ?? '' };
  return { account, arn, kind: 'user', name: path.at(-1) ?? '' };
}

/** How to sign in again after a page load, which has not seen how the user did. */
const rememberedLogin = ({ account, kind, name }: Identity): Login =>
  kind === 'root' ? { email: '', account } : { account, userName: name };

async function client(credentials: Credentials) {
  const { STSClient } = await loadSTS();
  return new STSClient({ endpoint: window.location.origin, region: 'us-east-1', credentials, maxAttempts: 2 });
}

/** The sign-in page is usable before the AWS SDK is there; it comes while the user types. */
export const loadSTS = () => import('@aws-sdk/client-sts');

const isFresh = (credentials: Credentials) => credentials.expiration.getTime() - Date.now() > MARGIN_MS;

/** As AWS names sessions of its console; a root user's e-mail address may hold what a session name may not. */
const sessionName = (user: Identity) => user.name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);

function publish(next: Session | undefined): void {
  session = next;
  for (const listener of listeners) listener();
}
