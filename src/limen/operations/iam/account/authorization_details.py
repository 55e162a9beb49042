"""GetAccountAuthorizationDetails (spec api 2.8): everything that decides about access, with documents, in pages.

One budget of items walks users, roles, groups, policies, in this order whatever the order of the filter. Policies are
all of the account's own, and those of AWS' that are in use.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy, ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.operations.environment import Environment
from limen.operations.iam.lookup import AnyManagedPolicy, boundary_if_any
from limen.operations.iam.policies.managed import render_policy
from limen.operations.iam.policies.usage import policies_in_use
from limen.operations.iam.policies.versions import render_version, versions_of
from limen.operations.iam.principals.groups import group_sort_key, groups_of, render_group
from limen.operations.iam.principals.instance_profiles import render_profile
from limen.operations.iam.principals.roles import render_last_used, render_role
from limen.operations.iam.tags import render_tag
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable, Output
from limen.store.aws_managed import find_aws_managed_policy
from limen.store.interface import Reader

table = OperationTable("iam", IAM_RESTRICTIONS)

_MISMATCH = "Marker and Filter do not match"
_MEMBERS = ("Policies", "UserDetailList", "RoleDetailList", "GroupDetailList")


@dataclass(frozen=True, slots=True)
class _Detail:
    """One item of the walk: where it stands, which filter lets it through, which list it belongs to."""

    sort_key: str
    filter: str
    member: str
    render: Callable[[], Mapping[str, Any]]


@table.read("GetAccountAuthorizationDetails", EVERYTHING, is_long=True)
def get_account_authorization_details(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    wanted = call.parameters.get("Filter")
    details = (detail for detail in _walk(reader, call.account) if not wanted or detail.filter in wanted)
    page = paginate(call, details, lambda detail: detail.sort_key, mismatch=_MISMATCH)
    lists: dict[str, Any] = {member: [] for member in _MEMBERS}
    for detail in page.items:
        lists[detail.member].append(detail.render())
    return {**lists, **page.ending()}


def _walk(reader: Reader, account: str) -> Iterator[_Detail]:
    """All items; the first character of the sort key keeps the kinds in order."""
    for user in reader.all(User, account):
        yield _Detail(f"1{user.name.lower()}", "User", "UserDetailList", partial(_render_user, reader, user))
    for role in reader.all(Role, account):
        yield _Detail(f"2{role.name.lower()}", "Role", "RoleDetailList", partial(_render_role, reader, role))
    for group in reader.all(Group, account):
        yield _Detail(f"3{group.name.lower()}", "Group", "GroupDetailList", partial(_render_group, reader, group))
    for policy in _policies(reader, account):
        kind = "LocalManagedPolicy" if isinstance(policy, ManagedPolicy) else "AWSManagedPolicy"
        key = f"4{policy.name.lower()}/{policy.arn}"
        yield _Detail(key, kind, "Policies", partial(_render_policy, reader, account, policy))


def _policies(reader: Reader, account: str) -> Iterator[AnyManagedPolicy]:
    yield from reader.all(ManagedPolicy, account)
    used = (find_aws_managed_policy(arn) for arn in policies_in_use(reader, account))
    yield from (policy for policy in used if policy is not None)


def _render_user(reader: Reader, user: User) -> dict[str, Any]:
    inline = _inline_policies(reader, user)
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.created,
        **({"UserPolicyList": inline} if inline else {}),
        "GroupList": [group.name for group in sorted(groups_of(reader, user), key=group_sort_key)],
        "AttachedManagedPolicies": _attached_policies(reader, user),
        **boundary_if_any(user.boundary_arn),
        "Tags": [render_tag(tag) for tag in user.tags],
    }


def _render_role(reader: Reader, role: Role) -> dict[str, Any]:
    profiles = reader.find_by(InstanceProfile, "role", role.account, role.id)
    return {
        **render_role(reader, role),
        "InstanceProfileList": [render_profile(reader, profile) for profile in profiles],
        "RolePolicyList": _inline_policies(reader, role),
        "AttachedManagedPolicies": _attached_policies(reader, role),
        **boundary_if_any(role.boundary_arn),
        "Tags": [render_tag(tag) for tag in role.tags],
        "RoleLastUsed": render_last_used(reader, role),
    }


def _render_group(reader: Reader, group: Group) -> dict[str, Any]:
    return {
        **render_group(group),
        "GroupPolicyList": _inline_policies(reader, group),
        "AttachedManagedPolicies": _attached_policies(reader, group),
    }


def _render_policy(reader: Reader, account: str, policy: AnyManagedPolicy) -> dict[str, Any]:
    """A managed policy with its versions, newest first."""
    versions = [
        {"Document": version.document, **render_version(policy, version)} for version in reversed(versions_of(policy))
    ]
    return {**render_policy(reader, account, policy), "PolicyVersionList": versions}


def _inline_policies(reader: Reader, owner: User | Role | Group) -> list[dict[str, str]]:
    policies = reader.find_by(InlinePolicy, "owner", owner.account, owner.id)
    return [{"PolicyName": policy.name, "PolicyDocument": policy.document} for policy in policies]


def _attached_policies(reader: Reader, owner: User | Role | Group) -> list[dict[str, str]]:
    arns = (attachment.policy_arn for attachment in reader.find_by(Attachment, "owner", owner.account, owner.id))
    attached = [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]
    return sorted(attached, key=lambda policy: (policy["PolicyName"].lower(), policy["PolicyArn"]))
