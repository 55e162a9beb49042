/** A policy document as a list of statements, each a form or, where the form cannot show it, its text. */
import { findMember, type Json, namesOf, parseJson, renderJson, type Structure, setMember, stringOf } from '../json';
import { readStatement, type Statement, writeStatement } from './statement';
import { Unshown } from './unshown';

/** What is shown of one statement. */
export type Shown =
  | { readonly kind: 'form'; readonly form: Statement }
  | { readonly kind: 'text'; readonly text: string; readonly reason: string };

/** Raises `Unshown` for a document without a readable list of statements, and `SyntaxError`. */
export const readDocument = (text: string): readonly Shown[] => statementsOf(parse(text)).map(show);

/** The document with one statement as the form has it. */
export const editStatement = (text: string, index: number, form: Statement): string =>
  change(text, (statements) =>
    statements.map((each, place) => (place === index && each.kind === 'structure' ? writeStatement(each, form) : each)),
  );

export const addStatement = (text: string): string => change(text, (statements) => [...statements, EMPTY]);

export const removeStatement = (text: string, index: number): string =>
  change(text, (statements) => statements.filter((_, place) => place !== index));

/** A copy after the statement, without its Sid, which is unique in a document. */
export const copyStatement = (text: string, index: number): string =>
  change(text, (statements) => statements.flatMap((each, place) => (place === index ? [each, unnamed(each)] : [each])));

const EMPTY: Structure = {
  kind: 'structure',
  members: [
    { raw: '"Effect"', value: stringOf('Allow') },
    { raw: '"Action"', value: { kind: 'list', items: [] } },
    { raw: '"Resource"', value: { kind: 'list', items: [] } },
  ],
};

function parse(text: string): Structure {
  const json = parseJson(text);
  if (json.kind !== 'structure') throw new Unshown('The document is not a structure');
  if (namesOf(json).filter((name) => name === 'Statement').length > 1) throw new Unshown('There are two Statements');
  return json;
}

function statementsOf(document: Structure): readonly Json[] {
  const given = findMember(document, 'Statement');
  if (given === undefined) return [];
  if (given.kind === 'scalar') throw new Unshown('The Statement has another form');
  return given.kind === 'list' ? given.items : [given];
}

function show(json: Json): Shown {
  try {
    return { kind: 'form', form: readStatement(json) };
  } catch (error) {
    if (!(error instanceof Unshown)) throw error;
    return { kind: 'text', text: renderJson(json), reason: error.message };
  }
}

/** A single statement stays one that is not in a list. */
function change(text: string, edit: (statements: readonly Json[]) => readonly Json[]): string {
  const document = parse(text);
  const statements = edit(statementsOf(document));
  const [first] = statements;
  const isSingle = findMember(document, 'Statement')?.kind === 'structure' && statements.length === 1 && first;
  const value: Json = isSingle ? first : { kind: 'list', items: statements };
  return renderJson(setMember(document, 'Statement', value, namesOf(document).at(-1)));
}

const unnamed = (json: Json): Json => (json.kind === 'structure' ? setMember(json, 'Sid', undefined) : json);
