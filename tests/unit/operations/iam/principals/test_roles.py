"""Roles: what each answer contains, the order of refusals, what only AWS may change (spec api 2.4, 2.6, 2.12)."""

import json
from typing import Any

import pytest

from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.roles import Role
from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
    UnmodifiableEntityError,
)
from tests.unit.operations.iam.policy_texts import (
    EC2_TRUST,
    READ_ONLY,
    SERVICE_LINKED_PATH,
    identity_policy,
    trust_policy,
)
from tests.unit.operations.world import ACCOUNT, CREATED, World

ARN = f"arn:aws:iam::{ACCOUNT}:role/team/Worker"
NOBODY = f"arn:aws:iam::{ACCOUNT}:user/nobody"
BASE = {
    "Path": "/team/",
    "RoleName": "Worker",
    "Arn": ARN,
    "CreateDate": CREATED,
    "AssumeRolePolicyDocument": EC2_TRUST,
}


def create(world: World, name: str = "Worker", **parameters: Any) -> dict[str, Any]:
    defaults = {"Path": "/team/", "AssumeRolePolicyDocument": EC2_TRUST}
    role: dict[str, Any] = world.call("CreateRole", RoleName=name, **(defaults | parameters))["Role"]
    return role


def get(world: World, name: str = "worker") -> dict[str, Any]:
    role: dict[str, Any] = world.call("GetRole", RoleName=name)["Role"]
    return role


def linked(world: World, path: str = SERVICE_LINKED_PATH) -> None:
    world.put(Role(ACCOUNT, "AROALINKED", "AWSServiceRoleForECS", path, CREATED, EC2_TRUST))


def test_create_role_returns_what_was_given(world: World):
    role = create(world)
    assert role.pop("RoleId").startswith("AROA")
    assert role == BASE


def test_create_role_returns_everything_that_was_given(world: World):
    given: dict[str, Any] = {"Description": "works", "MaxSessionDuration": 7200}
    given["Tags"] = [{"Key": "Team", "Value": "blue"}]
    role = create(world, PermissionsBoundary=READ_ONLY, **given)
    boundary = {"PermissionsBoundaryArn": READ_ONLY, "PermissionsBoundaryType": "Policy"}
    assert role == BASE | given | {"RoleId": role["RoleId"], "PermissionsBoundary": boundary}
    assert get(world) == role | {"RoleLastUsed": {}}


def test_get_role_always_returns_duration_and_last_use(world: World):
    role = create(world)
    assert get(world) == role | {"MaxSessionDuration": 3600, "RoleLastUsed": {}}
    world.put(LastUsed(ACCOUNT, role["RoleId"], CREATED, "eu-west-1", "iam"))
    assert get(world)["RoleLastUsed"] == {"LastUsedDate": CREATED, "Region": "eu-west-1"}


def test_list_roles_returns_less(world: World):
    create(world, "b", Description="x", PermissionsBoundary=READ_ONLY, Tags=[{"Key": "a", "Value": "b"}])
    create(world, "A", Path="/team/x/")
    create(world, "c", Path="/other/")
    roles = world.call("ListRoles")["Roles"]
    assert [role["RoleName"] for role in roles] == ["A", "b", "c"]
    common = {*BASE, "RoleId", "MaxSessionDuration"}
    assert [set(role) for role in roles] == [common, common | {"Description"}, common]
    assert [role["RoleName"] for role in world.call("ListRoles", PathPrefix="/team")["Roles"]] == ["A", "b"]
    assert [[role["RoleName"] for role in page] for page in world.pages("ListRoles", "Roles", 2)] == [["A", "b"], ["c"]]


def test_a_name_is_taken_in_any_casing_and_path(world: World):
    create(world)
    with pytest.raises(EntityAlreadyExistsError, match=r"^Role with name WORKER already exists\.$"):
        create(world, "WORKER", Path="/")


