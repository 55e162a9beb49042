"""Users, groups and roles, for tests of what all three have."""

from typing import Any

from tests.unit.operations.iam.policy_texts import EC2_TRUST
from tests.unit.operations.world import World


def named(kind: str, name: str) -> dict[str, Any]:
    """The parameter that names an owner: `UserName` for `User`."""
    return {f"{kind}Name": name}


def create_owner(world: World, kind: str, name: str, **parameters: Any) -> dict[str, Any]:
    """The entity as its creation returns it."""
    trust: dict[str, Any] = {"AssumeRolePolicyDocument": EC2_TRUST} if kind == "Role" else {}
    entity: dict[str, Any] = world.call(f"Create{kind}", **named(kind, name), **trust, **parameters)[kind]
    return entity
