/** Managed policies: lists and documents. */
import * as IAM from '@aws-sdk/client-iam';
import { decodeDocument } from '../model/document';
import { send } from './call';
import { clients } from './clients';
import { collect } from './useQuery';

/** The maximum number of items per answer. */
const PAGE = 1000;

export function listPolicies(Scope: 'All' | 'Local' | 'AWS' = 'All'): Promise<IAM.Policy[]> {
  return collect(
    IAM.paginateListPolicies({ client: clients().iam, pageSize: PAGE }, { Scope }),
    (page) => page.Policies,
  );
}

export const listGroups = () =>
  collect(IAM.paginateListGroups({ client: clients().iam, pageSize: PAGE }, {}), (page) => page.Groups);

export const listUsers = () =>
  collect(IAM.paginateListUsers({ client: clients().iam, pageSize: PAGE }, {}), (page) => page.Users);

export const listRoles = () =>
  collect(IAM.paginateListRoles({ client: clients().iam, pageSize: PAGE }, {}), (page) => page.Roles);

export async function readVersion(PolicyArn: string, VersionId: string | undefined): Promise<string> {
  const answer = await send(new IAM.GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return decodeDocument(answer.PolicyVersion?.Document);
}

/** The document of the default version. */
export async function readDefault(PolicyArn: string): Promise<string> {
  const { Policy } = await send(new IAM.GetPolicyCommand({ PolicyArn }));
  return readVersion(PolicyArn, Policy?.DefaultVersionId);
}
