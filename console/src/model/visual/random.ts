/** Random policy documents for tests: valid ones, spelled in all ways that JSON and IAM allow. */

export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** As the editor formats it. */
export function randomDocument(random: Random): string {
  const statements = many(random, 4, () => randomStatement(random));
  const statement = statements.length === 1 && random(2) ? statements[0] : statements;
  const members = shuffle(random, [
    ['Version', pick(random, ['2012-10-17', '2008-10-17'])],
    ...(random(3) ? [] : [['Id', 'an id']]),
    ['Statement', statement],
  ] as [string, unknown][]);
  return JSON.stringify(Object.fromEntries(members), null, 2);
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T;

const many = <T>(random: Random, most: number, make: () => T): T[] => Array.from({ length: random(most + 1) }, make);

function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0] as T);
}

function randomStatement(random: Random): object {
  const members: [string, unknown][] = [
    ['Effect', pick(random, ['Allow', 'Deny'])],
    [pick(random, ['Action', 'Action', 'NotAction']), texts(random, ACTIONS)],
    [pick(random, ['Resource', 'Resource', 'NotResource']), texts(random, RESOURCES)],
  ];
  if (random(2)) members.push(['Sid', `Statement${random(1000)}`]);
  if (random(2)) members.push(['Condition', randomCondition(random)]);
  if (random(8) === 0) members.push([pick(random, ['Principal', 'NotPrincipal']), { AWS: '*' }]);
  return Object.fromEntries(shuffle(random, members));
}

const ACTIONS = ['*', 's3:*', 's3:GetObject', 'S3:get*', 'iam:Pass?ole', 'ec2:Run*', 'shop:Sell', ''];
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of policies
const RESOURCES = ['*', 'arn:aws:s3:::a/${aws:username}/*', 'arn:*:iam::*:user/ü"\\', 'arn:aws:s3:::b'];
const OPERATORS = ['StringEquals', 'ForAnyValue:StringLike', 'NumericLessThanIfExists', 'Bool', 'Null', 'Unheard:Of'];
const KEYS = ['aws:username', 'aws:RequestTag/a b', '10', '2', '__proto', 's3:prefix'];
const VALUES = ['x', '', '*', true, 12, 0.5, 'é'];

function texts(random: Random, from: readonly string[]): string | string[] {
  return random(2) ? pick(random, from) : many(random, 3, () => pick(random, from));
}

function randomCondition(random: Random): object {
  const values = () => (random(2) ? pick(random, VALUES) : many(random, 3, () => pick(random, VALUES)));
  const keys = () => Object.fromEntries(many(random, 3, () => [pick(random, KEYS), values()]));
  return Object.fromEntries(many(random, 3, () => [pick(random, OPERATORS), keys()]));
}
