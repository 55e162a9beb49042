"""Service-linked roles (spec api 2.1, 2.4, 2.6, 2.12): created by the name of their service, deleted as a task.

AWS deletes in the background, after it has asked the service. Limen deletes in the call, so that each task has already
succeeded when its status is read. Tasks are forgotten after a month.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from limen.authz.call import AuthorizedCall
from limen.authz.entities import find_named
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import ROLE, Form, Target
from limen.domain.iam.roles import DeletionTask, Role
from limen.domain.iam.stored_policies import Attachment
from limen.domain.identifiers import ENTROPY_BYTES, ROLE_PREFIX, make_unique_id, make_uuid
from limen.domain.principals import SERVICE_LINKED_PATH
from limen.operations.environment import Environment
from limen.operations.iam.faults import InvalidInputError, NoSuchEntityError
from limen.operations.iam.lookup import get_role
from limen.operations.iam.principals.roles import render_role
from limen.operations.iam.quotas import ROLES_PER_ACCOUNT, require_within
from limen.operations.registry import OperationTable
from limen.store.aws_managed.service_linked_roles import ServiceLinkedRole, load_service_linked_roles
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

LONGEST_NAME: Final = 64
TASKS_KEPT: Final = timedelta(days=30)
TASK_PARTS: Final = 5

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("CreateServiceLinkedRole", Target(Form.SERVICE_LINKED_ROLE, "role", "AWSServiceName"))
def create_service_linked_role(
    call: AuthorizedCall[shapes.CreateServiceLinkedRoleRequest], tx: Transaction, environment: Environment
) -> shapes.CreateServiceLinkedRoleResponse:
    """Create the service's role with its managed policy; the answer shows the trust policy with lists."""
    described = _get_described(call.parameters["AWSServiceName"])
    name = _make_name(described, call.parameters.get("CustomSuffix", ""))
    if find_named(tx, Role, call.account, name) is not None:
        raise InvalidInputError(
            f"Service role name {name} has been taken in this account, please try a different suffix."
        )
    require_within("RolesPerAccount", ROLES_PER_ACCOUNT, wanted=len(tx.all(Role, call.account)) + 1)
    role = Role(
        account=call.account,
        id=make_unique_id(ROLE_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=name,
        path=described.path,
        created=call.now.replace(microsecond=0),
        trust_policy=described.render_trust(),
        partition=call.partition,
        description=call.parameters.get("Description"),
    )
    tx.put(role)
    tx.put(Attachment(call.account, role.id, described.policy_arn(call.partition)))
    shown = render_role(tx, role)
    shown["AssumeRolePolicyDocument"] = described.render_trust(with_lists=True)
    if role.description is not None:
        shown["Description"] = role.description
    return {"Role": shown}


@table.write("DeleteServiceLinkedRole", ROLE)
def delete_service_linked_role(
    call: AuthorizedCall[shapes.DeleteServiceLinkedRoleRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteServiceLinkedRoleResponse:
    """Delete the role with its attachments."""
    role = get_role(tx, call.account, call.parameters["RoleName"])
    if not role.path.startswith(SERVICE_LINKED_PATH):
        raise NoSuchEntityError(f"The service-linked role with name {role.name} cannot be found.")
    for attachment in tx.find_by(Attachment, "owner", call.account, role.id):
        tx.delete(attachment)
    tx.delete(role)
    for old in tx.all(DeletionTask, call.account):
        if call.now - old.finished > TASKS_KEPT:
            tx.delete(old)
    task = DeletionTask(
        account=call.account,
        id=f"task{role.path}{role.name}/{make_uuid(environment.entropy(16))}",
        finished=call.now.replace(microsecond=0),
    )
    tx.put(task)
    return {"DeletionTaskId": task.id}


@table.read("GetServiceLinkedRoleDeletionStatus", Target(Form.DELETION_TASK, "role", "DeletionTaskId"))
def read_deletion_status(
    call: AuthorizedCall[shapes.GetServiceLinkedRoleDeletionStatusRequest], reader: Reader, environment: Environment
) -> shapes.GetServiceLinkedRoleDeletionStatusResponse:
    task_id = call.parameters["DeletionTaskId"]
    if not task_id.startswith(f"task{SERVICE_LINKED_PATH}") or len(task_id.split("/")) != TASK_PARTS:
        raise InvalidInputError("Invalid task id")
    if reader.find(DeletionTask, call.account, task_id) is None:
        raise NoSuchEntityError("Cannot find deletion status for given id.")
    return {"Status": "SUCCEEDED"}


def _get_described(service: str) -> ServiceLinkedRole:
    described = load_service_linked_roles().get(service.lower())
    if described is None:
        raise InvalidInputError(f"Limen knows no service-linked role of {service}.")
    return described


def _make_name(described: ServiceLinkedRole, suffix: str) -> str:
    if suffix and not described.allows_suffix:
        raise InvalidInputError(f"Custom suffix is not allowed for {described.service}")
    name = described.name_with(suffix)
    if len(name) > LONGEST_NAME:
        raise InvalidInputError(f"The role name {name} has more than {LONGEST_NAME} characters.")
    return name
