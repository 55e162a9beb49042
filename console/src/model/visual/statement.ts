/**
 * A statement of a policy as the values of a form, and back. Only what is changed in the form is written again; the rest
 * of the statement stays as it is spelled. A statement that the form cannot show is given as a reason, never in part.
 */
import {
  findMember,
  isString,
  type Json,
  namesOf,
  renameMember,
  type Structure,
  setMember,
  stringOf,
  textOf,
} from '../json';
import { type Condition, isSame, readConditions, writeConditions } from './conditions';
import { writeTexts } from './texts';
import { Unshown } from './unshown';

export type Effect = 'Allow' | 'Deny';

/** Of actions or of resources: those that are named, or all except those. */
export interface Patterns {
  readonly isExcept: boolean;
  readonly names: readonly string[];
}

export interface Statement {
  /** Empty without one. */
  readonly sid: string;
  readonly effect: Effect;
  readonly actions: Patterns;
  readonly resources: Patterns;
  readonly conditions: readonly Condition[];
}

const SHOWN = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/** Raises `Unshown`. */
export function readStatement(json: Json): Statement {
  if (json.kind !== 'structure') throw new Unshown('The statement is not a structure');
  const names = namesOf(json);
  const strange = names.filter((name) => !SHOWN.has(name));
  if (strange.length > 0) throw new Unshown(`The form has no ${strange.join(', ')}`);
  if (new Set(names).size < names.length) throw new Unshown('A member appears twice');
  return {
    sid: readText(json, 'Sid') ?? '',
    effect: readEffect(json),
    actions: readPatterns(json, 'Action'),
    resources: readPatterns(json, 'Resource'),
    conditions: readConditions(findMember(json, 'Condition')),
  };
}

/** The statement with what differs in the form. */
export function writeStatement(before: Structure, form: Statement): Structure {
  const old = readStatement(before);
  let written = before;
  if (form.sid !== old.sid) written = setMember(written, 'Sid', form.sid ? stringOf(form.sid) : undefined);
  if (form.effect !== old.effect) written = setMember(written, 'Effect', stringOf(form.effect), 'Sid');
  written = writePatterns(written, 'Action', old.actions, form.actions, 'Effect');
  written = writePatterns(written, 'Resource', old.resources, form.resources, nameOf('Action', form.actions));
  if (isSame(form.conditions, old.conditions)) return written;
  const conditions = writeConditions(findMember(written, 'Condition'), form.conditions);
  return setMember(written, 'Condition', conditions, nameOf('Resource', form.resources));
}

type Clause = 'Action' | 'Resource';

const nameOf = (clause: Clause, { isExcept }: Patterns) => (isExcept ? `Not${clause}` : clause);

function readText(statement: Structure, name: string): string | undefined {
  const value = findMember(statement, name);
  if (value === undefined) return undefined;
  if (!isString(value)) throw new Unshown(`The ${name} is not text`);
  return textOf(value.raw);
}

function readEffect(statement: Structure): Effect {
  const effect = readText(statement, 'Effect');
  if (effect === 'Allow' || effect === 'Deny') return effect;
  throw new Unshown('The Effect is neither Allow nor Deny');
}

function readPatterns(statement: Structure, clause: Clause): Patterns {
  const [only, except] = [findMember(statement, clause), findMember(statement, `Not${clause}`)];
  if (only && except) throw new Unshown(`There is both ${clause} and Not${clause}`);
  return { isExcept: except !== undefined, names: readNames(only ?? except, clause) };
}

function readNames(value: Json | undefined, clause: Clause): readonly string[] {
  if (value === undefined) return [];
  const items = value.kind === 'list' ? value.items : [value];
  if (!items.every(isString)) throw new Unshown(`The ${clause} is not a list of texts`);
  return items.map(({ raw }) => textOf(raw));
}

function writePatterns(statement: Structure, clause: Clause, old: Patterns, form: Patterns, after: string): Structure {
  const [before, name] = [nameOf(clause, old), nameOf(clause, form)];
  const renamed = before === name ? statement : renameMember(statement, before, name);
  const hasNone = findMember(renamed, name) === undefined;
  if (isSame(form.names, old.names) && !(hasNone && form.isExcept)) return renamed;
  return setMember(renamed, name, writeTexts(findMember(renamed, name), form.names), after);
}
