"""Permissions boundaries of users and roles (spec policy 6.14, api 2.12): Put and Delete."""

from dataclasses import replace

from limen.authz.call import AuthorizedCall
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.lookup import get_boundary_policy, get_role, get_user
from limen.operations.iam.policies.owners import ROLE_OWNER, USER_OWNER, OwnerKind, require_modifiable
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Transaction

table = OperationTable("iam")


def _get_bounded(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> User | Role:
    find = get_user if kind is USER_OWNER else get_role
    owner = find(tx, call.account, call.parameters[kind.parameter])
    require_modifiable(owner)
    return owner


def _put(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> Output:
    owner = _get_bounded(kind, call, tx)
    policy = get_boundary_policy(tx, call.account, call.parameters["PermissionsBoundary"])
    tx.put(replace(owner, boundary_arn=policy.arn))
    return {}


def _delete(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> Output:
    owner = _get_bounded(kind, call, tx)
    if not owner.boundary_arn:
        raise NoSuchEntityError(f"{kind.title} {owner.name} has no permissions boundary.")
    tx.put(replace(owner, boundary_arn=""))
    return {}


def _register(kind: OwnerKind) -> None:
    @table.write(f"Put{kind.title}PermissionsBoundary")
    def put(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
        return _put(kind, call, tx)

    @table.write(f"Delete{kind.title}PermissionsBoundary")
    def delete(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
        return _delete(kind, call, tx)


for _kind in (USER_OWNER, ROLE_OWNER):
    _register(_kind)
