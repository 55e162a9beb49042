from typing import Any

import pytest

from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.world import ACCOUNT, CREATED, World

POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def names(groups):
    return [group["GroupName"] for group in groups]


def test_create_group(world: World):
    group = world.call("CreateGroup", GroupName="Staff", Path="/hq/")["Group"]
    assert group.pop("GroupId").startswith("AGPA")
    assert group == {
        "Path": "/hq/",
        "GroupName": "Staff",
        "Arn": f"arn:aws:iam::{ACCOUNT}:group/hq/Staff",
        "CreateDate": CREATED,
    }


def test_names_are_unique_in_any_casing(world: World):
    world.call("CreateGroup", GroupName="staff")
    with pytest.raises(EntityAlreadyExistsError, match=r"^Group with name STAFF already exists\.$"):
        world.call("CreateGroup", GroupName="STAFF", Path="/other/")


def test_users_and_groups_have_namespaces_of_their_own(world: World):
    world.user("staff")
    assert world.call("CreateGroup", GroupName="staff")["Group"]["GroupName"] == "staff"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetGroup", {}),
        ("UpdateGroup", {"NewPath": "/x/"}),
        ("DeleteGroup", {}),
        ("AddUserToGroup", {"UserName": "alice"}),
        ("RemoveUserFromGroup", {"UserName": "alice"}),
    ],
)
def test_a_missing_group_is_reported_by_name(world: World, operation, parameters):
    world.user("alice")
    with pytest.raises(NoSuchEntityError, match=r"^The group with name ghosts cannot be found\.$"):
        world.call(operation, GroupName="ghosts", **parameters)


def test_membership_is_seen_from_both_sides_in_any_casing(world: World):
    world.user("Bob")
    world.user("alice")
    world.call("CreateGroup", GroupName="staff")
    world.call("CreateGroup", GroupName="Board")
    for name in ("BOB", "alice"):
        assert world.call("AddUserToGroup", UserName=name, GroupName="STAFF") == {}
    world.call("AddUserToGroup", UserName="alice", GroupName="board")
    members = world.call("GetGroup", GroupName="staff")
    assert [user["UserName"] for user in members["Users"]] == ["alice", "Bob"]
    assert members["Group"]["GroupName"] == "staff"
    assert names(world.call("ListGroupsForUser", UserName="alice")["Groups"]) == ["Board", "staff"]


def test_adding_twice_and_removing_a_non_member_succeed(world: World):
    world.user("alice")
    world.call("CreateGroup", GroupName="staff")
    assert world.call("RemoveUserFromGroup", UserName="alice", GroupName="staff") == {}
    for _ in range(2):
        world.call("AddUserToGroup", UserName="alice", GroupName="staff")
    assert len(world.call("GetGroup", GroupName="staff")["Users"]) == 1
    world.call("RemoveUserFromGroup", UserName="alice", GroupName="staff")
    assert world.call("GetGroup", GroupName="staff")["Users"] == []


def test_a_missing_member_is_reported_by_name(world: World):
    world.call("CreateGroup", GroupName="staff")
    for operation in ("AddUserToGroup", "RemoveUserFromGroup"):
        with pytest.raises(NoSuchEntityError, match=r"^The user with name ghost cannot be found\.$"):
            world.call(operation, GroupName="staff", UserName="ghost")


def test_a_user_is_in_ten_groups_at_most(world: World):
    world.user("alice")
    for number in range(11):
        world.call("CreateGroup", GroupName=f"g{number}")
    for number in range(10):
        world.call("AddUserToGroup", UserName="alice", GroupName=f"g{number}")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for GroupsPerUser: 10$"):
        world.call("AddUserToGroup", UserName="alice", GroupName="g10")
    assert world.call("AddUserToGroup", UserName="alice", GroupName="g9") == {}


def test_the_301st_group_exceeds_the_quota(world: World):
    for number in range(300):
        world.call("CreateGroup", GroupName=f"g{number}")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for GroupsPerAccount: 300$"):
        world.call("CreateGroup", GroupName="one-more")


def test_renaming_keeps_members_and_policies(world: World):
    world.user("alice")
    world.call("CreateGroup", GroupName="staff")
    world.call("AddUserToGroup", UserName="alice", GroupName="staff")
    world.call("AttachGroupPolicy", GroupName="staff", PolicyArn=POLICY)
    assert world.call("UpdateGroup", GroupName="staff", NewGroupName="crew", NewPath="/x/") == {}
    group = world.call("GetGroup", GroupName="crew")
    assert group["Group"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:group/x/crew"
    assert len(group["Users"]) == 1
    assert len(world.call("ListAttachedGroupPolicies", GroupName="crew")["AttachedPolicies"]) == 1


def test_renaming_to_a_name_that_is_taken(world: World):
    world.call("CreateGroup", GroupName="staff")
    world.call("CreateGroup", GroupName="crew")
    with pytest.raises(EntityAlreadyExistsError, match=r"^Group with name Crew already exists\.$"):
        world.call("UpdateGroup", GroupName="staff", NewGroupName="Crew")


def test_list_groups_is_sorted_and_filtered_by_path(world: World):
    for name, path in (("b", "/x/"), ("A", "/x/y/"), ("c", "/z/")):
        world.call("CreateGroup", GroupName=name, Path=path)
    assert names(world.call("ListGroups")["Groups"]) == ["A", "b", "c"]
    assert names(world.call("ListGroups", PathPrefix="/x")["Groups"]) == ["A", "b"]


def test_delete_group_requires_the_removal_of_dependents_in_order(world: World):
    world.user("alice")
    world.call("CreateGroup", GroupName="staff")
    world.call("AttachGroupPolicy", GroupName="staff", PolicyArn=POLICY)
    document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    world.call("PutGroupPolicy", GroupName="staff", PolicyName="inline", PolicyDocument=document)
    world.call("AddUserToGroup", UserName="alice", GroupName="staff")
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("must detach all policies first.", "DetachGroupPolicy", {"PolicyArn": POLICY}),
        ("must delete policies first.", "DeleteGroupPolicy", {"PolicyName": "inline"}),
        ("must remove users from group first.", "RemoveUserFromGroup", {"UserName": "alice"}),
    ]
    for reason, operation, parameters in steps:
        with pytest.raises(DeleteConflictError) as conflict:
            world.call("DeleteGroup", GroupName="staff")
        assert conflict.value.message == f"Cannot delete entity, {reason}"
        world.call(operation, GroupName="staff", **parameters)
    assert world.call("DeleteGroup", GroupName="staff") == {}
    with pytest.raises(NoSuchEntityError):
        world.call("GetGroup", GroupName="staff")
