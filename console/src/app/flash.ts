/** The messages at the top of the page: what was done, and what was refused. */
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';

export interface Flash {
  readonly id: string;
  readonly type: 'success' | 'error' | 'info' | 'warning';
  readonly header: string;
  readonly content?: ReactNode;
}

const MOST = 4;
let flashes: readonly Flash[] = [];
let count = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Flash[]): void {
  flashes = next;
  for (const listener of listeners) listener();
}

export function showFlash(type: Flash['type'], header: string, content?: ReactNode): void {
  count += 1;
  publish([{ id: `flash-${count}`, type, header, content }, ...flashes].slice(0, MOST));
}

export const dismissFlash = (id: string) => publish(flashes.filter((flash) => flash.id !== id));

export const clearFlashes = () => publish([]);

export function useFlashes(): readonly Flash[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => flashes,
  );
}
