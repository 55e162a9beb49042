"""Managed policies on users, groups and roles (spec api 2.5, 2.6, policy 1.7, 1.11)."""

from typing import Any

import pytest

from limen.domain.iam.roles import Role
from limen.errors import ValidationError
from limen.operations.iam.faults import (
    LimitExceededError,
    NoSuchEntityError,
    PolicyNotAttachableError,
    UnmodifiableEntityError,
)
from tests.unit.operations.iam.owner_kinds import create_owner, named
from tests.unit.operations.iam.policy_texts import EC2_TRUST, READ_ONLY, SERVICE_LINKED_PATH, identity_policy
from tests.unit.operations.world import ACCOUNT, CREATED, OTHER_ACCOUNT, World

KINDS = {"User": 10, "Group": 10, "Role": 20}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, world: World) -> str:
    found: str = request.param
    create_owner(world, found, "Owner")
    return found


def act(world: World, verb: str, kind: str, arn: str, name: str = "Owner") -> dict[str, Any]:
    return world.call(f"{verb}{kind}Policy", **named(kind, name), PolicyArn=arn)


def attached(world: World, kind: str, **parameters: Any) -> list[str]:
    output = world.call(f"ListAttached{kind}Policies", **named(kind, "owner"), **parameters)
    return [policy["PolicyArn"] for policy in output["AttachedPolicies"]]


def create(world: World, name: str, path: str = "/") -> str:
    arn: str = world.call("CreatePolicy", PolicyName=name, Path=path, PolicyDocument=identity_policy())["Policy"]["Arn"]
    return arn


def test_attaching_twice_is_attaching_once(world: World, kind: str):
    for _ in range(2):
        assert act(world, "Attach", kind, READ_ONLY, "OWNER") == {}
    assert attached(world, kind) == [READ_ONLY]
    assert act(world, "Detach", kind, READ_ONLY) == {}
    assert attached(world, kind) == []


def test_the_list_is_ordered_by_name_and_filtered_by_path(world: World, kind: str):
    arns = [create(world, "b", "/x/"), create(world, "A", "/x/y/"), create(world, "c", "/z/")]
    for arn in (*arns, READ_ONLY):
        act(world, "Attach", kind, arn)
    assert attached(world, kind) == [arns[1], arns[0], arns[2], READ_ONLY]
    assert attached(world, kind, PathPrefix="/x") == [arns[1], arns[0]]
    listing = world.call(f"ListAttached{kind}Policies", **named(kind, "owner"), MaxItems=1)
    assert listing["AttachedPolicies"] == [{"PolicyName": "A", "PolicyArn": arns[1]}]
    assert listing["IsTruncated"] is True


@pytest.mark.parametrize("verb", ["Attach", "Detach"])
@pytest.mark.parametrize(
    ("arn", "message"),
    [
        ("ReadOnlyAccess-is-no-arn", "Invalid ARN:  Could not be parsed!"),
        ("arn:aws:s3:::some-bucket", "ARN arn:aws:s3:::some-bucket is not valid."),
        (f"arn:aws:iam::{ACCOUNT}:user/alice", f"ARN arn:aws:iam::{ACCOUNT}:user/alice is not valid."),
    ],
)
@pytest.mark.parametrize("any_kind", KINDS)
def test_the_form_of_the_arn_comes_before_the_owner(world: World, verb: str, arn: str, message: str, any_kind: str):
    with pytest.raises(ValidationError) as refused:
        act(world, verb, any_kind, arn, "nobody")
    assert refused.value.message == message


@pytest.mark.parametrize("verb", ["Attach", "Detach"])
def test_the_owner_comes_before_the_policy(world: World, kind: str, verb: str):
    with pytest.raises(NoSuchEntityError, match=rf"^The {kind.lower()} with name ghost cannot be found\.$"):
        act(world, verb, kind, f"arn:aws:iam::{ACCOUNT}:policy/nope", "ghost")


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT, "aws"])
def test_a_policy_that_is_not_there(world: World, kind: str, account: str):
    arn = f"arn:aws:iam::{account}:policy/nope"
    with pytest.raises(NoSuchEntityError) as attaching:
        act(world, "Attach", kind, arn)
    assert attaching.value.message == f"Policy {arn} does not exist or is not attachable."
    with pytest.raises(NoSuchEntityError) as detaching:
        act(world, "Detach", kind, arn)
    assert detaching.value.message == f"Policy {arn} was not found."


def test_a_path_is_part_of_the_arn(world: World, kind: str):
    create(world, "limit", "/a/")
    with pytest.raises(NoSuchEntityError):
        act(world, "Attach", kind, f"arn:aws:iam::{ACCOUNT}:policy/limit")


def test_quotas(world: World, kind: str):
    limit = KINDS[kind]
    arns = [create(world, f"p{number}") for number in range(limit + 1)]
    for arn in arns[:limit]:
        act(world, "Attach", kind, arn)
    with pytest.raises(LimitExceededError) as full:
        act(world, "Attach", kind, arns[limit])
    assert full.value.message == f"Cannot exceed quota for PoliciesPer{kind}: {limit}"
    assert act(world, "Attach", kind, arns[0]) == {}


def test_policies_of_service_linked_roles_are_for_those(world: World, kind: str):
    arn = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"
    with pytest.raises(PolicyNotAttachableError) as refused:
        act(world, "Attach", kind, arn)
    assert refused.value.message == f"Cannot attach a Service Role Policy to a Customer {kind}."


@pytest.mark.parametrize("verb", ["Attach", "Detach"])
def test_roles_of_aws_keep_their_policies(world: World, verb: str):
    world.put(Role(ACCOUNT, "AROALINKED", "Linked", SERVICE_LINKED_PATH, CREATED, EC2_TRUST))
    with pytest.raises(UnmodifiableEntityError, match=r"^Cannot perform the operation on the protected role 'Linked'"):
        act(world, verb, "Role", READ_ONLY, "linked")
