"""The service model as values: shapes, operations, services, compiled from a `service-2.json` when first asked for.

Only what parsing, validating and serialising need is kept. None of the shapes used here is recursive, flattened or
renamed by `locationName`; `Service` refuses a model in which that is no longer so, rather than speak it wrongly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from limen.errors import LimenError

NO_AUTHENTICATION = "none"


class ServiceModelError(LimenError):
    """The model uses something that this code does not speak."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A type of the model. `members` of a list holds `member`, of a map `key` and `value`."""

    name: str
    type: str
    members: Mapping[str, Self] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    enum: tuple[str, ...] = ()
    pattern: str = ""
    min: int | None = None
    max: int | None = None
    is_sensitive: bool = False


def require_members(shape: Shape, value: Mapping[str, Any]) -> None:
    """Return if `value` has only members of the structure `shape`; raises `ValueError`, a mistake in a handler."""
    if not value.keys() <= shape.members.keys():
        raise ValueError(f"{shape.name} has no members {sorted(value.keys() - shape.members.keys())}")


EMPTY_STRUCTURE = Shape("Unit", "structure")


@dataclass(frozen=True, slots=True, eq=False)
class OperationModel:
    """An operation; `result_wrapper` is empty for one without output."""

    name: str
    input: Shape
    output: Shape
    result_wrapper: str
    is_unsigned: bool


class Service:
    """One service's model. Operations and their shapes are compiled when first asked for."""

    __slots__ = ("_compiled", "_operations", "_raw_shapes", "_shapes", "api_version", "name", "namespace")

    def __init__(self, name: str, document: Mapping[str, Any]) -> None:
        """Wrap a parsed and corrected `service-2.json`."""
        metadata = document["metadata"]
        self.name = name
        self.api_version: str = metadata["apiVersion"]
        self.namespace: str = metadata["xmlNamespace"]
        self._operations: Mapping[str, Mapping[str, Any]] = document["operations"]
        self._raw_shapes: Mapping[str, Mapping[str, Any]] = document["shapes"]
        self._compiled: dict[str, OperationModel] = {}
        self._shapes: dict[str, Shape] = {}

    def __iter__(self) -> Iterator[str]:
        """Names of all operations."""
        return iter(self._operations)

    def find_operation(self, name: str) -> OperationModel | None:
        """The operation of that name, or `None`."""
        operation = self._compiled.get(name)
        if operation is None and name in self._operations:
            operation = self._compiled[name] = self._compile_operation(name, self._operations[name])
        return operation

    def get_operation(self, name: str) -> OperationModel:
        """The operation of that name; raises `KeyError`."""
        operation = self.find_operation(name)
        if operation is None:
            raise KeyError(name)
        return operation

    def _compile_operation(self, name: str, raw: Mapping[str, Any]) -> OperationModel:
        return OperationModel(
            name=name,
            input=self._shape(raw["input"]) if "input" in raw else EMPTY_STRUCTURE,
            output=self._shape(raw["output"]) if "output" in raw else EMPTY_STRUCTURE,
            result_wrapper=raw.get("output", {}).get("resultWrapper", ""),
            is_unsigned=raw.get("authtype") == NO_AUTHENTICATION,
        )

    def _shape(self, reference: Mapping[str, Any]) -> Shape:
        name: str = reference["shape"]
        shape = self._shapes.get(name)
        if shape is None:
            raw = self._raw_shapes[name]
            if "locationName" in reference or raw.get("flattened"):
                raise ServiceModelError(f"{self.name}: {name} is renamed or flattened")
            shape = self._shapes[name] = self._compile_shape(name, raw)
        return shape

    def _compile_shape(self, name: str, raw: Mapping[str, Any]) -> Shape:
        references = raw.get("members") or {part: raw[part] for part in ("member", "key", "value") if part in raw}
        return Shape(
            name=name,
            type=raw["type"],
            members={member: self._shape(reference) for member, reference in references.items()},
            required=frozenset(raw.get("required", ())),
            enum=tuple(raw.get("enum", ())),
            pattern=raw.get("pattern", ""),
            min=raw.get("min"),
            max=raw.get("max"),
            is_sensitive=raw.get("sensitive", False),
        )
