"""Customer managed policies, and AWS's own as far as they can be read (spec api 2.4 to 2.6)."""

from collections.abc import Iterator
from typing import Any

import pytest

from limen.errors import AccessDeniedError, ValidationError
from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
)
from limen.operations.iam.policies.documents import check_inline, check_managed
from tests.unit.operations.iam.owner_kinds import named
from tests.unit.operations.iam.policy_texts import EC2_TRUST, READ_ONLY, identity_policy, padded_policy
from tests.unit.operations.world import ACCOUNT, CREATED, OTHER_ACCOUNT, World

LIMIT = f"arn:aws:iam::{ACCOUNT}:policy/team/Limit"


def create(world: World, name: str = "Limit", path: str = "/team/", **parameters: Any) -> dict[str, Any]:
    document = parameters.pop("PolicyDocument", identity_policy())
    policy: dict[str, Any] = world.call(
        "CreatePolicy", PolicyName=name, Path=path, PolicyDocument=document, **parameters
    )["Policy"]
    return policy


def names(output: dict[str, Any]) -> list[str]:
    return [policy["PolicyName"] for policy in output["Policies"]]


SHOWN = {
    "PolicyName": "Limit",
    "Arn": LIMIT,
    "Path": "/team/",
    "DefaultVersionId": "v1",
    "AttachmentCount": 0,
    "PermissionsBoundaryUsageCount": 0,
    "IsAttachable": True,
    "CreateDate": CREATED,
    "UpdateDate": CREATED,
}


def test_create_policy_returns_everything_but_the_description(world: World):
    policy = create(world, Description="limits", Tags=[{"Key": "Team", "Value": "blue"}])
    assert policy.pop("PolicyId").startswith("ANPA")
    assert policy == SHOWN | {"Tags": [{"Key": "Team", "Value": "blue"}]}


def test_get_policy_returns_the_description_and_tags_even_if_there_are_none(world: World):
    plain = create(world)
    assert set(plain) == {*SHOWN, "PolicyId"}
    assert world.call("GetPolicy", PolicyArn=LIMIT)["Policy"] == plain | {"Tags": []}
    create(world, "other", Description="limits")
    other = world.call("GetPolicy", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/team/other")["Policy"]
    assert other["Description"] == "limits"


def test_policies_of_aws_can_be_read(world: World):
    policy = world.call("GetPolicy", PolicyArn=READ_ONLY)["Policy"]
    assert policy["PolicyId"].startswith("ANPA")
    assert (policy["PolicyName"], policy["Path"], policy["Tags"]) == ("ReadOnlyAccess", "/", [])
    assert policy["IsAttachable"] is True
    assert world.call("ListPolicyTags", PolicyArn=READ_ONLY) == {"Tags": [], "IsTruncated": False}


def test_a_name_is_taken_in_any_casing_and_path(world: World):
    create(world)
    with pytest.raises(EntityAlreadyExistsError) as taken:
        create(world, "LIMIT", "/")
    assert taken.value.message == "A policy called LIMIT already exists. Duplicate names are not allowed."


def test_the_document_is_checked_before_the_name(world: World):
    create(world)
    with pytest.raises(MalformedPolicyDocumentError, match=r"^Syntax errors in policy\.$"):
        create(world, PolicyDocument="{}")


def test_the_size_that_counts(world: World):
    create(world, PolicyDocument=padded_policy(6144))
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for PolicySize: 6144$"):
        create(world, "other", PolicyDocument=padded_policy(6145))


def test_a_missing_policy_is_reported_by_arn(world: World):
    missing = [LIMIT, LIMIT.replace(ACCOUNT, OTHER_ACCOUNT), "arn:aws:iam::aws:policy/Nope"]
    create(world, path="/")
    for operation in ("GetPolicy", "DeletePolicy", "ListEntitiesForPolicy", "ListPolicyTags", "ListPolicyVersions"):
        for arn in missing:
            with pytest.raises(NoSuchEntityError) as refused:
                world.call(operation, PolicyArn=arn)
            assert refused.value.message == f"Policy {arn} was not found."
    with pytest.raises(ValidationError, match=r"^Invalid ARN:  Could not be parsed!$"):
        world.call("GetPolicy", PolicyArn="ReadOnlyAccess-without-arn")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("DeletePolicy", {}),
        ("TagPolicy", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagPolicy", {"TagKeys": ["a"]}),
        ("CreatePolicyVersion", {"PolicyDocument": "{"}),
        ("DeletePolicyVersion", {"VersionId": "v1"}),
        ("SetDefaultPolicyVersion", {"VersionId": "v1"}),
    ],
)
def test_policies_of_aws_are_not_to_be_changed(world: World, operation: str, parameters: dict[str, Any]):
    with pytest.raises(AccessDeniedError) as refused:
        world.call(operation, PolicyArn=READ_ONLY, **parameters)
    assert refused.value.message == (
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: iam:{operation}"
        f" on resource: policy {READ_ONLY}"
    )


