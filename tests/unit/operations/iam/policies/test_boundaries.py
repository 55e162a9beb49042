"""Permissions boundaries (spec api 2.4, 2.5, 2.12)."""

from typing import Any

import pytest

from limen.domain.iam.roles import Role
from limen.errors import ValidationError
from limen.operations.iam.faults import DeleteConflictError, NoSuchEntityError, UnmodifiableEntityError
from tests.unit.operations.iam.owner_kinds import create_owner, named
from tests.unit.operations.iam.policy_texts import EC2_TRUST, READ_ONLY, SERVICE_LINKED_PATH, identity_policy
from tests.unit.operations.world import ACCOUNT, CREATED, World

KINDS = ("User", "Role")
LIMIT = f"arn:aws:iam::{ACCOUNT}:policy/limit"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, world: World) -> str:
    found: str = request.param
    create_owner(world, found, "Owner")
    world.call("CreatePolicy", PolicyName="limit", PolicyDocument=identity_policy())
    return found


def put(world: World, kind: str, arn: str, name: str = "owner") -> dict[str, Any]:
    return world.call(f"Put{kind}PermissionsBoundary", **named(kind, name), PermissionsBoundary=arn)


def delete(world: World, kind: str, name: str = "owner") -> dict[str, Any]:
    return world.call(f"Delete{kind}PermissionsBoundary", **named(kind, name))


def boundary(world: World, kind: str) -> dict[str, str] | None:
    entity = world.call(f"Get{kind}", **named(kind, "owner"))[kind]
    found: dict[str, str] | None = entity.get("PermissionsBoundary")
    return found


@pytest.mark.parametrize("arn", [LIMIT, READ_ONLY])
def test_set_replace_and_remove(world: World, kind: str, arn: str):
    assert boundary(world, kind) is None
    for each in (READ_ONLY, arn, arn):
        assert put(world, kind, each) == {}
    assert boundary(world, kind) == {"PermissionsBoundaryArn": arn, "PermissionsBoundaryType": "Policy"}
    assert delete(world, kind) == {}
    assert boundary(world, kind) is None


def test_at_creation(world: World, kind: str):
    entity = create_owner(world, kind, "other", PermissionsBoundary=LIMIT)
    assert entity["PermissionsBoundary"] == {"PermissionsBoundaryArn": LIMIT, "PermissionsBoundaryType": "Policy"}


def test_there_is_none_to_remove(world: World, kind: str):
    with pytest.raises(NoSuchEntityError):
        delete(world, kind)


@pytest.mark.parametrize("call", [put, delete])
def test_the_owner_comes_first(world: World, kind: str, call: Any):
    with pytest.raises(NoSuchEntityError, match=rf"^The {kind.lower()} with name ghost cannot be found\.$"):
        call(world, kind, **({"arn": f"{LIMIT}-gone"} if call is put else {}), name="ghost")


@pytest.mark.parametrize("where", ["put", "create"])
@pytest.mark.parametrize(
    ("arn", "error", "message"),
    [
        (f"{LIMIT}s", NoSuchEntityError, f"Scope ARN: {LIMIT}s does not exist or is not attachable."),
        ("this-is-not-an-arn-at-all", ValidationError, "Value ({}) for parameter PermissionsBoundary is invalid."),
        ("arn:aws:s3:::bucket-of-mine", ValidationError, "Value ({}) for parameter PermissionsBoundary is invalid."),
    ],
)
def test_only_managed_policies_can_be_boundaries(
    world: World, kind: str, where: str, arn: str, error: Any, message: str
):
    with pytest.raises(error) as refused:
        _ = put(world, kind, arn) if where == "put" else create_owner(world, kind, "other", PermissionsBoundary=arn)
    assert refused.value.message == message.format(arn)


def test_a_policy_in_use_as_a_boundary_cannot_be_deleted(world: World, kind: str):
    put(world, kind, LIMIT)
    with pytest.raises(DeleteConflictError, match=r"^Cannot delete a policy attached to entities\.$"):
        world.call("DeletePolicy", PolicyArn=LIMIT)
    policy = world.call("GetPolicy", PolicyArn=LIMIT)["Policy"]
    assert (policy["AttachmentCount"], policy["PermissionsBoundaryUsageCount"]) == (0, 1)


@pytest.mark.parametrize("call", [put, delete])
def test_roles_of_aws_have_none(world: World, call: Any):
    world.put(Role(ACCOUNT, "AROALINKED", "Linked", SERVICE_LINKED_PATH, CREATED, EC2_TRUST))
    with pytest.raises(UnmodifiableEntityError):
        call(world, "Role", **({"arn": READ_ONLY} if call is put else {}), name="linked")