@pytest.mark.parametrize(
    "parameters", [{"Path": "/aws-service-role/x/"}, {"Path": "/aws-reserved/"}, {"name": "AWSServiceRoleForX"}]
)
def test_paths_and_names_of_aws_are_reserved(world: World, parameters: dict[str, str]):
    with pytest.raises(InvalidInputError):
        create(world, **parameters)


def test_the_order_of_refusals(world: World):
    """Tags, trust policy, name, boundary: after each fix, the next fault is reported."""
    create(world)
    missing = f"arn:aws:iam::{ACCOUNT}:policy/nope"
    bad: dict[str, Any] = {
        "Tags": [{"Key": "aws:x", "Value": ""}],
        "AssumeRolePolicyDocument": "{",
        "name": "worker",
        "PermissionsBoundary": missing,
    }
    errors = (
        InvalidInputError,
        MalformedPolicyDocumentError,
        EntityAlreadyExistsError,
        NoSuchEntityError,
    )
    for error, parameter in zip(errors, tuple(bad), strict=True):
        with pytest.raises(error):
            create(world, **bad)
        del bad[parameter]
        bad |= {"name": "other"} if parameter == "name" else {}
    assert create(world, **bad)["RoleName"] == "other"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "This policy contains invalid Json"),
        (json.dumps({"Version": "2012-10-17", "Statement": []}), "Could not parse the policy: Statement is empty!"),
        (trust_policy({}), "Missing required field Principal cannot be empty!"),
        (trust_policy("*", "s3:*"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (
            trust_policy(f"arn:aws:iam::{ACCOUNT}:user/nope"),
            f'Invalid principal in policy: "AWS":"{ARN[:-16]}user/nope"',
        ),
        (trust_policy("999988887777"), 'Invalid principal in policy: "AWS":"999988887777"'),
    ],
)
def test_trust_policies_are_checked_on_both_ways_in(world: World, document: str, message: str):
    with pytest.raises(MalformedPolicyDocumentError) as creating:
        create(world, AssumeRolePolicyDocument=document)
    create(world)
    with pytest.raises(MalformedPolicyDocumentError) as updating:
        world.call("UpdateAssumeRolePolicy", RoleName="worker", PolicyDocument=document)
    assert creating.value.message == updating.value.message == message
    assert get(world)["AssumeRolePolicyDocument"] == EC2_TRUST


def test_the_size_of_trust_policies(world: World):
    long = trust_policy({"Service": [f"s{number:04}.amazonaws.com" for number in range(100)]})
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for ACLSizePerRole: 2048$"):
        create(world, AssumeRolePolicyDocument=long)
    spacious = EC2_TRUST.replace(",", "," + " " * 2048)
    assert create(world, AssumeRolePolicyDocument=spacious)["AssumeRolePolicyDocument"] == spacious


def test_the_1001st_role_exceeds_the_quota(world: World):
    world.put(*(Role(ACCOUNT, f"AROA{number}", f"r{number}", "/", CREATED, EC2_TRUST) for number in range(1000)))
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for RolesPerAccount: 1000$"):
        create(world)


def test_update_role_keeps_what_is_left_out(world: World):
    create(world, Description="works", MaxSessionDuration=7200)
    assert world.call("UpdateRole", RoleName="WORKER") == {}
    assert (get(world)["Description"], get(world)["MaxSessionDuration"]) == ("works", 7200)
    world.call("UpdateRole", RoleName="worker", Description="")
    world.call("UpdateRole", RoleName="worker", MaxSessionDuration=3600)
    assert (get(world)["Description"], get(world)["MaxSessionDuration"]) == ("", 3600)


def test_update_role_description_returns_the_role(world: World):
    create(world)
    role = world.call("UpdateRoleDescription", RoleName="worker", Description="idle")["Role"]
    assert role == get(world)
    assert role["Description"] == "idle"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetRole", {}),
        ("DeleteRole", {}),
        ("UpdateRole", {}),
        ("UpdateRoleDescription", {"Description": "x"}),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": "{"}),
        ("TagRole", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagRole", {"TagKeys": ["a"]}),
        ("ListRoleTags", {}),
        ("ListInstanceProfilesForRole", {}),
    ],
)
def test_a_missing_role_is_reported_by_name(world: World, operation: str, parameters: dict[str, Any]):
    with pytest.raises(NoSuchEntityError, match=r"^The role with name ghost cannot be found\.$"):
        world.call(operation, RoleName="ghost", **parameters)


