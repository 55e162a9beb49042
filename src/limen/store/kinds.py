"""Which entities are stored, under which name, and what they can be found by.

An index maps an entity to the values it is found under; names of users, groups, roles, instance profiles and managed
policies are folded, since IAM compares them without regard to case (spec api 2.2). Index names: `name`, `owner`, `user`,
`group`, `policy`, `boundary`, `role`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from limen.domain.entities import (
    AccessKey,
    Account,
    Attachment,
    Entity,
    Group,
    InlinePolicy,
    InstanceProfile,
    LastUsed,
    LoginProfile,
    ManagedPolicy,
    Membership,
    PasswordPolicy,
    Role,
    User,
)

IndexFunction = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A stored kind: its name in the tables and its indexes; an index value of `""` means not indexed."""

    name: str
    type: type[Entity]
    indexes: Mapping[str, IndexFunction] = field(default_factory=dict)


def _folded_name(entity: Any) -> str:
    return str(entity.name).lower()


def _owner(entity: Any) -> str:
    return str(entity.owner_id)


def _boundary(entity: Any) -> str:
    return str(entity.boundary_arn)


KINDS: tuple[Kind, ...] = (
    Kind("account", Account),
    Kind("user", User, {"name": _folded_name, "boundary": _boundary}),
    Kind("group", Group, {"name": _folded_name}),
    Kind("membership", Membership, {"user": lambda entity: str(entity.user_id), "group": lambda entity: str(entity.group_id)}),
    Kind("role", Role, {"name": _folded_name, "boundary": _boundary}),
    Kind("instance-profile", InstanceProfile, {"name": _folded_name, "role": lambda entity: str(entity.role_id)}),
    Kind("policy", ManagedPolicy, {"name": _folded_name}),
    Kind("inline-policy", InlinePolicy, {"owner": _owner}),
    Kind("attachment", Attachment, {"owner": _owner, "policy": lambda entity: str(entity.policy_arn)}),
    Kind("access-key", AccessKey, {"owner": _owner}),
    Kind("login-profile", LoginProfile),
    Kind("password-policy", PasswordPolicy),
    Kind("last-used", LastUsed),
)
