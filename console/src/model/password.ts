/** Generated passwords: all classes of characters, without those that are easily confused. */

const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!@#$%^*()_+-=[]{}|'];
const ALL = CLASSES.join('');
const SHORTEST = 20;

/** `draw(n)` returns an integer from 0 to n - 1, all equally likely. */
export function makePassword(draw: (below: number) => number, length = SHORTEST): string {
  const pick = (from: string) => from.charAt(draw(from.length));
  const characters = [...CLASSES.map(pick), ...Array.from({ length: length - CLASSES.length }, () => pick(ALL))];
  for (let place = characters.length - 1; place > 0; place -= 1) {
    const other = draw(place + 1);
    [characters[place], characters[other]] = [characters[other] ?? '', characters[place] ?? ''];
  }
  return characters.join('');
}

/** Secure and uniform: values beyond the largest multiple are dropped, as a remainder would favor small numbers. */
export function drawSecurely(below: number): number {
  const limit = 2 ** 32 - (2 ** 32 % below);
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return value < limit ? value % below : drawSecurely(below);
}
