import json
from typing import Any

import pytest

from limen.errors import ValidationError
from tests.unit.operations.world import ACCOUNT, World

DETAILS = "GetAccountAuthorizationDetails"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
DOCUMENT = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
TRUST = (
    '{"Version":"2012-10-17","Statement":'
    '{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'
)


@pytest.fixture
def full_world(world: World) -> World:
    world.user("alice", Path="/team/", PermissionsBoundary=READ_ONLY, Tags=[{"Key": "a", "Value": "b"}])
    world.user("bob")
    for name in ("staff", "Crew"):
        world.call("CreateGroup", GroupName=name)
        world.call("AddUserToGroup", GroupName=name, UserName="alice")
    world.call("PutUserPolicy", UserName="alice", PolicyName="inline", PolicyDocument=DOCUMENT)
    world.call("PutGroupPolicy", GroupName="staff", PolicyName="inline", PolicyDocument=DOCUMENT)
    world.call("CreateRole", RoleName="worker", AssumeRolePolicyDocument=TRUST)
    world.call("CreateInstanceProfile", InstanceProfileName="box", Tags=[{"Key": "a", "Value": "b"}])
    world.call("AddRoleToInstanceProfile", InstanceProfileName="box", RoleName="worker")
    arn = world.call("CreatePolicy", PolicyName="own", PolicyDocument=DOCUMENT, Description="text")["Policy"]["Arn"]
    world.call("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=DOCUMENT)
    world.call("AttachUserPolicy", UserName="alice", PolicyArn=arn)
    world.call("AttachUserPolicy", UserName="alice", PolicyArn=ADMINISTRATOR)
    return world


def names(output):
    return [
        *(user["UserName"] for user in output["UserDetailList"]),
        *(role["RoleName"] for role in output["RoleDetailList"]),
        *(group["GroupName"] for group in output["GroupDetailList"]),
        *(policy["PolicyName"] for policy in output["Policies"]),
    ]


EVERYTHING = ["alice", "bob", "worker", "Crew", "staff", "AdministratorAccess", "own", "ReadOnlyAccess"]


def test_an_empty_account_has_four_empty_lists(world: World):
    assert world.call(DETAILS) == {
        "Policies": [],
        "UserDetailList": [],
        "RoleDetailList": [],
        "GroupDetailList": [],
        "IsTruncated": False,
    }


def test_everything_is_returned_and_only_aws_policies_in_use(full_world: World):
    output = full_world.call(DETAILS)
    assert list(output) == ["Policies", "UserDetailList", "RoleDetailList", "GroupDetailList", "IsTruncated"]
    assert names(output) == EVERYTHING


def test_a_user_in_full_and_a_bare_one(full_world: World):
    alice, bob = full_world.call(DETAILS)["UserDetailList"]
    assert alice["UserPolicyList"] == [{"PolicyName": "inline", "PolicyDocument": DOCUMENT}]
    assert alice["GroupList"] == ["Crew", "staff"]
    assert alice["AttachedManagedPolicies"] == [
        {"PolicyName": "AdministratorAccess", "PolicyArn": ADMINISTRATOR},
        {"PolicyName": "own", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/own"},
    ]
    assert alice["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    assert alice["Tags"] == [{"Key": "a", "Value": "b"}]
    assert (bob["GroupList"], bob["AttachedManagedPolicies"], bob["Tags"]) == ([], [], [])
    assert not {"UserPolicyList", "PermissionsBoundary"} & set(bob)


def test_roles_and_groups_have_their_inline_lists_even_when_empty(full_world: World):
    output = full_world.call(DETAILS)
    crew, staff = output["GroupDetailList"]
    assert (crew["GroupPolicyList"], crew["AttachedManagedPolicies"]) == ([], [])
    assert staff["GroupPolicyList"] == [{"PolicyName": "inline", "PolicyDocument": DOCUMENT}]
    (role,) = output["RoleDetailList"]
    assert (role["RolePolicyList"], role["RoleLastUsed"]) == ([], {})
    assert json.loads(role["AssumeRolePolicyDocument"]) == json.loads(TRUST)
    (profile,) = role["InstanceProfileList"]
    assert profile["InstanceProfileName"] == "box"
    assert profile["Roles"][0]["RoleName"] == "worker"
    assert "Tags" not in profile


def test_policies_have_all_versions_with_documents_newest_first(full_world: World):
    administrator, own, read_only = full_world.call(DETAILS)["Policies"]
    assert [version["VersionId"] for version in own["PolicyVersionList"]] == ["v2", "v1"]
    assert own["PolicyVersionList"][1] == {
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "CreateDate": own["CreateDate"],
        "Document": DOCUMENT,
    }
    assert "Description" not in own
    assert (own["AttachmentCount"], own["PermissionsBoundaryUsageCount"]) == (1, 0)
    assert (read_only["AttachmentCount"], read_only["PermissionsBoundaryUsageCount"]) == (0, 1)
    assert json.loads(administrator["PolicyVersionList"][0]["Document"])["Statement"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["Group", "User"], ["alice", "bob", "Crew", "staff"]),
        (["Role"], ["worker"]),
        (["LocalManagedPolicy"], ["own"]),
        (["AWSManagedPolicy"], ["AdministratorAccess", "ReadOnlyAccess"]),
    ],
)
def test_filters(full_world: World, wanted, expected):
    assert names(full_world.call(DETAILS, Filter=wanted)) == expected


@pytest.mark.parametrize("size", range(1, 9))
def test_one_page_budget_walks_users_roles_groups_policies(full_world: World, size):
    seen: list[str] = []
    marker: dict[str, Any] = {}
    while True:
        output = full_world.call(DETAILS, MaxItems=size, **marker)
        assert len(names(output)) == min(size, len(EVERYTHING) - len(seen))
        seen += names(output)
        if not output["IsTruncated"]:
            break
        marker = {"Marker": output["Marker"]}
    assert seen == EVERYTHING


def test_a_marker_belongs_to_its_filter(full_world: World):
    marker = full_world.call(DETAILS, MaxItems=1, Filter=["User"])["Marker"]
    with pytest.raises(ValidationError, match=r"^Marker and Filter do not match$"):
        full_world.call(DETAILS, Filter=["Group"], Marker=marker)
