/**
 * Deletion of entities that are not empty. IAM refuses to delete a user, group or role that still has policies, members
 * or keys. These functions list everything that must be removed first, which the page shows before anything is sent.
 */
import * as IAM from '@aws-sdk/client-iam';
import type { AnyCommand } from './call';
import { send } from './call';
import { clients } from './clients';
import { isAbsent } from './errors';
import { deleteInlineCommand, detachCommand, listAttached, listInline, type Owner } from './owners';
import { collect } from './useQuery';

const iam = () => ({ client: clients().iam });

async function policies(owner: Owner): Promise<AnyCommand[]> {
  const [attached, inline] = await Promise.all([listAttached(owner), listInline(owner)]);
  return [
    ...attached.map((policy) => detachCommand(owner, policy.arn)),
    ...inline.map((name) => deleteInlineCommand(owner, name)),
  ];
}

export async function planUserDeletion(UserName: string): Promise<AnyCommand[]> {
  const [held, groups, keys, sshKeys, devices, certificates, services, profile] = await Promise.all([
    policies({ kind: 'users', name: UserName }),
    collect(IAM.paginateListGroupsForUser(iam(), { UserName }), (page) => page.Groups),
    collect(IAM.paginateListAccessKeys(iam(), { UserName }), (page) => page.AccessKeyMetadata),
    collect(IAM.paginateListSSHPublicKeys(iam(), { UserName }), (page) => page.SSHPublicKeys),
    collect(IAM.paginateListMFADevices(iam(), { UserName }), (page) => page.MFADevices),
    collect(IAM.paginateListSigningCertificates(iam(), { UserName }), (page) => page.Certificates),
    send(new IAM.ListServiceSpecificCredentialsCommand({ UserName })),
    hasPassword(UserName),
  ]);
  return [
    ...held,
    ...groups.map(({ GroupName }) => new IAM.RemoveUserFromGroupCommand({ UserName, GroupName })),
    ...keys.map(({ AccessKeyId }) => new IAM.DeleteAccessKeyCommand({ UserName, AccessKeyId })),
    ...sshKeys.map(({ SSHPublicKeyId }) => new IAM.DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId })),
    ...certificates.map(({ CertificateId }) => new IAM.DeleteSigningCertificateCommand({ UserName, CertificateId })),
    ...(services.ServiceSpecificCredentials ?? []).map(
      ({ ServiceSpecificCredentialId }) =>
        new IAM.DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }),
    ),
    ...devices.flatMap(({ SerialNumber }) => removeDevice(UserName, SerialNumber)),
    ...(profile ? [new IAM.DeleteLoginProfileCommand({ UserName })] : []),
    new IAM.DeleteUserCommand({ UserName }),
  ];
}

/** A virtual device is useless once it is deactivated, so it is deleted as well; a passkey is gone then. */
export function removeDevice(UserName: string | undefined, SerialNumber: string | undefined): AnyCommand[] {
  const deactivation = new IAM.DeactivateMFADeviceCommand({ UserName, SerialNumber });
  return isPasskey(SerialNumber)
    ? [deactivation]
    : [deactivation, new IAM.DeleteVirtualMFADeviceCommand({ SerialNumber })];
}

export const isPasskey = (serial: string | undefined) => serial?.split(':')[5]?.startsWith('u2f/') ?? false;

export async function planGroupDeletion(GroupName: string): Promise<AnyCommand[]> {
  const [held, members] = await Promise.all([
    policies({ kind: 'groups', name: GroupName }),
    collect(IAM.paginateGetGroup(iam(), { GroupName }), (page) => page.Users),
  ]);
  return [
    ...held,
    ...members.map(({ UserName }) => new IAM.RemoveUserFromGroupCommand({ GroupName, UserName })),
    new IAM.DeleteGroupCommand({ GroupName }),
  ];
}

export async function planRoleDeletion(RoleName: string): Promise<AnyCommand[]> {
  const [held, profiles] = await Promise.all([
    policies({ kind: 'roles', name: RoleName }),
    collect(IAM.paginateListInstanceProfilesForRole(iam(), { RoleName }), (page) => page.InstanceProfiles),
  ]);
  return [
    ...held,
    ...profiles.map(
      ({ InstanceProfileName }) => new IAM.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }),
    ),
    new IAM.DeleteRoleCommand({ RoleName }),
  ];
}

export async function planPolicyDeletion(PolicyArn: string): Promise<AnyCommand[]> {
  const [users, groups, roles, versions] = await Promise.all([
    collect(entities(PolicyArn, 'User'), (page) => page.PolicyUsers),
    collect(entities(PolicyArn, 'Group'), (page) => page.PolicyGroups),
    collect(entities(PolicyArn, 'Role'), (page) => page.PolicyRoles),
    collect(IAM.paginateListPolicyVersions(iam(), { PolicyArn }), (page) => page.Versions),
  ]);
  return [
    ...users.map(({ UserName }) => new IAM.DetachUserPolicyCommand({ UserName, PolicyArn })),
    ...groups.map(({ GroupName }) => new IAM.DetachGroupPolicyCommand({ GroupName, PolicyArn })),
    ...roles.map(({ RoleName }) => new IAM.DetachRolePolicyCommand({ RoleName, PolicyArn })),
    ...versions
      .filter((version) => !version.IsDefaultVersion)
      .map(({ VersionId }) => new IAM.DeletePolicyVersionCommand({ PolicyArn, VersionId })),
    new IAM.DeletePolicyCommand({ PolicyArn }),
  ];
}

const entities = (PolicyArn: string, EntityFilter: 'User' | 'Group' | 'Role') =>
  IAM.paginateListEntitiesForPolicy(iam(), { PolicyArn, EntityFilter, PolicyUsageFilter: 'PermissionsPolicy' });

export async function hasPassword(UserName: string): Promise<boolean> {
  try {
    await send(new IAM.GetLoginProfileCommand({ UserName }));
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