def test_delete_policy_requires_no_attachments_first_and_then_no_versions(world: World):
    create(world)
    world.user("alice")
    world.call("AttachUserPolicy", UserName="alice", PolicyArn=LIMIT)
    world.call("CreatePolicyVersion", PolicyArn=LIMIT, PolicyDocument=identity_policy("ec2:*"))
    with pytest.raises(DeleteConflictError, match=r"^Cannot delete a policy attached to entities\.$"):
        world.call("DeletePolicy", PolicyArn=LIMIT)
    world.call("DetachUserPolicy", UserName="alice", PolicyArn=LIMIT)
    with pytest.raises(DeleteConflictError) as versions:
        world.call("DeletePolicy", PolicyArn=LIMIT)
    assert versions.value.message == (
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
        "The default version is deleted with the policy."
    )
    world.call("DeletePolicyVersion", PolicyArn=LIMIT, VersionId="v2")
    assert world.call("DeletePolicy", PolicyArn=LIMIT) == {}
    first = create(world)
    assert world.call("GetPolicy", PolicyArn=LIMIT)["Policy"]["PolicyId"] == first["PolicyId"]


# --- lists ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def used(world: World) -> World:
    """`attached` is attached to a user, a group and a role, `bounding` bounds a user and a role, `idle` is idle."""
    for name in ("attached", "bounding", "idle"):
        create(world, name, f"/{name}/", Description="x", Tags=[{"Key": "a", "Value": "b"}])
    world.user("Alice", Path="/x/")
    world.user("bob", PermissionsBoundary=arn("bounding"))
    world.call("CreateGroup", GroupName="staff", Path="/x/y/")
    world.call("CreateRole", RoleName="worker", AssumeRolePolicyDocument=EC2_TRUST, PermissionsBoundary=arn("bounding"))
    for kind, name in (("User", "alice"), ("Group", "staff"), ("Role", "worker")):
        world.call(f"Attach{kind}Policy", **named(kind, name), PolicyArn=arn("attached"))
    world.call("AttachUserPolicy", UserName="bob", PolicyArn=READ_ONLY)
    return world


def arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}/{name}"


def test_counts(used: World):
    policies = {policy["PolicyName"]: policy for policy in used.call("ListPolicies", Scope="Local")["Policies"]}
    counts = {
        name: (policy["AttachmentCount"], policy["PermissionsBoundaryUsageCount"]) for name, policy in policies.items()
    }
    assert counts == {"attached": (3, 0), "bounding": (0, 2), "idle": (0, 0)}
    assert all({"Tags", "Description"}.isdisjoint(policy) for policy in policies.values())


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"Scope": "Local"}, ["attached", "bounding", "idle"]),
        ({"Scope": "Local", "PathPrefix": "/b"}, ["bounding"]),
        ({"Scope": "Local", "OnlyAttached": True}, ["attached", "bounding"]),
        ({"OnlyAttached": True}, ["attached", "bounding", "ReadOnlyAccess"]),
        ({"Scope": "AWS", "OnlyAttached": True}, ["ReadOnlyAccess"]),
        ({"OnlyAttached": True, "PolicyUsageFilter": "PermissionsPolicy"}, ["attached", "ReadOnlyAccess"]),
        ({"OnlyAttached": True, "PolicyUsageFilter": "PermissionsBoundary"}, ["bounding"]),
        ({"Scope": "Local", "PolicyUsageFilter": "PermissionsBoundary"}, ["attached", "bounding", "idle"]),
        ({"Scope": "Local", "OnlyAttached": False}, ["attached", "bounding", "idle"]),
    ],
)
def test_which_policies_are_listed(used: World, parameters: dict[str, Any], expected: list[str]):
    assert names(used.call("ListPolicies", **parameters)) == expected


def test_all_policies_in_pages(used: World):
    listed = [policy["PolicyName"] for page in used.pages("ListPolicies", "Policies", 1000) for policy in page]
    assert len(listed) > 1000
    assert listed == sorted(listed, key=str.lower)
    assert {"AdministratorAccess", "idle"} <= set(listed)


def entities(output: dict[str, Any]) -> dict[str, list[str]]:
    members = {"PolicyUsers": "UserName", "PolicyGroups": "GroupName", "PolicyRoles": "RoleName"}
    return {member: [entity[name] for entity in output[member]] for member, name in members.items()}


def only(users: Iterator[str] | list[str], groups: list[str], roles: list[str]) -> dict[str, list[str]]:
    return {"PolicyUsers": list(users), "PolicyGroups": groups, "PolicyRoles": roles}


