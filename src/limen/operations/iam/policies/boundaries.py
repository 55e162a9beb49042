"""Permissions boundaries of users and roles (spec policy 6.14, api 2.12): Put and Delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.facts import boundary_of_target
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import ROLE, USER
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.lookup import get_boundary_policy, get_role, get_user
from limen.operations.iam.policies.policy_owners import require_modifiable
from limen.operations.registry import OperationTable
from limen.store.interface import Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("PutUserPermissionsBoundary", USER)
def put_user_permissions_boundary(
    call: AuthorizedCall[shapes.PutUserPermissionsBoundaryRequest], tx: Transaction, environment: Environment
) -> shapes.PutUserPermissionsBoundaryResponse:
    _put(get_user(tx, call.account, call.parameters["UserName"]), call.parameters["PermissionsBoundary"], tx)
    return {}


@table.write("PutRolePermissionsBoundary", ROLE)
def put_role_permissions_boundary(
    call: AuthorizedCall[shapes.PutRolePermissionsBoundaryRequest], tx: Transaction, environment: Environment
) -> shapes.PutRolePermissionsBoundaryResponse:
    _put(get_role(tx, call.account, call.parameters["RoleName"]), call.parameters["PermissionsBoundary"], tx)
    return {}


@table.write("DeleteUserPermissionsBoundary", USER, facts=(boundary_of_target,))
def delete_user_permissions_boundary(
    call: AuthorizedCall[shapes.DeleteUserPermissionsBoundaryRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteUserPermissionsBoundaryResponse:
    _delete(get_user(tx, call.account, call.parameters["UserName"]), tx)
    return {}


@table.write("DeleteRolePermissionsBoundary", ROLE, facts=(boundary_of_target,))
def delete_role_permissions_boundary(
    call: AuthorizedCall[shapes.DeleteRolePermissionsBoundaryRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteRolePermissionsBoundaryResponse:
    _delete(get_role(tx, call.account, call.parameters["RoleName"]), tx)
    return {}


def _put(owner: User | Role, boundary_arn: str, tx: Transaction) -> None:
    require_modifiable(owner)
    policy = get_boundary_policy(tx, owner.account, boundary_arn)
    tx.put(replace(owner, boundary_arn=policy.arn))


def _delete(owner: User | Role, tx: Transaction) -> None:
    require_modifiable(owner)
    if not owner.boundary_arn:
        raise NoSuchEntityError(f"{type(owner).__name__} {owner.name} has no permissions boundary.")
    tx.put(replace(owner, boundary_arn=""))
