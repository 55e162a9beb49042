"""Instance profiles (spec api 2.4 to 2.6)."""

from typing import Any

import pytest

from limen.domain.iam.roles import InstanceProfile, Role
from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
    UnmodifiableEntityError,
)
from tests.unit.operations.iam.policy_texts import EC2_TRUST, SERVICE_LINKED_PATH
from tests.unit.operations.world import ACCOUNT, CREATED, World

BOX: dict[str, Any] = {"InstanceProfileName": "box"}
FULL = r"^Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1$"


def create(world: World, name: str = "Box", **parameters: Any) -> dict[str, Any]:
    profile: dict[str, Any] = world.call("CreateInstanceProfile", InstanceProfileName=name, **parameters)[
        "InstanceProfile"
    ]
    return profile


def get(world: World) -> dict[str, Any]:
    profile: dict[str, Any] = world.call("GetInstanceProfile", **BOX)["InstanceProfile"]
    return profile


@pytest.fixture
def filled(world: World) -> World:
    """A box with a worker in it, and an idler outside."""
    create(world)
    for name in ("Worker", "idler"):
        world.call("CreateRole", RoleName=name, AssumeRolePolicyDocument=EC2_TRUST, Description="x")
    assert world.call("AddRoleToInstanceProfile", **BOX, RoleName="WORKER") == {}
    return world


def test_a_new_profile_is_empty(world: World):
    profile = create(world, Path="/team/")
    assert profile.pop("InstanceProfileId").startswith("AIPA")
    assert profile == {
        "Path": "/team/",
        "InstanceProfileName": "Box",
        "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/team/Box",
        "CreateDate": CREATED,
        "Roles": [],
    }
    assert get(world)["Roles"] == []


def test_the_role_in_it_is_returned_in_short(filled: World):
    (role,) = get(filled)["Roles"]
    assert role.pop("RoleId").startswith("AROA")
    assert role == {
        "Path": "/",
        "RoleName": "Worker",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/Worker",
        "CreateDate": CREATED,
        "AssumeRolePolicyDocument": EC2_TRUST,
    }


def test_a_name_is_taken_in_any_casing_and_path(world: World):
    create(world)
    with pytest.raises(EntityAlreadyExistsError, match=r"^Instance Profile BOX already exists\.$"):
        create(world, "BOX", Path="/x/")


def test_there_is_room_for_one_role_and_not_even_for_the_same_again(filled: World):
    for name in ("idler", "worker"):
        with pytest.raises(LimitExceededError, match=FULL):
            filled.call("AddRoleToInstanceProfile", **BOX, RoleName=name)


def test_taking_the_role_out(filled: World):
    with pytest.raises(NoSuchEntityError):
        filled.call("RemoveRoleFromInstanceProfile", **BOX, RoleName="idler")
    assert filled.call("RemoveRoleFromInstanceProfile", **BOX, RoleName="worker") == {}
    assert get(filled)["Roles"] == []
    with pytest.raises(NoSuchEntityError):
        filled.call("RemoveRoleFromInstanceProfile", **BOX, RoleName="worker")
    assert filled.call("AddRoleToInstanceProfile", **BOX, RoleName="idler") == {}


def test_a_full_profile_stays(filled: World):
    with pytest.raises(DeleteConflictError) as conflict:
        filled.call("DeleteInstanceProfile", **BOX)
    assert conflict.value.message == "Cannot delete entity, must remove roles from instance profile first."
    filled.call("RemoveRoleFromInstanceProfile", **BOX, RoleName="worker")
    assert filled.call("DeleteInstanceProfile", **BOX) == {}
    with pytest.raises(NoSuchEntityError):
        get(filled)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetInstanceProfile", {}),
        ("DeleteInstanceProfile", {}),
        ("AddRoleToInstanceProfile", {"RoleName": "ghost"}),
        ("RemoveRoleFromInstanceProfile", {"RoleName": "ghost"}),
        ("TagInstanceProfile", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagInstanceProfile", {"TagKeys": ["a"]}),
        ("ListInstanceProfileTags", {}),
    ],
)
def test_a_missing_profile_comes_before_the_role(world: World, operation: str, parameters: dict[str, Any]):
    with pytest.raises(NoSuchEntityError, match=r"^Instance Profile box cannot be found\.$"):
        world.call(operation, **BOX, **parameters)


@pytest.mark.parametrize("operation", ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"])
def test_a_missing_role_is_reported_by_name(world: World, operation: str):
    create(world)
    with pytest.raises(NoSuchEntityError, match=r"^The role with name ghost cannot be found\.$"):
        world.call(operation, **BOX, RoleName="ghost")


def test_roles_of_aws_are_in_no_profile(world: World):
    create(world)
    world.put(Role(ACCOUNT, "AROALINKED", "Linked", SERVICE_LINKED_PATH, CREATED, EC2_TRUST))
    with pytest.raises(UnmodifiableEntityError):
        world.call("AddRoleToInstanceProfile", **BOX, RoleName="linked")


def test_lists_are_in_order_and_without_tags(filled: World):
    create(filled, "a", Path="/x/", Tags=[{"Key": "a", "Value": "b"}])
    create(filled, "Crate", Path="/x/y/")
    profiles = filled.call("ListInstanceProfiles")["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in profiles] == ["a", "Box", "Crate"]
    assert all("Tags" not in profile for profile in profiles)
    assert [len(profile["Roles"]) for profile in profiles] == [0, 1, 0]
    found = filled.call("ListInstanceProfiles", PathPrefix="/x")["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in found] == ["a", "Crate"]
    pages = [len(page) for page in filled.pages("ListInstanceProfiles", "InstanceProfiles", 2)]
    assert pages == [2, 1]


def test_the_profiles_of_a_role(filled: World):
    create(filled, "Another")
    filled.call("AddRoleToInstanceProfile", InstanceProfileName="another", RoleName="worker")
    listing = filled.call("ListInstanceProfilesForRole", RoleName="worker")
    assert [profile["InstanceProfileName"] for profile in listing["InstanceProfiles"]] == ["Another", "Box"]
    assert filled.call("ListInstanceProfilesForRole", RoleName="idler") == {
        "InstanceProfiles": [],
        "IsTruncated": False,
    }


def test_keys_of_profile_tags_have_a_case(world: World):
    both = [{"Key": "Team", "Value": "1"}, {"Key": "team", "Value": "2"}]
    assert create(world, Tags=both)["Tags"] == both
    assert get(world)["Tags"] == both
    world.call("UntagInstanceProfile", **BOX, TagKeys=["team"])
    world.call("TagInstanceProfile", **BOX, Tags=[{"Key": "Team", "Value": "3"}])
    assert world.call("ListInstanceProfileTags", **BOX)["Tags"] == [{"Key": "Team", "Value": "3"}]
    world.call("UntagInstanceProfile", **BOX, TagKeys=["Team"])
    assert "Tags" not in get(world)
    with pytest.raises(InvalidInputError):
        world.call("TagInstanceProfile", **BOX, Tags=[])


def test_the_1001st_profile_exceeds_the_quota(world: World):
    world.put(*(InstanceProfile(ACCOUNT, f"AIPA{number}", f"p{number}", "/", CREATED) for number in range(1000)))
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for InstanceProfilesPerAccount: 1000$"):
        create(world)
