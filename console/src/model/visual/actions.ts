/**
 * The patterns of a statement's actions, by service, and which actions of the catalog they name. It is for display only:
 * what a policy allows is the server's to say.
 */
import type { ServiceAction } from '../../api/explanations';

export const LEVELS = ['List', 'Read', 'Write', 'Tagging', 'Permissions management'] as const;

/** `s3` of `s3:GetObject`; empty for a pattern of all or several services. */
export function serviceOf(pattern: string): string {
  const [prefix = '', name] = splitAction(pattern);
  return name === undefined || /[*?]/.test(prefix) ? '' : prefix.toLowerCase();
}

/** The services that patterns name, in their order. */
export const servicesOf = (patterns: readonly string[]): readonly string[] => [
  ...new Set(patterns.map(serviceOf).filter(Boolean)),
];

/** `*` and `?` as IAM has them, in any case. */
export function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

export const hasWildcard = (pattern: string) => /[*?]/.test(pattern);

/** The first pattern that names the action. */
export const findPattern = (patterns: readonly string[], prefix: string, name: string): string | undefined =>
  patterns.find((pattern) => matches(pattern, `${prefix}:${name}`));

/** The patterns with these actions as well; those that are named already are left out. */
export function addActions(patterns: readonly string[], prefix: string, names: readonly string[]): readonly string[] {
  const missing = names.filter((name) => findPattern(patterns, prefix, name) === undefined);
  return [...patterns, ...missing.map((name) => `${prefix}:${name}`)];
}

/** The patterns without those that name exactly one of these actions; wildcards stay. */
export function removeActions(
  patterns: readonly string[],
  prefix: string,
  names: readonly string[],
): readonly string[] {
  const removed = new Set(names.map((name) => `${prefix}:${name}`.toLowerCase()));
  return patterns.filter((pattern) => !removed.has(pattern.toLowerCase()));
}

/** The patterns without those of one service. */
export const removeService = (patterns: readonly string[], prefix: string): readonly string[] =>
  patterns.filter((pattern) => serviceOf(pattern) !== prefix);

/** `s3:*` in place of all other patterns of the service, or without it. */
export function setAll(patterns: readonly string[], prefix: string, isAll: boolean): readonly string[] {
  const others = removeService(patterns, prefix);
  return isAll ? [...others, `${prefix}:*`] : others;
}

export interface LevelActions {
  readonly level: string;
  readonly actions: readonly ServiceAction[];
  /** How many of them the patterns name. */
  readonly chosen: number;
}

/** The actions of a service by access level, in AWS's order. */
export function byLevel(
  actions: readonly ServiceAction[],
  patterns: readonly string[],
  prefix: string,
): readonly LevelActions[] {
  const tests = patterns.filter((pattern) => pattern === '*' || ['', prefix].includes(serviceOf(pattern)));
  return LEVELS.map((level) => {
    const found = actions.filter(({ AccessLevel }) => AccessLevel === level);
    const chosen = found.filter(({ Name }) => findPattern(tests, prefix, Name) !== undefined).length;
    return { level, actions: found, chosen };
  }).filter(({ actions: found }) => found.length > 0);
}

/** Why a pattern cannot be added; empty if it can. */
export function checkPattern(pattern: string): string {
  if (pattern === '' || pattern === '*') return '';
  return /^[\w*?-]+:[\w*?-]+$/.test(pattern) ? '' : 'An action looks like s3:GetObject or s3:Get*.';
}

function splitAction(pattern: string): readonly (string | undefined)[] {
  const at = pattern.indexOf(':');
  return at < 0 ? [pattern] : [pattern.slice(0, at), pattern.slice(at + 1)];
}
