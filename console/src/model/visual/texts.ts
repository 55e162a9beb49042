/** Texts of a policy that may be one or a list. */
import { type Json, stringOf, textOf } from '../json';

/** A list, except that a single text stays one. Texts that were there before keep their spelling. */
export function writeTexts(before: Json | undefined, texts: readonly string[]): Json {
  const old = before?.kind === 'list' ? before.items : before ? [before] : [];
  const spelled = new Map(old.flatMap((item) => (item.kind === 'scalar' ? [[textOf(item.raw), item] as const] : [])));
  const items = texts.map((text) => spelled.get(text) ?? stringOf(text));
  const [first] = items;
  return items.length === 1 && first && before?.kind === 'scalar' ? first : { kind: 'list', items };
}
