/** Policy documents as text. What they mean is the server's business; here they are only JSON. */

/** IAM gives documents percent-encoded (RFC 3986). */
export const decodeDocument = (encoded: string | undefined) => formatDocument(decodeURIComponent(encoded ?? ''));

/** Indented, where it is JSON; as it is, where it is not. */
export function formatDocument(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** IAM does not count white space against the limits of a document. */
export const countCharacters = (text: string) => text.replace(/\s/g, '').length;

/** Where the text is no JSON, and why; `undefined` where it is. */
export function findSyntaxError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const NEW_POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Statement1",
      "Effect": "Allow",
      "Action": [],
      "Resource": []
    }
  ]
}`;

export interface Template {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly document: string;
}

function trust(principal: object, action = 'sts:AssumeRole', condition?: object): string {
  const statement = {
    Effect: 'Allow',
    Principal: principal,
    Action: action,
    ...(condition && { Condition: condition }),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);
}

/** Trust policies for the usual kinds of trusted entities. */
export function trustTemplates(account: string): readonly Template[] {
  return [
    {
      id: 'account',
      label: 'This account',
      description: 'Users and roles of this account whose own policies allow sts:AssumeRole on the role.',
      document: trust({ AWS: `arn:aws:iam::${account}:root` }),
    },
    {
      id: 'account-mfa',
      label: 'This account, with MFA',
      description: 'The same, only for sessions that were signed in with an MFA device.',
      document: trust({ AWS: `arn:aws:iam::${account}:root` }, 'sts:AssumeRole', {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
    },
    {
      id: 'user',
      label: 'One user',
      description: 'A single user of this account. Put the user name in place of NAME.',
      document: trust({ AWS: `arn:aws:iam::${account}:user/NAME` }),
    },
    {
      id: 'other-account',
      label: 'Another account',
      description: 'An account of somebody else, who must give the external ID. Put in both.',
      document: trust({ AWS: 'arn:aws:iam::111122223333:root' }, 'sts:AssumeRole', {
        StringEquals: { 'sts:ExternalId': 'EXTERNAL-ID' },
      }),
    },
    {
      id: 'service',
      label: 'A service',
      description: 'A service that acts for you. Put its name in place of ec2.',
      document: trust({ Service: 'ec2.amazonaws.com' }),
    },
  ];
}
