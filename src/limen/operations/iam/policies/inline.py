"""Inline policies of users, groups and roles: Put, Get, Delete and List, one implementation for the three kinds.

Names are compared without regard to case: a Put in another casing replaces the document and keeps the first spelling in
listings, Get echoes the spelling that was asked for (spec api 2.2).
"""

from dataclasses import replace

from limen.authz.call import AuthorizedCall
from limen.authz.facts import boundary_of_target
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import GROUP, ROLE, USER
from limen.domain.iam.stored_policies import InlinePolicy
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.policies.documents import check_inline
from limen.operations.iam.policies.owners import GROUP_OWNER, ROLE_OWNER, USER_OWNER, Owner, OwnerKind
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Reader, Transaction

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("PutUserPolicy", USER, facts=(boundary_of_target,))
def put_user_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    return _put(USER_OWNER, call.parameters["UserName"], call, tx)


@table.write("PutGroupPolicy", GROUP)
def put_group_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    return _put(GROUP_OWNER, call.parameters["GroupName"], call, tx)


@table.write("PutRolePolicy", ROLE, facts=(boundary_of_target,))
def put_role_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    return _put(ROLE_OWNER, call.parameters["RoleName"], call, tx)


@table.read("GetUserPolicy", USER)
def get_user_policy(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return _get(USER_OWNER, call.parameters["UserName"], call, reader)


@table.read("GetGroupPolicy", GROUP)
def get_group_policy(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return _get(GROUP_OWNER, call.parameters["GroupName"], call, reader)


@table.read("GetRolePolicy", ROLE)
def get_role_policy(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return _get(ROLE_OWNER, call.parameters["RoleName"], call, reader)


@table.write("DeleteUserPolicy", USER, facts=(boundary_of_target,))
def delete_user_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    return _delete(USER_OWNER, call.parameters["UserName"], call, tx)


@table.write("DeleteGroupPolicy", GROUP)
def delete_group_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    return _delete(GROUP_OWNER, call.parameters["GroupName"], call, tx)


@table.write("DeleteRolePolicy", ROLE, facts=(boundary_of_target,))
def delete_role_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    return _delete(ROLE_OWNER, call.parameters["RoleName"], call, tx)


@table.read("ListUserPolicies", USER)
def list_user_policies(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return _list(USER_OWNER, call.parameters["UserName"], call, reader)


@table.read("ListGroupPolicies", GROUP)
def list_group_policies(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return _list(GROUP_OWNER, call.parameters["GroupName"], call, reader)


@table.read("ListRolePolicies", ROLE)
def list_role_policies(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return _list(ROLE_OWNER, call.parameters["RoleName"], call, reader)


def _put(kind: OwnerKind, owner_name: str, call: AuthorizedCall, tx: Transaction) -> Output:
    owner = kind.get_modifiable(tx, call.account, owner_name)
    name, text = call.parameters["PolicyName"], call.parameters["PolicyDocument"]
    present = tx.find_by(InlinePolicy, "owner", owner.account, owner.id)
    policy = InlinePolicy(owner.account, owner.id, name, text)
    old = next((other for other in present if other.key == policy.key), None)
    check_inline(text, kind.word, owner.name, (other for other in present if other is not old))
    tx.put(policy if old is None else replace(old, document=text))
    return {}


def _get(kind: OwnerKind, owner_name: str, call: AuthorizedCall, reader: Reader) -> Output:
    owner = kind.get(reader, call.account, owner_name)
    policy = _get_policy(kind, owner, call, reader)
    return {kind.parameter: owner.name, "PolicyName": call.parameters["PolicyName"], "PolicyDocument": policy.document}


def _delete(kind: OwnerKind, owner_name: str, call: AuthorizedCall, tx: Transaction) -> Output:
    owner = kind.get_modifiable(tx, call.account, owner_name)
    tx.delete(_get_policy(kind, owner, call, tx))
    return {}


def _list(kind: OwnerKind, owner_name: str, call: AuthorizedCall, reader: Reader) -> Output:
    owner = kind.get(reader, call.account, owner_name)
    policies = reader.find_by(InlinePolicy, "owner", owner.account, owner.id)
    return paginate(call, policies, lambda policy: policy.key).output("PolicyNames", lambda policy: policy.name)


def _get_policy(kind: OwnerKind, owner: Owner, call: AuthorizedCall, reader: Reader) -> InlinePolicy:
    name = call.parameters["PolicyName"]
    policy = reader.find(InlinePolicy, owner.account, InlinePolicy(owner.account, owner.id, name, "").key)
    if policy is None:
        raise NoSuchEntityError(f"The {kind.word} policy with name {name} cannot be found.")
    return policy
