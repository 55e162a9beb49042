/** Light and dark mode: the system's setting, unless the user chooses one, which this browser then keeps. */
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';
import { readText, writeText } from './storage';

const KEY = 'limen.mode';
const system = window.matchMedia?.('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function isDark(): boolean {
  const chosen = readText(KEY);
  return chosen ? chosen === 'dark' : Boolean(system?.matches);
}

export function setDark(dark: boolean): void {
  writeText(KEY, dark ? 'dark' : 'light');
  apply();
}

export function apply(): void {
  applyMode(isDark() ? Mode.Dark : Mode.Light);
  for (const listener of listeners) listener();
}

export function useDark(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isDark);
}

system?.addEventListener('change', apply);
