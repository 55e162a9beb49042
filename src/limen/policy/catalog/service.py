"""The facts of the service authorization reference about one service, and the reader of its row.

tools/catalog.py documents the format of the row; names are looked up in lower case, as IAM compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict

from limen.policy.catalog.condition_keys import ContextKey, ValueType, make_key
from limen.policy.catalog.template import compile_template, render_pattern

MULTIVALUED = "ArrayOf"

KeyRow = tuple[str, str]
TypeRow = tuple[str, Sequence[str], Sequence[int]]
ActionResourceRow = tuple[int, int, Sequence[int]]
ActionRow = tuple[str, str, Sequence[int], Sequence[ActionResourceRow], Sequence[str], int]
"""Rows, which are only unpacked: tuples, or lists as JSON has them."""


class ServiceRow(TypedDict):
    """All that the catalog says about a service."""

    title: str
    keys: Sequence[KeyRow]
    types: Sequence[TypeRow]
    actions: Sequence[ActionRow]


class AccessLevel(StrEnum):
    """AWS's five access levels."""

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS_MANAGEMENT = "Permissions management"


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource. `arns` are templates, such as `arn:${Partition}:s3:::${BucketName}`; few types have two."""

    name: str
    arns: tuple[str, ...]
    context_keys: tuple[str, ...]

    @property
    def arn_patterns(self) -> tuple[str, ...]:
        """The templates with `*` for each placeholder: patterns as in a policy's Resource."""
        return tuple(render_pattern(arn) for arn in self.arns)


@dataclass(frozen=True, slots=True)
class ActionResource:
    """A resource type of an action, and the keys that are present for it."""

    type_name: str
    is_required: bool
    context_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An action. Without `resources`, it is authorized on `*` only."""

    service: str
    name: str
    access_level: AccessLevel
    context_keys: tuple[str, ...]
    resources: tuple[ActionResource, ...]
    dependent_actions: tuple[str, ...]
    is_permission_only: bool

    @property
    def full_name(self) -> str:
        """As policies write it: `s3:GetObject`."""
        return f"{self.service}:{self.name}"


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its prefix in policies; the mappings are by lower-case name."""

    prefix: str
    title: str
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    context_keys: Mapping[str, ContextKey]
    key_templates: tuple[ContextKey, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the templates separately: every unknown key is compared with them."""
        templates = tuple(key for key in self.context_keys.values() if key.is_template)
        object.__setattr__(self, "key_templates", templates)

    def find_action(self, name: str) -> Action | None:
        return self.actions.get(name.lower())

    def find_context_key(self, name: str) -> ContextKey | None:
        """The key with this name, or the template that covers it."""
        exact = self.context_keys.get(name.lower())
        return exact or next((key for key in self.key_templates if compile_template(key.name).fullmatch(name)), None)


def parse_service(prefix: str, facts: ServiceRow) -> Service:
    """Read a service's row; the build writes the file, so missing data is an error of the build."""
    keys = tuple(_parse_key(name, kind) for name, kind in facts["keys"])
    names = tuple(key.name for key in keys)
    types = tuple(_parse_type(row, names) for row in facts["types"])
    actions = (_parse_action(prefix, row, names, types) for row in facts["actions"])
    return Service(
        prefix=prefix,
        title=facts["title"],
        actions={action.name.lower(): action for action in actions},
        resource_types={resource_type.name.lower(): resource_type for resource_type in types},
        context_keys={key.name.lower(): key for key in keys},
    )


def _parse_key(name: str, kind: str) -> ContextKey:
    return make_key(name, ValueType(kind.removeprefix(MULTIVALUED)), multivalued=kind.startswith(MULTIVALUED))


def _parse_type(row: TypeRow, keys: tuple[str, ...]) -> ResourceType:
    name, arns, numbers = row
    return ResourceType(name, tuple(arns), tuple(keys[number] for number in numbers))


def _parse_action(prefix: str, row: ActionRow, keys: tuple[str, ...], types: tuple[ResourceType, ...]) -> Action:
    name, level, numbers, resources, dependent_actions, is_permission_only = row
    return Action(
        service=prefix,
        name=name,
        access_level=AccessLevel(level),
        context_keys=tuple(keys[number] for number in numbers),
        resources=tuple(
            ActionResource(types[resource].name, bool(required), tuple(keys[number] for number in own))
            for resource, required, own in resources
        ),
        dependent_actions=tuple(dependent_actions),
        is_permission_only=bool(is_permission_only),
    )
