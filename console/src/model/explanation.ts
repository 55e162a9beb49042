/** Parts of an explanation as text. */
import type { Change, ClauseFailure, ExplainedStatement } from '../api/explanations';
import { nameOfArn } from './arn';

/** `look, statement NotTheAdmin`; a statement without an id by its place, which people count from 1. */
export const describeStatement = ({ Policy, Sid, Index }: ExplainedStatement) =>
  `${nameOfArn(Policy)}, ${Sid ? `statement ${Sid}` : `statement ${Index + 1}`}`;

/** Why a clause does not match: what the request has, and what the policy wants. */
export function describeFailure({ Clause, Key, Operator, Wanted, Found }: ClauseFailure): string {
  const wanted = Wanted.join(', ');
  const found = Found === undefined ? 'is absent' : `is ${Found.join(', ')}`;
  return Key ? `${Key} ${found}, not ${Operator} ${wanted}` : `the ${Clause} ${found}, not ${wanted}`;
}

const ADDITION = /^add to (?<layer>[^:]+)/;

/** A change without the statement in it, which is shown apart. */
export function changeTitle({ Text, Statement }: Change): string {
  const layer = Statement && ADDITION.exec(Text)?.groups?.layer;
  return layer ? `add a statement to the ${layer.replaceAll('_', ' ')} policies` : Text;
}

export const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
