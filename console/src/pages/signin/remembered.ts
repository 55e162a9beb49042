/** The sign-in names that this browser remembers, never secrets. */
import type { Login } from '../../api/token';
import { readJSON, writeJSON } from '../../app/storage';

const KEY = 'limen.sign-ins';
const MOST = 5;

export function readRemembered(): readonly Login[] {
  return readJSON(KEY, (value) => (Array.isArray(value) ? value.filter(isLogin).slice(0, MOST) : undefined)) ?? [];
}

export function remember(login: Login): void {
  writeJSON(KEY, [login, ...readRemembered().filter((other) => labelOf(other) !== labelOf(login))].slice(0, MOST));
}

export function forget(login: Login): void {
  writeJSON(
    KEY,
    readRemembered().filter((other) => labelOf(other) !== labelOf(login)),
  );
}

export const labelOf = (login: Login) => ('email' in login ? login.email : `${login.userName} @ ${login.account}`);

function isLogin(value: unknown): value is Login {
  const { email, account, userName } = (value ?? {}) as Record<string, unknown>;
  return typeof email === 'string' || (typeof account === 'string' && typeof userName === 'string');
}
