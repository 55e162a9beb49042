"""Inline policies of users, groups and roles: Put, Get, Delete and List, one implementation for the three kinds.

Names are compared without regard to case: a Put in another letter case replaces the document, and listings keep the
first spelling; Get echoes the requested one (spec api 2.2).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from limen.authz.call import AuthorizedCall
from limen.authz.facts import boundary_of_target
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import GROUP, ROLE, USER
from limen.domain.iam.stored_policies import InlinePolicy
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.policies.documents import check_inline
from limen.operations.iam.policies.policy_owners import GROUP_OWNER, ROLE_OWNER, USER_OWNER, Owner, OwnerKind
from limen.operations.paging import Paged, paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

    class NamesInlinePolicy(TypedDict):
        PolicyName: str

    class PutsPolicy(NamesInlinePolicy):
        PolicyDocument: str


table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("PutUserPolicy", USER, facts=(boundary_of_target,))
def put_user_policy(
    call: AuthorizedCall[shapes.PutUserPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.PutUserPolicyResponse:
    _put(USER_OWNER, call.parameters["UserName"], call, tx)
    return {}


@table.write("PutGroupPolicy", GROUP)
def put_group_policy(
    call: AuthorizedCall[shapes.PutGroupPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.PutGroupPolicyResponse:
    _put(GROUP_OWNER, call.parameters["GroupName"], call, tx)
    return {}


@table.write("PutRolePolicy", ROLE, facts=(boundary_of_target,))
def put_role_policy(
    call: AuthorizedCall[shapes.PutRolePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.PutRolePolicyResponse:
    _put(ROLE_OWNER, call.parameters["RoleName"], call, tx)
    return {}


@table.read("GetUserPolicy", USER)
def get_user_policy(
    call: AuthorizedCall[shapes.GetUserPolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetUserPolicyResponse:
    owner, name, document = _get(USER_OWNER, call.parameters["UserName"], call, reader)
    return {"UserName": owner, "PolicyName": name, "PolicyDocument": document}


@table.read("GetGroupPolicy", GROUP)
def get_group_policy(
    call: AuthorizedCall[shapes.GetGroupPolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetGroupPolicyResponse:
    owner, name, document = _get(GROUP_OWNER, call.parameters["GroupName"], call, reader)
    return {"GroupName": owner, "PolicyName": name, "PolicyDocument": document}


@table.read("GetRolePolicy", ROLE)
def get_role_policy(
    call: AuthorizedCall[shapes.GetRolePolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetRolePolicyResponse:
    owner, name, document = _get(ROLE_OWNER, call.parameters["RoleName"], call, reader)
    return {"RoleName": owner, "PolicyName": name, "PolicyDocument": document}


@table.write("DeleteUserPolicy", USER, facts=(boundary_of_target,))
def delete_user_policy(
    call: AuthorizedCall[shapes.DeleteUserPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteUserPolicyResponse:
    _delete(USER_OWNER, call.parameters["UserName"], call, tx)
    return {}


@table.write("DeleteGroupPolicy", GROUP)
def delete_group_policy(
    call: AuthorizedCall[shapes.DeleteGroupPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteGroupPolicyResponse:
    _delete(GROUP_OWNER, call.parameters["GroupName"], call, tx)
    return {}


@table.write("DeleteRolePolicy", ROLE, facts=(boundary_of_target,))
def delete_role_policy(
    call: AuthorizedCall[shapes.DeleteRolePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteRolePolicyResponse:
    _delete(ROLE_OWNER, call.parameters["RoleName"], call, tx)
    return {}


@table.read("ListUserPolicies", USER)
def list_user_policies(
    call: AuthorizedCall[shapes.ListUserPoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListUserPoliciesResponse:
    return _list(USER_OWNER, call.parameters["UserName"], call, reader)


@table.read("ListGroupPolicies", GROUP)
def list_group_policies(
    call: AuthorizedCall[shapes.ListGroupPoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListGroupPoliciesResponse:
    return _list(GROUP_OWNER, call.parameters["GroupName"], call, reader)


@table.read("ListRolePolicies", ROLE)
def list_role_policies(
    call: AuthorizedCall[shapes.ListRolePoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListRolePoliciesResponse:
    return _list(ROLE_OWNER, call.parameters["RoleName"], call, reader)


def _put(kind: OwnerKind, owner_name: str, call: AuthorizedCall[PutsPolicy], tx: Transaction) -> None:
    owner = kind.get_modifiable(tx, call.account, owner_name)
    name, text = call.parameters["PolicyName"], call.parameters["PolicyDocument"]
    present = tx.find_by(InlinePolicy, "owner", owner.account, owner.id)
    policy = InlinePolicy(owner.account, owner.id, name, text)
    old = next((other for other in present if other.key == policy.key), None)
    check_inline(
        text, kind.word, owner.name, (other for other in present if other is not old), partition=call.partition
    )
    tx.put(policy if old is None else replace(old, document=text))


def _get(
    kind: OwnerKind, owner_name: str, call: AuthorizedCall[NamesInlinePolicy], reader: Reader
) -> tuple[str, str, str]:
    """The owner's name, the policy's name as requested, and the document."""
    owner = kind.get(reader, call.account, owner_name)
    policy = _get_policy(kind, owner, call, reader)
    return owner.name, call.parameters["PolicyName"], policy.document


def _delete(kind: OwnerKind, owner_name: str, call: AuthorizedCall[NamesInlinePolicy], tx: Transaction) -> None:
    owner = kind.get_modifiable(tx, call.account, owner_name)
    tx.delete(_get_policy(kind, owner, call, tx))


def _list(
    kind: OwnerKind, owner_name: str, call: AuthorizedCall[Paged], reader: Reader
) -> shapes.ListUserPoliciesResponse:
    """The answer is the same for each kind of owner."""
    owner = kind.get(reader, call.account, owner_name)
    policies = reader.find_by(InlinePolicy, "owner", owner.account, owner.id)
    page = paginate(call, policies, lambda policy: policy.key)
    return {"PolicyNames": [policy.name for policy in page.items], **page.ending()}


def _get_policy(kind: OwnerKind, owner: Owner, call: AuthorizedCall[NamesInlinePolicy], reader: Reader) -> InlinePolicy:
    name = call.parameters["PolicyName"]
    policy = reader.find(InlinePolicy, owner.account, InlinePolicy(owner.account, owner.id, name, "").key)
    if policy is None:
        raise NoSuchEntityError(f"The {kind.word} policy with name {name} cannot be found.")
    return policy
