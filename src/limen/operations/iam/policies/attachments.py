"""Attaching managed policies to users, groups and roles (spec api 2.5, 2.6): Attach, Detach and ListAttached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.facts import attached_policy, boundary_of_target
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import GROUP, ROLE, USER
from limen.domain.iam.stored_policies import Attachment
from limen.domain.principals import SERVICE_LINKED_PATH
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError, PolicyNotAttachableError
from limen.operations.iam.lookup import find_policy, get_attachable_policy, parse_policy_arn
from limen.operations.iam.names import has_path_prefix
from limen.operations.iam.policies.managed import policy_sort_key
from limen.operations.iam.policies.policy_owners import GROUP_OWNER, ROLE_OWNER, USER_OWNER, OwnerKind
from limen.operations.iam.quotas import require_within
from limen.operations.paging import Paged, paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

    class ListsAttached(members.HasPathPrefix, Paged): ...


table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("AttachUserPolicy", USER, facts=(boundary_of_target, attached_policy))
def attach_user_policy(
    call: AuthorizedCall[shapes.AttachUserPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.AttachUserPolicyResponse:
    _attach(USER_OWNER, call.parameters["UserName"], call, tx)
    return {}


@table.write("AttachGroupPolicy", GROUP, facts=(attached_policy,))
def attach_group_policy(
    call: AuthorizedCall[shapes.AttachGroupPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.AttachGroupPolicyResponse:
    _attach(GROUP_OWNER, call.parameters["GroupName"], call, tx)
    return {}


@table.write("AttachRolePolicy", ROLE, facts=(boundary_of_target, attached_policy))
def attach_role_policy(
    call: AuthorizedCall[shapes.AttachRolePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.AttachRolePolicyResponse:
    _attach(ROLE_OWNER, call.parameters["RoleName"], call, tx)
    return {}


@table.write("DetachUserPolicy", USER, facts=(boundary_of_target, attached_policy))
def detach_user_policy(
    call: AuthorizedCall[shapes.DetachUserPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DetachUserPolicyResponse:
    _detach(USER_OWNER, call.parameters["UserName"], call, tx)
    return {}


@table.write("DetachGroupPolicy", GROUP, facts=(attached_policy,))
def detach_group_policy(
    call: AuthorizedCall[shapes.DetachGroupPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DetachGroupPolicyResponse:
    _detach(GROUP_OWNER, call.parameters["GroupName"], call, tx)
    return {}


@table.write("DetachRolePolicy", ROLE, facts=(boundary_of_target, attached_policy))
def detach_role_policy(
    call: AuthorizedCall[shapes.DetachRolePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DetachRolePolicyResponse:
    _detach(ROLE_OWNER, call.parameters["RoleName"], call, tx)
    return {}


@table.read("ListAttachedUserPolicies", USER)
def list_attached_user_policies(
    call: AuthorizedCall[shapes.ListAttachedUserPoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListAttachedUserPoliciesResponse:
    return _list(USER_OWNER, call.parameters["UserName"], call, reader)


@table.read("ListAttachedGroupPolicies", GROUP)
def list_attached_group_policies(
    call: AuthorizedCall[shapes.ListAttachedGroupPoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListAttachedGroupPoliciesResponse:
    return _list(GROUP_OWNER, call.parameters["GroupName"], call, reader)


@table.read("ListAttachedRolePolicies", ROLE)
def list_attached_role_policies(
    call: AuthorizedCall[shapes.ListAttachedRolePoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListAttachedRolePoliciesResponse:
    return _list(ROLE_OWNER, call.parameters["RoleName"], call, reader)


def _attach(kind: OwnerKind, owner_name: str, call: AuthorizedCall[members.NamesPolicy], tx: Transaction) -> None:
    """Attaching twice succeeds and changes nothing."""
    arn = call.parameters["PolicyArn"]
    parse_policy_arn(arn)
    owner = kind.get_modifiable(tx, call.account, owner_name)
    policy = get_attachable_policy(tx, call.account, arn)
    if policy.path.startswith(SERVICE_LINKED_PATH):
        raise PolicyNotAttachableError(f"Cannot attach a Service Role Policy to a Customer {kind.title}.")
    attachment = Attachment(owner.account, owner.id, policy.arn)
    if tx.find(Attachment, owner.account, attachment.key) is None:
        attached = len(tx.find_by(Attachment, "owner", owner.account, owner.id))
        require_within(kind.attached_quota, kind.attached_limit, wanted=attached + 1)
        tx.put(attachment)


def _detach(kind: OwnerKind, owner_name: str, call: AuthorizedCall[members.NamesPolicy], tx: Transaction) -> None:
    arn = call.parameters["PolicyArn"]
    parse_policy_arn(arn)
    owner = kind.get_modifiable(tx, call.account, owner_name)
    attachment = tx.find(Attachment, owner.account, Attachment(owner.account, owner.id, arn).key)
    if attachment is None:
        raise NoSuchEntityError(f"Policy {arn} was not found.")
    tx.delete(attachment)


def _list(
    kind: OwnerKind, owner_name: str, call: AuthorizedCall[ListsAttached], reader: Reader
) -> shapes.ListAttachedUserPoliciesResponse:
    """The answer is the same for each kind of owner."""
    owner = kind.get(reader, call.account, owner_name)
    attached = reader.find_by(Attachment, "owner", owner.account, owner.id)
    policies = (find_policy(reader, owner.account, attachment.policy_arn) for attachment in attached)
    shown = [policy for policy in policies if policy is not None and has_path_prefix(call.parameters, policy.path)]
    page = paginate(call, shown, policy_sort_key)
    return {
        "AttachedPolicies": [{"PolicyName": policy.name, "PolicyArn": policy.arn} for policy in page.items],
        **page.ending(),
    }
