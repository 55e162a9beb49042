/** The conditions of a statement as rows of a form, and back. */
import { type Json, type Member, namesOf, type Structure, textOf } from '../json';
import { writeTexts } from './texts';
import { Unshown } from './unshown';

export interface Condition {
  /** With its prefix and suffix: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Raises `Unshown`. */
export function readConditions(json: Json | undefined): readonly Condition[] {
  if (json === undefined) return [];
  return membersOf(json).flatMap(([operator, keys]) =>
    membersOf(keys).map(([key, values]) => ({ operator, key, values: readValues(values) })),
  );
}

/** `undefined` without any. Values that were there before keep their spelling, such as numbers. */
export function writeConditions(before: Json | undefined, conditions: readonly Condition[]): Json | undefined {
  const old = before?.kind === 'structure' ? before : undefined;
  const operators = new Set([...(old ? namesOf(old) : []), ...conditions.map(({ operator }) => operator)]);
  const members = [...operators].flatMap((operator) => {
    const given = old?.members.find(({ raw }) => textOf(raw) === operator);
    const keys = writeKeys(
      given,
      conditions.filter((condition) => condition.operator === operator),
    );
    return keys ? [{ raw: given?.raw ?? JSON.stringify(operator), value: keys }] : [];
  });
  return members.length > 0 ? { kind: 'structure', members } : undefined;
}

export const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Why a condition cannot be added beside the others; empty if it can. A condition block has each key once. */
export function findClash(condition: Condition, others: readonly Condition[]): string {
  const isThere = others.some(
    ({ operator, key }) => operator === condition.operator && key.toLowerCase() === condition.key.toLowerCase(),
  );
  return isThere ? `There is already a condition ${condition.operator} on ${condition.key}. Edit that one.` : '';
}

function membersOf(json: Json): readonly (readonly [string, Json])[] {
  if (json.kind !== 'structure') throw new Unshown('The Condition has another form');
  const names = namesOf(json);
  if (new Set(names).size < names.length) throw new Unshown('The Condition has a member twice');
  return json.members.map(({ raw, value }) => [textOf(raw), value] as const);
}

function readValues(json: Json): readonly string[] {
  const items = json.kind === 'list' ? json.items : [json];
  return items.map((item) => {
    if (item.kind !== 'scalar' || item.raw === 'null') throw new Unshown('A condition has a value of another form');
    const text = textOf(item.raw);
    if (/[\r\n]/.test(text)) throw new Unshown('A condition has a value of several lines');
    return text;
  });
}

/** `undefined` if none are left; an operator that had no keys is kept. */
function writeKeys(given: Member | undefined, conditions: readonly Condition[]): Structure | undefined {
  const old = given?.value.kind === 'structure' ? given.value.members : [];
  if (conditions.length === 0) return old.length === 0 && given?.value.kind === 'structure' ? given.value : undefined;
  const members = conditions.map(({ key, values }) => {
    const member = old.find(({ raw }) => textOf(raw) === key);
    return { raw: member?.raw ?? JSON.stringify(key), value: writeTexts(member?.value, values) };
  });
  return { kind: 'structure', members };
}
