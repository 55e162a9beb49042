/** Names of IAM entities, as the API's model limits them. The server checks them again. */

const ALLOWED = /^[\w+=,.@-]+$/;

export const NAME_RULE = 'Letters, digits and + = , . @ _ - without spaces.';

/** The error in a name; empty if there is none. */
export function checkName(name: string, longest: number): string {
  if (name === '') return 'Enter a name.';
  if (name.length > longest) return `A name has at most ${longest} characters; this one has ${name.length}.`;
  return ALLOWED.test(name) && isASCII(name) ? '' : `A name may contain: ${NAME_RULE}`;
}

/** Paths begin and end with a slash. */
export function checkPath(path: string): string {
  if (path.length > 512) return 'A path has at most 512 characters.';
  return /^\/([!-~]+\/)?$/.test(path) ? '' : 'A path begins and ends with / and has no spaces, such as /team/.';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: every character of ASCII is meant
const isASCII = (text: string) => /^[\x00-\x7f]*$/.test(text);