NOBODY = only([], [], [])


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("attached", {}, only(["Alice"], ["staff"], ["worker"])),
        ("attached", {"EntityFilter": "User"}, only(["Alice"], [], [])),
        ("attached", {"EntityFilter": "Group"}, only([], ["staff"], [])),
        ("attached", {"EntityFilter": "Role"}, only([], [], ["worker"])),
        ("attached", {"EntityFilter": "LocalManagedPolicy"}, NOBODY),
        ("attached", {"EntityFilter": "AWSManagedPolicy"}, NOBODY),
        ("attached", {"PathPrefix": "/x/"}, only(["Alice"], ["staff"], [])),
        ("attached", {"PolicyUsageFilter": "PermissionsBoundary"}, NOBODY),
        ("bounding", {}, only(["bob"], [], ["worker"])),
        ("bounding", {"PolicyUsageFilter": "PermissionsPolicy"}, NOBODY),
        ("bounding", {"PolicyUsageFilter": "PermissionsBoundary", "EntityFilter": "User"}, only(["bob"], [], [])),
        ("idle", {}, NOBODY),
    ],
)
def test_who_uses_a_policy(used: World, name: str, parameters: dict[str, Any], expected: dict[str, list[str]]):
    output = used.call("ListEntitiesForPolicy", PolicyArn=arn(name), **parameters)
    assert entities(output) == expected
    assert output["IsTruncated"] is False


def test_who_is_attached_and_bounded_is_listed_once_and_with_its_id(used: World):
    used.call("AttachUserPolicy", UserName="bob", PolicyArn=arn("bounding"))
    (bob,) = used.call("ListEntitiesForPolicy", PolicyArn=arn("bounding"), EntityFilter="User")["PolicyUsers"]
    assert bob == {"UserName": "bob", "UserId": used.call("GetUser", UserName="bob")["User"]["UserId"]}


def test_a_page_runs_over_all_kinds(used: World):
    first = used.call("ListEntitiesForPolicy", PolicyArn=arn("attached"), MaxItems=2)
    assert entities(first) == only([], ["staff"], ["worker"])
    last = used.call("ListEntitiesForPolicy", PolicyArn=arn("attached"), MaxItems=2, Marker=first["Marker"])
    assert entities(last) == only(["Alice"], [], [])


# --- tags -----------------------------------------------------------------------------------------------------------


def test_keys_of_policy_tags_have_a_case(world: World):
    create(world, Tags=[{"Key": "Team", "Value": "1"}, {"Key": "team", "Value": "2"}])
    world.call("TagPolicy", PolicyArn=LIMIT, Tags=[{"Key": "team", "Value": "3"}])
    assert world.call("ListPolicyTags", PolicyArn=LIMIT)["Tags"] == [
        {"Key": "Team", "Value": "1"},
        {"Key": "team", "Value": "3"},
    ]
    world.call("UntagPolicy", PolicyArn=LIMIT, TagKeys=["TEAM", "team"])
    assert world.call("GetPolicy", PolicyArn=LIMIT)["Policy"]["Tags"] == [{"Key": "Team", "Value": "1"}]


@pytest.mark.parametrize("operation", ["CreatePolicy", "TagPolicy"])
def test_reserved_and_repeated_keys_come_before_existence(world: World, operation: str):
    for keys, message in ((["AWS:x"], "Tag keys beginning with aws: are reserved"), (["a", "a"], "Duplicate tag keys")):
        tags = [{"Key": key, "Value": ""} for key in keys]
        with pytest.raises(InvalidInputError, match=f"^{message}"):
            world.call(operation, PolicyArn=LIMIT, PolicyName="Limit", PolicyDocument=identity_policy(), Tags=tags)
    assert names(world.call("ListPolicies", Scope="Local")) == []


def test_fifty_tags_and_no_more(world: World):
    create(world, Tags=[{"Key": str(number), "Value": ""} for number in range(50)])
    assert world.call("TagPolicy", PolicyArn=LIMIT, Tags=[{"Key": "7", "Value": "x"}]) == {}
    with pytest.raises(LimitExceededError):
        world.call("TagPolicy", PolicyArn=LIMIT, Tags=[{"Key": "50", "Value": ""}])
    with pytest.raises(InvalidInputError):
        world.call("TagPolicy", PolicyArn=LIMIT, Tags=[])


def test_resources_of_another_partition():
    """Observed in AWS's other partitions; in `aws` itself policies may name resources of all."""
    text = identity_policy(Resource=["*", "arn:*:s3:::a", "arn:aws:s3:::bucket/*"])
    assert check_managed(text, "aws") == text
    with pytest.raises(MalformedPolicyDocumentError) as refused:
        check_managed(text, "aws-cn")
    assert refused.value.message == 'Partition "aws" is not valid for resource "arn:aws:s3:::bucket/*".'
    assert check_managed(text.replace("arn:aws:", "arn:aws-cn:"), "aws-cn")
    with pytest.raises(MalformedPolicyDocumentError):
        check_inline(text, "user", "alice", (), partition="aws-us-gov")
