/** What this browser remembers: preferences and names of accounts, never a secret. A browser may refuse to store. */

export function readText(key: string): string | undefined {
  try {
    return window.localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeText(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the preference lasts until the page is closed.
  }
}

/** Read JSON and let `parse` make sense of it; a value that it does not accept counts as absent. */
export function readJSON<T>(key: string, parse: (value: unknown) => T | undefined): T | undefined {
  try {
    return parse(JSON.parse(readText(key) ?? 'null'));
  } catch {
    return undefined;
  }
}

export const writeJSON = (key: string, value: unknown) => writeText(key, JSON.stringify(value));

/** The same, but only for this tab and until it is closed. */
export function readTab<T>(key: string, parse: (value: unknown) => T | undefined): T | undefined {
  try {
    return parse(JSON.parse(window.sessionStorage.getItem(key) ?? 'null'));
  } catch {
    return undefined;
  }
}

export function writeTab(key: string, value: unknown): void {
  try {
    if (value === undefined) window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the value is lost when the tab is reloaded.
  }
}
