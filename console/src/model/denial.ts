import { parseArn } from './arn';

/** Parses denial messages (docs/semantics.md, E36), and suggests the statement that would allow the call. */

export interface Denial {
  readonly principal: string;
  readonly action: string;
  /** Empty where the message names none. */
  readonly resource: string;
  /** The reason in the server's words: `because no identity-based policy allows the iam:CreateUser action`. */
  readonly reason: string;
  readonly isExplicit: boolean;
  /** Of the policy that denied, where the message names it. */
  readonly policyArn: string;
}

const MESSAGE =
  /^User: (?<principal>\S+) is not authorized to perform: (?<action>[\w-]+:[\w*]+)(?: on resource: (?<resource>.+?))?(?: (?<reason>(?:because|with an explicit deny) .+))?$/s;
const EXPLICIT = /^with an explicit deny in .+?(?:: (?<arn>arn:\S+))?$/s;

/** `undefined` if the message is not a denial in this form. */
export function parseDenial(message: string): Denial | undefined {
  const found = MESSAGE.exec(message.trim())?.groups;
  if (!found?.principal || !found.action) return undefined;
  const reason = found.reason ?? '';
  const explicit = EXPLICIT.exec(reason);
  return {
    principal: found.principal,
    action: found.action,
    resource: found.resource ?? '',
    reason,
    isExplicit: explicit !== null,
    policyArn: explicit?.groups?.arn ?? '',
  };
}

/** The smallest statement that allows the refused call; none if a Deny refused it. */
export function allowingStatement(denial: Denial): string {
  const statement = { Effect: 'Allow', Action: denial.action, Resource: resourceArns(denial) };
  return JSON.stringify(statement, null, 2);
}

const NAMED = /^(?<kind>user|group|role|instance profile|policy) (?<name>\S+)$/;

/** The refused resource as a policy names it: denials print `user NAME`, without the path that is in the ARN. */
export function resourceArns({ principal, resource }: Denial): string | string[] {
  const found = NAMED.exec(resource)?.groups;
  if (!found?.kind || !found.name) return resource.startsWith('arn:') ? resource : '*';
  if (found.name.startsWith('arn:')) return found.name;
  const { partition, account } = parseArn(principal);
  const prefix = `arn:${partition}:iam::${account}:${found.kind.replace(' ', '-')}/`;
  return [`${prefix}${found.name}`, `${prefix}*/${found.name}`];
}

/** The kind of policy that decided, such as `a permissions boundary`. */
export function decidingLayer(denial: Denial): string {
  const found = /because no (.+?) allows|explicit deny in (?:an?|the) ([^:]+)/.exec(denial.reason);
  return (found?.[1] ?? found?.[2] ?? '').trim();
}
