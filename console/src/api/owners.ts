/** Users, groups and roles as owners of policies: the same calls under three names. */
import * as IAM from '@aws-sdk/client-iam';
import type { AnyCommand } from './call';
import { send } from './call';
import { clients } from './clients';
import { collect } from './useQuery';

export type OwnerKind = 'users' | 'groups' | 'roles';

export interface Owner {
  readonly kind: OwnerKind;
  readonly name: string;
}

export interface AttachedPolicy {
  readonly name: string;
  readonly arn: string;
}

export const NOUN: Record<OwnerKind, string> = { users: 'user', groups: 'group', roles: 'role' };

export const isOwnerKind = (text: string): text is OwnerKind => text in NOUN;

/** The limit for the characters of all inline policies of one owner (docs/spec/api.md, quotas). */
export const INLINE_LIMIT: Record<OwnerKind, number> = { users: 2048, groups: 5120, roles: 10_240 };

interface Calls {
  attached(name: string): AsyncIterable<{ AttachedPolicies?: IAM.AttachedPolicy[] }>;
  inline(name: string): AsyncIterable<{ PolicyNames?: string[] }>;
  attach(name: string, arn: string): AnyCommand;
  detach(name: string, arn: string): AnyCommand;
  put(name: string, policy: string, document: string): AnyCommand;
  remove(name: string, policy: string): AnyCommand;
  read(name: string, policy: string): Promise<{ PolicyDocument?: string }>;
}

const CALLS: Record<OwnerKind, Calls> = {
  users: {
    attached: (UserName) => IAM.paginateListAttachedUserPolicies({ client: clients().iam }, { UserName }),
    inline: (UserName) => IAM.paginateListUserPolicies({ client: clients().iam }, { UserName }),
    attach: (UserName, PolicyArn) => new IAM.AttachUserPolicyCommand({ UserName, PolicyArn }),
    detach: (UserName, PolicyArn) => new IAM.DetachUserPolicyCommand({ UserName, PolicyArn }),
    put: (UserName, PolicyName, PolicyDocument) =>
      new IAM.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }),
    remove: (UserName, PolicyName) => new IAM.DeleteUserPolicyCommand({ UserName, PolicyName }),
    read: (UserName, PolicyName) => send(new IAM.GetUserPolicyCommand({ UserName, PolicyName })),
  },
  groups: {
    attached: (GroupName) => IAM.paginateListAttachedGroupPolicies({ client: clients().iam }, { GroupName }),
    inline: (GroupName) => IAM.paginateListGroupPolicies({ client: clients().iam }, { GroupName }),
    attach: (GroupName, PolicyArn) => new IAM.AttachGroupPolicyCommand({ GroupName, PolicyArn }),
    detach: (GroupName, PolicyArn) => new IAM.DetachGroupPolicyCommand({ GroupName, PolicyArn }),
    put: (GroupName, PolicyName, PolicyDocument) =>
      new IAM.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }),
    remove: (GroupName, PolicyName) => new IAM.DeleteGroupPolicyCommand({ GroupName, PolicyName }),
    read: (GroupName, PolicyName) => send(new IAM.GetGroupPolicyCommand({ GroupName, PolicyName })),
  },
  roles: {
    attached: (RoleName) => IAM.paginateListAttachedRolePolicies({ client: clients().iam }, { RoleName }),
    inline: (RoleName) => IAM.paginateListRolePolicies({ client: clients().iam }, { RoleName }),
    attach: (RoleName, PolicyArn) => new IAM.AttachRolePolicyCommand({ RoleName, PolicyArn }),
    detach: (RoleName, PolicyArn) => new IAM.DetachRolePolicyCommand({ RoleName, PolicyArn }),
    put: (RoleName, PolicyName, PolicyDocument) =>
      new IAM.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }),
    remove: (RoleName, PolicyName) => new IAM.DeleteRolePolicyCommand({ RoleName, PolicyName }),
    read: (RoleName, PolicyName) => send(new IAM.GetRolePolicyCommand({ RoleName, PolicyName })),
  },
};

export async function listAttached({ kind, name }: Owner): Promise<AttachedPolicy[]> {
  const found = await collect(CALLS[kind].attached(name), (page) => page.AttachedPolicies);
  return found.map((policy) => ({ name: policy.PolicyName ?? '', arn: policy.PolicyArn ?? '' }));
}

export const listInline = ({ kind, name }: Owner) => collect(CALLS[kind].inline(name), (page) => page.PolicyNames);

export const readInline = async ({ kind, name }: Owner, policy: string) =>
  (await CALLS[kind].read(name, policy)).PolicyDocument;

export const attachCommand = ({ kind, name }: Owner, arn: string) => CALLS[kind].attach(name, arn);

export const detachCommand = ({ kind, name }: Owner, arn: string) => CALLS[kind].detach(name, arn);

export const putInlineCommand = ({ kind, name }: Owner, policy: string, document: string) =>
  CALLS[kind].put(name, policy, document);

export const deleteInlineCommand = ({ kind, name }: Owner, policy: string) => CALLS[kind].remove(name, policy);
