"""GetAccountAuthorizationDetails (spec api 2.8): everything that decides about access, with documents, in pages.

One budget of items walks users, roles, groups, policies, in this order whatever the order of the filter. Policies are
all policies of the account, and the AWS managed ones in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy, ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.operations.environment import Environment
from limen.operations.iam.lookup import AnyManagedPolicy, render_boundary
from limen.operations.iam.policies.managed import render_policy
from limen.operations.iam.policies.usage import policies_in_use
from limen.operations.iam.policies.versions import render_version, versions_of
from limen.operations.iam.principals.groups import group_sort_key, groups_of, render_group
from limen.operations.iam.principals.instance_profiles import render_profile
from limen.operations.iam.principals.roles import render_last_used, render_role
from limen.operations.iam.tags import render_tags
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.aws_managed import find_aws_managed_policy
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import shapes

table = OperationTable("iam", IAM_RESTRICTIONS)

_MISMATCH = "Marker and Filter do not match"


@dataclass(frozen=True, slots=True)
class _Detail:
    """One item of the walk: its position in the order, the filter that includes it, how it is added to the answer."""

    sort_key: str
    filter: str
    add_to: Callable[[shapes.GetAccountAuthorizationDetailsResponse], None]


@table.read("GetAccountAuthorizationDetails", EVERYTHING, is_long=True)
def get_account_authorization_details(
    call: AuthorizedCall[shapes.GetAccountAuthorizationDetailsRequest], reader: Reader, environment: Environment
) -> shapes.GetAccountAuthorizationDetailsResponse:
    wanted = call.parameters.get("Filter")
    details = (detail for detail in _walk(reader, call.account) if not wanted or detail.filter in wanted)
    page = paginate(call, details, lambda detail: detail.sort_key, mismatch=_MISMATCH)
    answer: shapes.GetAccountAuthorizationDetailsResponse = {
        "Policies": [],
        "UserDetailList": [],
        "RoleDetailList": [],
        "GroupDetailList": [],
        **page.ending(),
    }
    for detail in page.items:
        detail.add_to(answer)
    return answer


def _walk(reader: Reader, account: str) -> Iterator[_Detail]:
    """All items; the first character of the sort key keeps the kinds in order."""
    for user in reader.all(User, account):
        yield _Detail(f"1{user.name.lower()}", "User", partial(_add_user, reader, user))
    for role in reader.all(Role, account):
        yield _Detail(f"2{role.name.lower()}", "Role", partial(_add_role, reader, role))
    for group in reader.all(Group, account):
        yield _Detail(f"3{group.name.lower()}", "Group", partial(_add_group, reader, group))
    for policy in _policies(reader, account):
        kind = "LocalManagedPolicy" if isinstance(policy, ManagedPolicy) else "AWSManagedPolicy"
        key = f"4{policy.name.lower()}/{policy.arn}"
        yield _Detail(key, kind, partial(_add_policy, reader, account, policy))


def _policies(reader: Reader, account: str) -> Iterator[AnyManagedPolicy]:
    yield from reader.all(ManagedPolicy, account)
    used = (find_aws_managed_policy(arn) for arn in policies_in_use(reader, account))
    yield from (policy for policy in used if policy is not None)


def _add_user(reader: Reader, user: User, answer: shapes.GetAccountAuthorizationDetailsResponse) -> None:
    detail: shapes.UserDetail = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.created,
        "GroupList": [group.name for group in sorted(groups_of(reader, user), key=group_sort_key)],
        "AttachedManagedPolicies": _attached_policies(reader, user),
        "Tags": render_tags(user.tags),
    }
    if inline := _inline_policies(reader, user):
        detail["UserPolicyList"] = inline
    if user.boundary_arn:
        detail["PermissionsBoundary"] = render_boundary(user.boundary_arn)
    answer["UserDetailList"].append(detail)


def _add_role(reader: Reader, role: Role, answer: shapes.GetAccountAuthorizationDetailsResponse) -> None:
    shown, profiles = render_role(reader, role), reader.find_by(InstanceProfile, "role", role.account, role.id)
    detail: shapes.RoleDetail = {
        "Path": shown["Path"],
        "RoleName": shown["RoleName"],
        "RoleId": shown["RoleId"],
        "Arn": shown["Arn"],
        "CreateDate": shown["CreateDate"],
        "AssumeRolePolicyDocument": shown["AssumeRolePolicyDocument"],
        "InstanceProfileList": [render_profile(reader, profile) for profile in profiles],
        "RolePolicyList": _inline_policies(reader, role),
        "AttachedManagedPolicies": _attached_policies(reader, role),
        "Tags": render_tags(role.tags),
        "RoleLastUsed": render_last_used(reader, role),
    }
    if role.boundary_arn:
        detail["PermissionsBoundary"] = render_boundary(role.boundary_arn)
    answer["RoleDetailList"].append(detail)


def _add_group(reader: Reader, group: Group, answer: shapes.GetAccountAuthorizationDetailsResponse) -> None:
    detail: shapes.GroupDetail = {
        **render_group(group),
        "GroupPolicyList": _inline_policies(reader, group),
        "AttachedManagedPolicies": _attached_policies(reader, group),
    }
    answer["GroupDetailList"].append(detail)


def _add_policy(
    reader: Reader, account: str, policy: AnyManagedPolicy, answer: shapes.GetAccountAuthorizationDetailsResponse
) -> None:
    """Add a managed policy with its versions, newest first."""
    detail = cast("shapes.ManagedPolicyDetail", render_policy(reader, account, policy))
    detail["PolicyVersionList"] = [
        {**render_version(policy, version), "Document": version.document} for version in reversed(versions_of(policy))
    ]
    answer["Policies"].append(detail)


def _inline_policies(reader: Reader, owner: User | Role | Group) -> list[shapes.PolicyDetail]:
    policies = reader.find_by(InlinePolicy, "owner", owner.account, owner.id)
    return [{"PolicyName": policy.name, "PolicyDocument": policy.document} for policy in policies]


def _attached_policies(reader: Reader, owner: User | Role | Group) -> list[shapes.AttachedPolicy]:
    arns = (attachment.policy_arn for attachment in reader.find_by(Attachment, "owner", owner.account, owner.id))
    attached: list[shapes.AttachedPolicy] = [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]
    return sorted(attached, key=lambda policy: (policy["PolicyName"].lower(), policy["PolicyArn"]))
