/** Names of condition operators: a base, perhaps a prefix for keys with several values, perhaps `IfExists`. */

export type Qualifier = '' | 'ForAllValues' | 'ForAnyValue';

export interface Operator {
  readonly qualifier: Qualifier;
  readonly base: string;
  readonly isIfExists: boolean;
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/;

/** Of a type of values; `Null`, whether a key is in the request at all, is of every type. */
const BASES: Readonly<Record<string, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringLike',
    'StringNotEquals',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
  ],
  Numeric: comparisons('Numeric'),
  Date: comparisons('Date'),
  Bool: ['Bool'],
  ARN: ['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'],
  IPAddress: ['IpAddress', 'NotIpAddress'],
};

function comparisons(type: string): string[] {
  return ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (comparison) => type + comparison,
  );
}

/** The operators for a key of these types; all of them for an unknown key. */
export const operatorsFor = (types: readonly string[]): readonly string[] => {
  const known = types.filter((type) => type in BASES);
  const names = known.length > 0 ? known : Object.keys(BASES);
  return [...names.flatMap((type) => BASES[type] ?? []), 'Null'];
};

export function parseOperator(name: string): Operator {
  const [, qualifier = '', base = name, suffix] = NAME.exec(name) ?? [];
  return { qualifier: qualifier as Qualifier, base, isIfExists: suffix !== undefined };
}

/** `Null` takes no `IfExists`. */
export const renderOperator = ({ qualifier, base, isIfExists }: Operator) =>
  `${qualifier && `${qualifier}:`}${base}${isIfExists && base !== 'Null' ? 'IfExists' : ''}`;

const MEANINGS: Readonly<Record<string, string>> = {
  Equals: 'is',
  NotEquals: 'is not',
  EqualsIgnoreCase: 'is, in any case,',
  NotEqualsIgnoreCase: 'is not, in any case,',
  Like: 'matches',
  NotLike: 'does not match',
  LessThan: 'is less than',
  LessThanEquals: 'is at most',
  GreaterThan: 'is more than',
  GreaterThanEquals: 'is at least',
};

/** A condition as a sentence: `aws:SourceIp is in 10.0.0.0/8`. */
export function describeCondition(operator: string, key: string, values: readonly string[]): string {
  const { qualifier, base, isIfExists } = parseOperator(operator);
  const wanted = values.join(' or ') || 'nothing';
  if (base === 'Null') return `${key} is ${values[0] === 'false' ? 'present' : 'absent'}`;
  const subject = qualifier && { ForAllValues: 'every value of ', ForAnyValue: 'a value of ' }[qualifier];
  return `${subject}${key} ${meaningOf(base)} ${wanted}${isIfExists ? ', if the key is present' : ''}`;
}

function meaningOf(base: string): string {
  if (base === 'IpAddress') return 'is in';
  if (base === 'NotIpAddress') return 'is not in';
  if (base === 'Bool') return 'is';
  return MEANINGS[base.replace(/^(String|Numeric|Date|Arn)/, '')] ?? base;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  Numeric: '3600',
  Date: '2027-01-31T12:00:00Z',
  ARN: 'arn:aws:iam::123456789012:role/*',
  IPAddress: '203.0.113.0/24',
};

export const exampleOf = (type: string | undefined) => EXAMPLES[type ?? ''] ?? 'value';

interface Named {
  readonly Name: string;
}

/** The key with the name, in any case; `aws:RequestTag/team` is of `aws:RequestTag/${TagKey}`. */
export function findKey<T extends Named>(keys: readonly T[], name: string): T | undefined {
  const wanted = name.toLowerCase();
  return (
    keys.find(({ Name }) => Name.toLowerCase() === wanted) ??
    keys.find(({ Name }) => /[$<]/.test(Name) && wanted.startsWith(Name.replace(/[$<].*/, '').toLowerCase()))
  );
}

/** Why a text cannot be a condition key; empty if it can. */
export function checkKey(key: string): string {
  const [placeholder] = /\$\{\w+\}|<\w+>/.exec(key) ?? [];
  if (placeholder) return `Put a name in place of ${placeholder}.`;
  return key === '' || key.includes(':') ? '' : 'A condition key looks like aws:SourceIp.';
}
