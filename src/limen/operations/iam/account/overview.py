"""The account itself: its alias (spec api 2.2) and the summary of its entities and quotas (spec api 2.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.domain.iam.credentials import AccessKey, ServerCertificate, SigningCertificate
from limen.domain.iam.mfa import MFADevice, Passkey
from limen.domain.iam.providers import OIDCProvider, SAMLProvider
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.domain.identifiers import is_account_id
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.iam import quotas
from limen.operations.iam.faults import EntityAlreadyExistsError, NoSuchEntityError
from limen.operations.iam.lookup import get_account
from limen.operations.iam.policies.usage import policies_in_use
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.policy.validate import size
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

    Counts = dict[shapes.SummaryKeyType, int]

table = OperationTable("iam", IAM_RESTRICTIONS)

QUOTAS: Counts = {
    "UsersQuota": quotas.USERS_PER_ACCOUNT,
    "GroupsQuota": quotas.GROUPS_PER_ACCOUNT,
    "RolesQuota": quotas.ROLES_PER_ACCOUNT,
    "PoliciesQuota": quotas.POLICIES_PER_ACCOUNT,
    "InstanceProfilesQuota": quotas.INSTANCE_PROFILES_PER_ACCOUNT,
    "ServerCertificatesQuota": quotas.SERVER_CERTIFICATES_PER_ACCOUNT,
    "GroupsPerUserQuota": quotas.GROUPS_PER_USER,
    "AccessKeysPerUserQuota": quotas.ACCESS_KEYS_PER_USER,
    "SigningCertificatesPerUserQuota": quotas.SIGNING_CERTIFICATES_PER_USER,
    "AttachedPoliciesPerUserQuota": quotas.POLICIES_PER_USER,
    "AttachedPoliciesPerGroupQuota": quotas.POLICIES_PER_GROUP,
    "AttachedPoliciesPerRoleQuota": quotas.POLICIES_PER_ROLE,
    "VersionsPerPolicyQuota": quotas.VERSIONS_PER_POLICY,
    "PolicyVersionsInUseQuota": quotas.POLICY_VERSIONS_IN_USE,
    "PolicySizeQuota": size.MANAGED_POLICY_SIZE,
    "UserPolicySizeQuota": size.USER_INLINE_SIZE,
    "GroupPolicySizeQuota": size.GROUP_INLINE_SIZE,
    "RolePolicySizeQuota": size.ROLE_INLINE_SIZE,
    "AssumeRolePolicySizeQuota": size.TRUST_POLICY_SIZE,
}

CONSTANTS: Counts = {
    # The global endpoint issues session tokens of version 1.
    "GlobalEndpointTokenVersion": 1,
}


@table.write("CreateAccountAlias", EVERYTHING)
def create_account_alias(
    call: AuthorizedCall[shapes.CreateAccountAliasRequest], tx: Transaction, environment: Environment
) -> shapes.CreateAccountAliasResponse:
    """Give the account its only alias, which replaces an old one; aliases are unique across accounts."""
    alias = call.parameters["AccountAlias"]
    if is_account_id(alias):
        raise ValidationError(f"The account alias {alias} is invalid. It must not look like an account id.")
    if tx.find_account_by_alias(alias) is not None:
        raise EntityAlreadyExistsError(f"The account alias {alias} already exists.")
    tx.put(replace(get_account(call, tx), alias=alias))
    return {}


@table.write("DeleteAccountAlias", EVERYTHING)
def delete_account_alias(
    call: AuthorizedCall[shapes.DeleteAccountAliasRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteAccountAliasResponse:
    account, alias = get_account(call, tx), call.parameters["AccountAlias"]
    if account.alias != alias:
        raise NoSuchEntityError(f"The account alias with name {alias} cannot be found.")
    tx.put(replace(account, alias=""))
    return {}


@table.read("ListAccountAliases", EVERYTHING)
def list_account_aliases(
    call: AuthorizedCall[shapes.ListAccountAliasesRequest], reader: Reader, environment: Environment
) -> shapes.ListAccountAliasesResponse:
    alias = get_account(call, reader).alias
    page = paginate(call, [alias] if alias else [], str)
    return {"AccountAliases": [*page.items], **page.ending()}


@table.read("GetAccountSummary", EVERYTHING)
def get_account_summary(
    call: AuthorizedCall[shapes.GetAccountSummaryRequest], reader: Reader, environment: Environment
) -> shapes.GetAccountSummaryResponse:
    account = get_account(call, reader)
    root_keys = reader.find_by(AccessKey, "owner", call.account, call.account)
    root_certificates = reader.find_by(SigningCertificate, "owner", call.account, call.account)
    counts: Counts = {
        "Users": len(reader.all(User, call.account)),
        "Groups": len(reader.all(Group, call.account)),
        "Roles": len(reader.all(Role, call.account)),
        "Policies": len(reader.all(ManagedPolicy, call.account)),
        "InstanceProfiles": len(reader.all(InstanceProfile, call.account)),
        "Providers": len(reader.all(OIDCProvider, call.account)) + len(reader.all(SAMLProvider, call.account)),
        "ServerCertificates": len(reader.all(ServerCertificate, call.account)),
        "PolicyVersionsInUse": len(policies_in_use(reader, call.account)),
        "AccountAccessKeysPresent": int(bool(root_keys)),
        "AccountSigningCertificatesPresent": int(bool(root_certificates)),
        "AccountPasswordPresent": int(bool(account.root_password_hash)),
        **_count_mfa_devices(reader, call.account),
    }
    return {"SummaryMap": counts | QUOTAS | CONSTANTS}


def _count_mfa_devices(reader: Reader, account: str) -> Counts:
    devices: tuple[MFADevice | Passkey, ...] = (*reader.all(MFADevice, account), *reader.all(Passkey, account))
    return {
        "MFADevices": len(devices),
        "MFADevicesInUse": sum(bool(device.owner_id) for device in devices),
        "AccountMFAEnabled": int(any(device.owner_id == account for device in devices)),
    }
