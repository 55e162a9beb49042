/** Passwords that are made up here: every class of characters, none that is mistaken for another. */

const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!@#$%^*()_+-=[]{}|'];
const ALL = CLASSES.join('');
const SHORTEST = 20;

/** `draw(n)` gives a whole number from 0 to n - 1, each as likely as the other. */
export function makePassword(draw: (below: number) => number, length = SHORTEST): string {
  const pick = (from: string) => from.charAt(draw(from.length));
  const characters = [...CLASSES.map(pick), ...Array.from({ length: length - CLASSES.length }, () => pick(ALL))];
  for (let place = characters.length - 1; place > 0; place -= 1) {
    const other = draw(place + 1);
    [characters[place], characters[other]] = [characters[other] ?? '', characters[place] ?? ''];
  }
  return characters.join('');
}

/** From the browser's secure source; a remainder would favor small numbers, so what is beyond a multiple is dropped. */
export function drawSecurely(below: number): number {
  const limit = 2 ** 32 - (2 ** 32 % below);
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return value < limit ? value % below : drawSecurely(below);
}
