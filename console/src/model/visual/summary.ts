/** A statement in one sentence, and the findings that belong to it. */
import type { ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer';
import { servicesOf } from './actions';
import type { Patterns, Statement } from './statement';

const SHOWN = 3;

/** `Allow 2 actions of s3 on all resources, under 1 condition`. */
export function summarize({ effect, actions, resources, conditions }: Statement): string {
  const lacks = [...missing(actions, 'actions'), ...missing(resources, 'resources')];
  if (lacks.length > 0) return `${effect}: no ${lacks.join(' and no ')} chosen yet`;
  const under = conditions.length === 0 ? '' : `, under ${count(conditions.length, 'condition')}`;
  return `${effect} ${describeActions(actions)} on ${describeResources(resources)}${under}`;
}

const missing = ({ isExcept, names }: Patterns, noun: string) => (isExcept || names.length > 0 ? [] : [noun]);

function describeActions({ isExcept, names }: Patterns): string {
  if (!isExcept && names.includes('*')) return 'all actions';
  if (names.length === 0) return 'all actions';
  const services = servicesOf(names);
  const of = services.length === 0 ? '' : ` of ${shorten(services)}`;
  const [only] = names;
  const listed = names.length === 1 ? only : `${count(names.length, 'action')}${of}`;
  return isExcept ? `all actions except ${listed}` : `${listed}`;
}

function describeResources({ isExcept, names }: Patterns): string {
  if (!isExcept && names.includes('*')) return 'all resources';
  if (names.length === 0) return 'all resources';
  const listed = names.length === 1 ? names[0] : count(names.length, 'resource');
  return isExcept ? `all resources except ${listed}` : `${listed}`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function shorten(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Which statement a finding is about, and which of its members; a single statement has no index. */
export interface Place {
  readonly statement: number;
  readonly member: string;
}

export function placeOf(finding: ValidatePolicyFinding): Place | undefined {
  const [first, ...rest] = finding.locations?.[0]?.path ?? [];
  if (first?.value !== 'Statement') return undefined;
  const index = rest[0]?.index;
  const member = rest[index === undefined ? 0 : 1];
  return { statement: index ?? 0, member: (member?.value ?? member?.key ?? '').replace(/^Not/, '') };
}
