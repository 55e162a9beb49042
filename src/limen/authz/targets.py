"""Which resource each operation acts on, and under which action it is authorised (spec policy 2.3, 5.6, 5.7).

The action is `service:Operation` unless said otherwise. An operation that is not in the table cannot be authorised,
so it is refused: `find_target` returns `None` and the authorizer denies (promise P1).
"""

from dataclasses import dataclass
from enum import Enum, auto


class Form(Enum):
    """How the resource's ARN is found."""

    NAMED = auto()  # an existing entity by its name
    NAMED_OR_ALL = auto()  # the same, or all of the kind where the call says `AllUsers`
    CREATED = auto()  # the ARN that the call would create, from name and path
    POLICY_ARN = auto()  # a managed policy by the ARN in the call
    COLLECTION = auto()  # all entities of a kind: `user/`, `role/` (spec policy 2.3)
    ACCESS_KEY = auto()  # the user that owns an access key
    SOURCE_ARN = auto()  # an entity by an ARN in the call
    EVERYTHING = auto()  # `*`
    ROLE_ARN = auto()  # a role, perhaps another account's, by the ARN in the call
    UNRESTRICTED = auto()  # no permission is needed (spec policy 6.9)
    MFA_DEVICE = auto()  # an MFA device by its serial number
    FEDERATED_USER = auto()  # the federated-user ARN to be made


@dataclass(frozen=True, slots=True)
class Target:
    """An operation's resource: the `kind` in its ARN, the parameter that names it, and how messages show it.

    `is_shown_short` asks for `role NAME` in the denial text where AWS was seen to print that (spec policy 7.5).
    `tag_action` is needed too when a creating call carries tags. `new_name` is the parameter that renames an entity
    (its path changes by `NewPath`); `passes_role` tells that the call hands the role in `RoleName` to a service.
    """

    form: Form
    kind: str = ""
    parameter: str = ""
    is_shown_short: bool = False
    tag_action: str = ""
    new_name: str = ""
    passes_role: bool = False


EVERYTHING = Target(Form.EVERYTHING)
UNRESTRICTED = Target(Form.UNRESTRICTED)
USER = Target(Form.NAMED, "user", "UserName")
GROUP = Target(Form.NAMED, "group", "GroupName")
ROLE = Target(Form.NAMED, "role", "RoleName")
PROFILE = Target(Form.NAMED, "instance-profile", "InstanceProfileName")
POLICY = Target(Form.POLICY_ARN, "policy", "PolicyArn")
MFA_DEVICE = Target(Form.MFA_DEVICE, "mfa", "SerialNumber")

_IAM: dict[str, Target] = {
    "CreateUser": Target(Form.CREATED, "user", "UserName", tag_action="iam:TagUser"),
    "UpdateUser": Target(Form.NAMED, "user", "UserName", new_name="NewUserName"),
    "CreateGroup": Target(Form.CREATED, "group", "GroupName"),
    "UpdateGroup": Target(Form.NAMED, "group", "GroupName", new_name="NewGroupName"),
    "CreateRole": Target(Form.CREATED, "role", "RoleName", tag_action="iam:TagRole"),
    "CreatePolicy": Target(Form.CREATED, "policy", "PolicyName", is_shown_short=True, tag_action="iam:TagPolicy"),
    "CreateInstanceProfile": Target(
        Form.CREATED, "instance-profile", "InstanceProfileName", tag_action="iam:TagInstanceProfile"
    ),
    "CreateVirtualMFADevice": Target(Form.CREATED, "mfa", "VirtualMFADeviceName", tag_action="iam:TagMFADevice"),
    "AttachUserPolicy": Target(Form.NAMED, "user", "UserName", is_shown_short=True),
    "DetachUserPolicy": Target(Form.NAMED, "user", "UserName", is_shown_short=True),
    "AttachGroupPolicy": Target(Form.NAMED, "group", "GroupName", is_shown_short=True),
    "DetachGroupPolicy": Target(Form.NAMED, "group", "GroupName", is_shown_short=True),
    "AttachRolePolicy": Target(Form.NAMED, "role", "RoleName", is_shown_short=True),
    "DetachRolePolicy": Target(Form.NAMED, "role", "RoleName", is_shown_short=True),
    "AddRoleToInstanceProfile": Target(Form.NAMED, "instance-profile", "InstanceProfileName", passes_role=True),
    "ListServiceSpecificCredentials": Target(Form.NAMED_OR_ALL, "user", "UserName"),
    "GetAccessKeyLastUsed": Target(Form.ACCESS_KEY, "user", "AccessKeyId"),
    "ListUsers": Target(Form.COLLECTION, "user"),
    "ListGroups": Target(Form.COLLECTION, "group"),
    "ListRoles": Target(Form.COLLECTION, "role"),
    "ListPolicies": Target(Form.COLLECTION, "policy", is_shown_short=True),
    "ListInstanceProfiles": Target(Form.COLLECTION, "instance-profile"),
    "SimulatePrincipalPolicy": Target(Form.SOURCE_ARN, parameter="PolicySourceArn"),
    "GetContextKeysForPrincipalPolicy": Target(Form.SOURCE_ARN, parameter="PolicySourceArn"),
    "ListPoliciesGrantingServiceAccess": Target(Form.SOURCE_ARN, parameter="Arn"),
    "GenerateServiceLastAccessedDetails": Target(Form.SOURCE_ARN, parameter="Arn"),
}

