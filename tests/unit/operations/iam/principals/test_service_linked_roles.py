"""Service-linked roles (spec api 2.1, 2.4, 2.6, 2.12)."""

import json
import re
from typing import Any

import pytest

from limen.domain.iam.roles import DeletionTask
from limen.operations.iam.faults import (
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
    UnmodifiableEntityError,
)
from limen.operations.iam.principals import service_linked_roles
from tests.unit.operations.iam.policy_texts import EC2_TRUST
from tests.unit.operations.world import ACCOUNT, CREATED, World

NAME = "AWSServiceRoleForECS"
ECS: dict[str, Any] = {"AWSServiceName": "ecs.amazonaws.com"}
SCALING: dict[str, Any] = {"AWSServiceName": "autoscaling.amazonaws.com"}


def create(world: World, **parameters: Any) -> dict[str, Any]:
    role: dict[str, Any] = world.call("CreateServiceLinkedRole", **parameters)["Role"]
    return role


def test_a_service_has_its_role_with_its_policy(world: World):
    role = create(world, **ECS, Description="for containers")
    assert role.pop("RoleId").startswith("AROA")
    assert json.loads(role.pop("AssumeRolePolicyDocument"))["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": ["ecs.amazonaws.com"]}, "Action": ["sts:AssumeRole"]}
    ]
    assert role == {
        "Path": "/aws-service-role/ecs.amazonaws.com/",
        "RoleName": NAME,
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/{NAME}",
        "CreateDate": CREATED,
        "Description": "for containers",
    }
    attached = world.call("ListAttachedRolePolicies", RoleName=NAME)["AttachedPolicies"]
    assert [each["PolicyArn"] for each in attached] == [
        "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"
    ]


def test_the_stored_trust_policy_has_no_lists(world: World):
    assert "Description" not in create(world, **ECS)
    (statement,) = json.loads(world.call("GetRole", RoleName=NAME)["Role"]["AssumeRolePolicyDocument"])["Statement"]
    assert (statement["Action"], statement["Principal"]) == ("sts:AssumeRole", {"Service": "ecs.amazonaws.com"})


def test_a_role_is_created_once_or_once_for_each_suffix(world: World):
    create(world, **ECS)
    taken = rf"^Service role name {NAME} has been taken in this account, please try a different suffix\.$"
    with pytest.raises(InvalidInputError, match=taken):
        create(world, **ECS)
    create(world, **SCALING)
    assert create(world, **SCALING, CustomSuffix="blue")["RoleName"] == "AWSServiceRoleForAutoScaling_blue"


def test_a_suffix_must_be_allowed_and_short(world: World):
    with pytest.raises(InvalidInputError, match=r"^Custom suffix is not allowed for ecs\.amazonaws\.com$"):
        create(world, **ECS, CustomSuffix="blue")
    with pytest.raises(InvalidInputError, match="more than 64 characters"):
        create(world, **SCALING, CustomSuffix="x" * 60)


def test_an_unknown_service_has_none(world: World):
    with pytest.raises(InvalidInputError, match=r"no service-linked role of rocket\.amazonaws\.com"):
        create(world, AWSServiceName="rocket.amazonaws.com")


def test_it_counts_as_a_role(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service_linked_roles, "ROLES_PER_ACCOUNT", 1)
    create(world, **ECS)
    with pytest.raises(LimitExceededError):
        create(world, **SCALING)


def test_nobody_else_changes_it(world: World):
    create(world, **ECS)
    with pytest.raises(UnmodifiableEntityError):
        world.call("DeleteRole", RoleName=NAME)
    with pytest.raises(UnmodifiableEntityError):
        world.call("UpdateAssumeRolePolicy", RoleName=NAME, PolicyDocument=EC2_TRUST)


def test_its_deletion_is_a_task_that_has_succeeded(world: World):
    create(world, **ECS)
    task = world.call("DeleteServiceLinkedRole", RoleName=NAME)["DeletionTaskId"]
    assert re.fullmatch(rf"task/aws-service-role/ecs\.amazonaws\.com/{NAME}/[0-9a-f-]{{36}}", task)
    assert world.call("GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task) == {"Status": "SUCCEEDED"}
    with pytest.raises(NoSuchEntityError, match=rf"^The role with name {NAME} cannot be found\.$"):
        world.call("DeleteServiceLinkedRole", RoleName=NAME)
    create(world, **ECS)


def test_another_role_is_not_deleted_that_way(world: World):
    world.call("CreateRole", RoleName="worker", AssumeRolePolicyDocument=EC2_TRUST)
    with pytest.raises(NoSuchEntityError, match="service-linked role with name worker"):
        world.call("DeleteServiceLinkedRole", RoleName="worker")


@pytest.mark.parametrize("task", ["x", "task/x", f"task/aws-service-role/{NAME}/1", "task/aws-service-role/a/b/c/d"])
def test_a_task_id_has_a_form(world: World, task: str):
    with pytest.raises(InvalidInputError, match=r"^Invalid task id$"):
        world.call("GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task)


def test_an_unknown_task_is_not_found(world: World):
    with pytest.raises(NoSuchEntityError, match=r"^Cannot find deletion status for given id\.$"):
        world.call("GetServiceLinkedRoleDeletionStatus", DeletionTaskId=f"task/aws-service-role/a/{NAME}/1")


def test_tasks_are_forgotten_after_a_month(world: World):
    for days in (0, 20, 40):
        create(world, **ECS)
        world.later(days=days).call("DeleteServiceLinkedRole", RoleName=NAME)
    assert len(world.store.latest().all(DeletionTask, ACCOUNT)) == 2
