/** A call as the `aws` command that makes it: same operation, same input, quoted for a POSIX shell. */

/** `CreateVirtualMFADevice` -> `create-virtual-mfa-device`, as botocore's `xform_name` does it. */
export function kebab(name: string): string {
  return name
    .replace(/(IDs|ARNs|ACLs|URLs)(?=$|[A-Z])/g, (word) => word.charAt(0) + word.slice(1).toLowerCase())
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** Names that the rule above does not give. */
const NAMES: Readonly<Record<string, string>> = {
  LookupEvents: 'lookup-events',
};

/** Members that must not be repeated on a screen or in a shell's history. */
const SECRET = new Set(['Password', 'OldPassword', 'NewPassword']);

const SAFE = /^[\w@%+=:,./-]+$/;

export const quote = (text: string) => (SAFE.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

export function renderCommand(service: string, operation: string, input: object): string {
  const words = ['aws', service, NAMES[operation] ?? kebab(operation)];
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined) words.push(...renderOption(member, value));
  }
  return wrap(words);
}

function renderOption(member: string, value: unknown): string[] {
  const option = `--${kebab(member)}`;
  if (SECRET.has(member)) return [option, `"$${kebab(member).replaceAll('-', '_').toUpperCase()}"`];
  if (typeof value === 'boolean') return [value ? option : `--no-${kebab(member)}`];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [option, ...value.map(quote)];
  if (isTags(value)) return [option, ...value.map((tag) => quote(renderTag(tag)))];
  if (typeof value === 'object') return [option, quote(JSON.stringify(value))];
  return [option, quote(String(value))];
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

function isTags(value: unknown): value is Tag[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => Object.keys(item).sort().join() === 'Key,Value')
  );
}

/** The command line's shorthand syntax, unless the text has characters that are special in it. */
function renderTag(tag: Tag): string {
  const isPlain = [tag.Key, tag.Value].every((text) => /^[\w .:/+@-]*$/.test(text));
  return isPlain ? `Key=${tag.Key},Value=${tag.Value}` : JSON.stringify(tag);
}

/** One line if it is short, otherwise one option per line. */
function wrap(words: readonly string[]): string {
  const line = words.join(' ');
  if (line.length <= 80 && !line.includes('\n')) return line;
  return words.reduce((text, word) => (word.startsWith('--') ? `${text} \\\n    ${word}` : `${text} ${word}`));
}