_USER_OPERATIONS = """
    GetUser DeleteUser TagUser UntagUser ListUserTags CreateLoginProfile GetLoginProfile UpdateLoginProfile
    DeleteLoginProfile CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey ChangePassword
    PutUserPolicy GetUserPolicy DeleteUserPolicy ListUserPolicies ListAttachedUserPolicies
    PutUserPermissionsBoundary DeleteUserPermissionsBoundary ListGroupsForUser EnableMFADevice
    DeactivateMFADevice ResyncMFADevice GetMFADevice ListMFADevices UploadSSHPublicKey GetSSHPublicKey
    UpdateSSHPublicKey DeleteSSHPublicKey ListSSHPublicKeys UploadSigningCertificate UpdateSigningCertificate
    DeleteSigningCertificate ListSigningCertificates CreateServiceSpecificCredential
    ResetServiceSpecificCredential UpdateServiceSpecificCredential DeleteServiceSpecificCredential
"""
_GROUP_OPERATIONS = """
    GetGroup DeleteGroup AddUserToGroup RemoveUserFromGroup PutGroupPolicy GetGroupPolicy DeleteGroupPolicy
    ListGroupPolicies ListAttachedGroupPolicies
"""
_ROLE_OPERATIONS = """
    GetRole DeleteRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePolicy GetRolePolicy
    DeleteRolePolicy ListRolePolicies ListAttachedRolePolicies PutRolePermissionsBoundary
    DeleteRolePermissionsBoundary TagRole UntagRole ListRoleTags ListInstanceProfilesForRole
    DeleteServiceLinkedRole
"""
_POLICY_OPERATIONS = """
    GetPolicy DeletePolicy CreatePolicyVersion GetPolicyVersion DeletePolicyVersion ListPolicyVersions
    SetDefaultPolicyVersion ListEntitiesForPolicy TagPolicy UntagPolicy ListPolicyTags
"""
_PROFILE_OPERATIONS = """
    GetInstanceProfile DeleteInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile
    ListInstanceProfileTags
"""
_MFA_OPERATIONS = "DeleteVirtualMFADevice TagMFADevice UntagMFADevice ListMFADeviceTags"
_ACCOUNT_OPERATIONS = """
    ListAccountAliases CreateAccountAlias DeleteAccountAlias GetAccountSummary GetAccountAuthorizationDetails
    GetAccountPasswordPolicy UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy GenerateCredentialReport
    GetCredentialReport SimulateCustomPolicy GetContextKeysForCustomPolicy ListVirtualMFADevices
    ListServerCertificates ListOpenIDConnectProviders ListSAMLProviders SetSecurityTokenServicePreferences
"""
_IAM_BY_TARGET: tuple[tuple[Target, str], ...] = (
    (USER, _USER_OPERATIONS),
    (GROUP, _GROUP_OPERATIONS),
    (ROLE, _ROLE_OPERATIONS),
    (POLICY, _POLICY_OPERATIONS),
    (PROFILE, _PROFILE_OPERATIONS),
    (MFA_DEVICE, _MFA_OPERATIONS),
    (EVERYTHING, _ACCOUNT_OPERATIONS),
)

_STS: dict[str, Target] = {
    "GetCallerIdentity": UNRESTRICTED,
    "GetSessionToken": UNRESTRICTED,
    "AssumeRole": Target(Form.ROLE_ARN, "role", "RoleArn"),
    "GetAccessKeyInfo": EVERYTHING,
    "DecodeAuthorizationMessage": EVERYTHING,
    "GetFederationToken": Target(Form.FEDERATED_USER, "federated-user", "Name"),
}

_TARGETS: dict[tuple[str, str], Target] = {
    **{("iam", operation): target for operation, target in _IAM.items()},
    **{("iam", operation): target for target, names in _IAM_BY_TARGET for operation in names.split()},
    **{("sts", operation): target for operation, target in _STS.items()},
}


def find_target(service: str, operation: str) -> Target | None:
    """The operation's target, or `None` for one that nobody has mapped."""
    return _TARGETS.get((service, operation))