def test_delete_role_requires_the_removal_of_dependents_in_order(world: World):
    role = create(world)
    world.put(LastUsed(ACCOUNT, role["RoleId"], CREATED))
    world.call("CreateInstanceProfile", InstanceProfileName="box")
    world.call("AddRoleToInstanceProfile", InstanceProfileName="box", RoleName="worker")
    world.call("AttachRolePolicy", RoleName="worker", PolicyArn=READ_ONLY)
    world.call("PutRolePolicy", RoleName="worker", PolicyName="p", PolicyDocument=identity_policy())
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("remove roles from instance profile", "RemoveRoleFromInstanceProfile", {"InstanceProfileName": "box"}),
        ("detach all policies", "DetachRolePolicy", {"PolicyArn": READ_ONLY}),
        ("delete policies", "DeleteRolePolicy", {"PolicyName": "p"}),
    ]
    for what, operation, parameters in steps:
        with pytest.raises(DeleteConflictError) as conflict:
            world.call("DeleteRole", RoleName="worker")
        assert conflict.value.message == f"Cannot delete entity, must {what} first."
        world.call(operation, RoleName="worker", **parameters)
    assert world.call("DeleteRole", RoleName="worker") == {}
    assert world.store.latest().find(LastUsed, ACCOUNT, role["RoleId"]) is None
    assert create(world)["RoleId"] != role["RoleId"]
    assert world.call("DeleteRole", RoleName="worker") == {}


@pytest.mark.parametrize("path", [SERVICE_LINKED_PATH, "/aws-reserved/sso.amazonaws.com/"])
def test_roles_of_aws_are_protected(world: World, path: str):
    linked(world, path)
    for operation in ("DeleteRole", "UpdateAssumeRolePolicy"):
        with pytest.raises(UnmodifiableEntityError) as refused:
            world.call(operation, RoleName="awsserviceroleforecs", PolicyDocument=EC2_TRUST)
        assert refused.value.message == (
            "Cannot perform the operation on the protected role 'AWSServiceRoleForECS'"
            " - this role is only modifiable by AWS"
        )
    with pytest.raises(UnmodifiableEntityError) as refused:
        world.call("UpdateRole", RoleName="AWSServiceRoleForECS", MaxSessionDuration=7200, Description="x")
    assert refused.value.message == (
        "AWSServiceRoleForECS is an AWS service linked role, max session duration cannot be changed."
    )


def test_description_and_tags_of_a_role_of_aws_may_change(world: World):
    linked(world)
    world.call("UpdateRole", RoleName="AWSServiceRoleForECS", Description="x")
    world.call("TagRole", RoleName="AWSServiceRoleForECS", Tags=[{"Key": "a", "Value": "b"}])
    role = get(world, "AWSServiceRoleForECS")
    assert (role["Description"], role["Tags"]) == ("x", [{"Key": "a", "Value": "b"}])


def test_keys_of_role_tags_have_no_case(world: World):
    create(world, Tags=[{"Key": "Team", "Value": "1"}])
    world.call("TagRole", RoleName="worker", Tags=[{"Key": "team", "Value": "2"}, {"Key": "Desk", "Value": ""}])
    tags = [{"Key": "Desk", "Value": ""}, {"Key": "team", "Value": "2"}]
    assert world.call("ListRoleTags", RoleName="worker") == {"Tags": tags, "IsTruncated": False}
    world.call("UntagRole", RoleName="worker", TagKeys=["TEAM", "absent"])
    assert get(world)["Tags"] == [{"Key": "Desk", "Value": ""}]
    world.call("UntagRole", RoleName="worker", TagKeys=["desk"])
    assert "Tags" not in get(world)
