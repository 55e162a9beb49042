"""ContextEntries of a simulation (spec policy 7.1): the context of the simulated request, and nothing more.

The simulator does not invent a time, an address or tags. Only what the caller's ARN and the resource's owner determine
(`aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`, `aws:userid` of the entity whose own
policies are simulated, `aws:ResourceAccount`) is filled in, and an entry of the same name overrides it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from limen.operations.iam.faults import InvalidInputError
from limen.policy.match.comparisons import ADDRESSES, INSTANTS, find_boolean, find_bytes, find_number
from limen.policy.match.context import MULTIVALUED_KEYS, Context, ContextValue

if TYPE_CHECKING:
    from limen.operations.iam import shapes

_LIST: Final = "List"
_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "string": lambda text: text,
    "numeric": find_number,
    "boolean": find_boolean,
    "ip": ADDRESSES.__getitem__,
    "binary": find_bytes,
    "date": INSTANTS.__getitem__,
}


def parse_context(entries: Sequence[shapes.ContextEntry]) -> Context:
    """The context by lower-case key; raises `InvalidInputError` for entries that are incomplete or mistyped."""
    context: dict[str, ContextValue] = {}
    for entry in entries:
        if "ContextKeyName" not in entry:
            raise _incomplete("ContextKeyName")
        name = entry["ContextKeyName"]
        if name.lower() in context:
            raise InvalidInputError(f"The context key {name} is given more than once.")
        if "ContextKeyType" not in entry:
            raise _incomplete("ContextKeyType")
        if "ContextKeyValues" not in entry:
            raise _incomplete("ContextKeyValues")
        context[name.lower()] = _parse_value(name, entry["ContextKeyType"], entry["ContextKeyValues"])
    return context


def _incomplete(member: str) -> InvalidInputError:
    return InvalidInputError(f"Every entry of ContextEntries must have a {member}.")


def _parse_value(name: str, type_name: str, values: list[str]) -> ContextValue:
    """A list type makes a multivalued key, as does any type for a key that is known to be one."""
    read = _READERS[type_name.removesuffix(_LIST)]
    for value in values:
        if read(value) is None:
            raise InvalidInputError(f"The value of the context key {name} is not of the type {type_name}: {value}")
    if type_name.endswith(_LIST):
        return tuple(values)
    if len(values) != 1:
        raise InvalidInputError(f"The context key {name} of the type {type_name} must have exactly one value.")
    return tuple(values) if name.lower() in MULTIVALUED_KEYS else values[0]
