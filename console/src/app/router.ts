/** Addresses of pages on the History API: `go`, `href`, `follow` for links, `useLocation`, and patterns with `:name`. */
import { useSyncExternalStore } from 'react';

const BASE = '/console';

export type Params = Readonly<Record<string, string>>;

const listeners = new Set<() => void>();
const notify = () => {
  for (const listener of listeners) listener();
};
window.addEventListener('popstate', notify);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentPath(): string {
  return window.location.pathname.slice(BASE.length) || '/';
}

export function go(to: string): void {
  window.history.pushState(null, '', BASE + to);
  notify();
  window.scrollTo(0, 0);
}

export const usePath = () => useSyncExternalStore(subscribe, currentPath);

export const useSearch = () => useSyncExternalStore(subscribe, () => window.location.search);

/** A parameter of the address, such as the open tab; setting it replaces the entry of the history. */
export function useParameter(name: string, fallback: string): [string, (value: string) => void] {
  const value = new URLSearchParams(useSearch()).get(name) ?? fallback;
  const set = (next: string) => {
    const parameters = new URLSearchParams(window.location.search);
    if (next === fallback) parameters.delete(name);
    else parameters.set(name, next);
    const query = parameters.toString();
    window.history.replaceState(null, '', window.location.pathname + (query ? `?${query}` : ''));
    notify();
  };
  return [value, set];
}

export const href = (to: string) => BASE + to;

/**
 * A name as one segment of a path. Browsers resolve `.` and `..` even when they are percent-encoded, and both are names
 * that IAM allows; `~` is not allowed in a name.
 */
export const segment = (name: string) => encodeURIComponent(/^\.+$/.test(name) ? `~${name}` : name);

/** For `onFollow` of Cloudscape's links: navigate without a page load, unless a new tab is requested. */
export function follow(event: { preventDefault(): void; detail: { href?: string; external?: boolean } }): void {
  const target = event.detail.href;
  if (!target?.startsWith(`${BASE}/`) || event.detail.external) return;
  event.preventDefault();
  go(target.slice(BASE.length));
}

/** The values of a pattern's names in a path; `undefined` if the path does not match. */
export function matchPath(pattern: string, path: string): Params | undefined {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      const name = decodeSegment(value);
      if (name === undefined || name === '') return undefined;
      params[part.slice(1)] = name;
    } else if (part !== value) return undefined;
  }
  return params;
}

function decodeSegment(text: string): string | undefined {
  try {
    return decodeURIComponent(text).replace(/^~(?=\.+$)/, '');
  } catch {
    return undefined; // Malformed percent-encoding: no such page.
  }
}
