/** Policy documents as text. The console treats them as JSON only; their meaning is decided by the server. */
import { parseJson, renderJson } from './json';

/** IAM gives documents percent-encoded (RFC 3986). */
export const decodeDocument = (encoded: string | undefined) => formatDocument(decodeURIComponent(encoded ?? ''));

/** Indented if the text is JSON, with every value spelled as it is; otherwise unchanged. */
export function formatDocument(text: string): string {
  try {
    return renderJson(parseJson(text));
  } catch {
    return text;
  }
}

/** IAM does not count white space against the limits of a document. */
export const countCharacters = (text: string) => text.replace(/\s/g, '').length;

/** The position and reason of a JSON syntax error; `undefined` if there is none. */
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
      description: 'Users and roles of this account whose policies allow sts:AssumeRole on the role.',
      document: trust({ AWS: `arn:aws:iam::${account}:root` }),
    },
    {
      id: 'account-mfa',
      label: 'This account, with MFA',
      description: 'The same, but only for sessions that signed in with an MFA device.',
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
      description: 'The account of a third party, which must send the external ID. Replace both values.',
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
