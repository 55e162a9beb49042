/**
 * JSON as a tree that loses nothing: the order of members, repeated names, and the spelling of every string and number,
 * which `JSON.parse` may change. Rendered again, a text differs in white space only.
 */

export type Json = Scalar | List | Structure;

export interface Scalar {
  readonly kind: 'scalar';
  /** As it is spelled; a string with its quotes. */
  readonly raw: string;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Json[];
}

export interface Structure {
  readonly kind: 'structure';
  readonly members: readonly Member[];
}

export interface Member {
  /** As it is spelled, with its quotes. */
  readonly raw: string;
  readonly value: Json;
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/gy;
const INDENT = '  ';

/** Raises `SyntaxError` with the engine's own message. */
export function parseJson(text: string): Json {
  JSON.parse(text);
  const tokens = Array.from(text.matchAll(TOKEN), ([, token = '']) => token);
  return new Reader(tokens).read();
}

/** With the indentation of `JSON.stringify(value, null, 2)`. */
export function renderJson(json: Json, margin = ''): string {
  if (json.kind === 'scalar') return json.raw;
  const inner = margin + INDENT;
  const parts =
    json.kind === 'list'
      ? json.items.map((item) => renderJson(item, inner))
      : json.members.map(({ raw, value }) => `${raw}: ${renderJson(value, inner)}`);
  const [open, close] = json.kind === 'list' ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${margin}${close}`;
}

/** What a string or a name means, whatever its escapes; another scalar as it is spelled. */
export const textOf = (raw: string): string => (raw.startsWith('"') ? (JSON.parse(raw) as string) : raw);

export const stringOf = (text: string): Scalar => ({ kind: 'scalar', raw: JSON.stringify(text) });

export const isString = (json: Json): json is Scalar => json.kind === 'scalar' && json.raw.startsWith('"');

/** The names of a structure in their order, each as often as it is there. */
export const namesOf = ({ members }: Structure): readonly string[] => members.map(({ raw }) => textOf(raw));

/** The first member with the name. */
export const findMember = ({ members }: Structure, name: string): Json | undefined =>
  members.find(({ raw }) => textOf(raw) === name)?.value;

/** Replace the value of a member, or remove it; a new one comes after the member `after`, or first. */
export function setMember(structure: Structure, name: string, value: Json | undefined, after?: string): Structure {
  const names = namesOf(structure);
  const members = [...structure.members];
  const at = names.indexOf(name);
  const old = members[at];
  if (old) members.splice(at, 1, ...(value ? [{ ...old, value }] : []));
  else if (value) members.splice(after ? names.indexOf(after) + 1 : 0, 0, { raw: JSON.stringify(name), value });
  return { kind: 'structure', members };
}

export const renameMember = (structure: Structure, from: string, to: string): Structure => ({
  kind: 'structure',
  members: structure.members.map((member) =>
    textOf(member.raw) === from ? { ...member, raw: JSON.stringify(to) } : member,
  ),
});

/** Reads tokens of which it is known that they are JSON. */
class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  read(): Json {
    const token = this.next();
    if (token === '[') return { kind: 'list', items: this.readUntil(']', () => this.read()) };
    if (token === '{') return { kind: 'structure', members: this.readUntil('}', () => this.readMember()) };
    return { kind: 'scalar', raw: token };
  }

  private readMember(): Member {
    const raw = this.next();
    this.next();
    return { raw, value: this.read() };
  }

  private readUntil<T>(end: string, readOne: () => T): T[] {
    const found: T[] = [];
    while (this.tokens[this.at] !== end) {
      found.push(readOne());
      if (this.tokens[this.at] === ',') this.at += 1;
    }
    this.at += 1;
    return found;
  }

  private next(): string {
    const token = this.tokens[this.at] ?? '';
    this.at += 1;
    return token;
  }
}
