/** Roles that this browser has switched to: names and colors, no credentials. */
import type { RoleChoice } from '../../api/session';
import { readJSON, writeJSON } from '../../app/storage';

const KEY = 'limen.roles';
const MOST = 5;

export interface Color {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

/** Each color stands out from the bar's background in both modes. */
export const COLORS: readonly Color[] = [
  { id: 'red', label: 'Red', value: '#f2727a' },
  { id: 'orange', label: 'Orange', value: '#f5a04c' },
  { id: 'yellow', label: 'Yellow', value: '#f2d45c' },
  { id: 'green', label: 'Green', value: '#7cc47f' },
  { id: 'blue', label: 'Blue', value: '#7fb8f0' },
];

export const colorOf = (id: string) => COLORS.find((color) => color.id === id)?.value ?? '#7fb8f0';

export function readRecent(): readonly RoleChoice[] {
  return readJSON(KEY, (value) => (Array.isArray(value) ? value.filter(isChoice).slice(0, MOST) : undefined)) ?? [];
}

export function rememberRole(choice: RoleChoice): void {
  writeJSON(KEY, [choice, ...readRecent().filter((other) => other.arn !== choice.arn)].slice(0, MOST));
}

function isChoice(value: unknown): value is RoleChoice {
  const { arn, label, color } = (value ?? {}) as Record<string, unknown>;
  return [arn, label, color].every((text) => typeof text === 'string');
}
