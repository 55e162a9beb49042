/** The principals in a trust policy, as text for a list. The server decides what it means for a request. */

type Named = string | readonly string[] | undefined;

const many = (value: Named): readonly string[] => (typeof value === 'string' ? [value] : (value ?? []));

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, Named>>;
}

/** The principals of the statements that allow; empty if the document has another form. */
export function namedPrincipals(document: string): readonly string[] {
  try {
    const { Statement: given } = JSON.parse(document) as { Statement?: Statement | Statement[] };
    const statements = Array.isArray(given) ? given : given ? [given] : [];
    return [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(principalsOf))];
  } catch {
    return [];
  }
}

function principalsOf({ Principal }: Statement): readonly string[] {
  if (typeof Principal === 'string') return [Principal];
  return Object.values(Principal ?? {}).flatMap(many);
}

/** `arn:aws:iam::123456789012:root` means the account. */
export const shortPrincipal = (principal: string) =>
  principal.replace(/^arn:[\w-]+:iam::(\d{12}):root$/, 'Account $1').replace(/^arn:[\w-]+:iam::(\d{12}):/, '');
