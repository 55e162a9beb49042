/** What somebody pastes to ask why a call was refused: an id, a message, or an encoded message. */
import { type Denial, parseDenial } from './denial';

export type Refusal =
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'message'; readonly denial: Denial }
  | { readonly kind: 'encoded'; readonly text: string };

const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i;
const MESSAGE = /User: \S+ is not authorized to perform: .+/s;
const LABELED = /Encoded authorization failure message: (?<text>[\w+/=-]+)/;
const ENCODED = /^[\w+/=-]{60,}$/;

/** An id finds the recorded call, with its whole context, so it comes first. `undefined` for anything else. */
export function readRefusal(pasted: string): Refusal | undefined {
  const text = pasted.trim();
  const id = ID.exec(text)?.[0];
  if (id) return { kind: 'event', id };
  const encoded = LABELED.exec(text)?.groups?.text ?? (ENCODED.test(text) ? text : undefined);
  if (encoded) return { kind: 'encoded', text: encoded };
  const denial = parseDenial(MESSAGE.exec(text)?.[0] ?? '');
  return denial && { kind: 'message', denial };
}
