"""The service model as values: shapes, operations, faults.

Only the parts that parsing, validation and serialization need are kept. `limen.wire.service_model` compiles them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Self


class Location(Enum):
    """The location of a member on the wire."""

    BODY = "body"
    PATH = "uri"
    QUERY_STRING = "querystring"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Place:
    """The location of a member and its name there."""

    location: Location
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A type of the model. `members` of a list holds `member`, of a map `key` and `value`; a shape may contain itself.

    `places` lists only the members that are elsewhere than in the body under their own name. `payload` is the member
    that is the whole body. `timestamp_format` is empty where the protocol's default applies.
    """

    name: str
    type: str
    members: Mapping[str, Self] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    enum: tuple[str, ...] = ()
    pattern: str = ""
    min: int | None = None
    max: int | None = None
    is_sensitive: bool = False
    is_union: bool = False
    places: Mapping[str, Place] = field(default_factory=dict)
    payload: str = ""
    timestamp_format: str = ""

    def place(self, member: str) -> Place:
        """Where `member` is."""
        return self.places.get(member) or Place(Location.BODY, member)


EMPTY_STRUCTURE = Shape("Unit", "structure")


@dataclass(frozen=True, slots=True, eq=False)
class OperationModel:
    """An operation. `uri` may hold labels and a constant query string; `status` is that of a success.

    `result_wrapper` belongs to the Query protocol and is empty for an operation without output.
    """

    name: str
    input: Shape
    output: Shape
    result_wrapper: str = ""
    is_unsigned: bool = False
    has_output: bool = False
    method: str = "POST"
    uri: str = "/"
    status: int = 200


@dataclass(frozen=True, slots=True, eq=False)
class FaultModel:
    """An error that the model lists under `code`; `status` is `None` where the protocol's default applies."""

    code: str
    shape: Shape
    status: int | None


def require_members(shape: Shape, value: Mapping[str, object]) -> None:
    """Return if `value` has only members of the structure `shape`; raises `ValueError`, a mistake in a handler."""
    if not value.keys() <= shape.members.keys():
        raise ValueError(f"{shape.name} has no members {sorted(value.keys() - shape.members.keys())}")


def wire_path(parent: str, member: str) -> str:
    """How messages name `member` below `parent` (empty at the top): `tags.1.member.key`, each with a small letter."""
    name = member[:1].lower() + member[1:]
    return f"{parent}.{name}" if parent else name
