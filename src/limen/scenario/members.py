"""Reading members of a scenario (semantics E37): each of the right type, or the scenario is refused."""

from collections.abc import Collection, Mapping
from reprlib import repr as shorten
from typing import Final

from limen.errors import LimenError
from limen.policy.text.json_text import SURROGATE

JSON = Mapping[str, object]

_REQUIRED: Final = object()


class ScenarioError(LimenError):
    """The scenario cannot be decided, because it cannot be read."""


def check_members(what: str, found: JSON, allowed: Collection[str]) -> None:
    """Refuse unknown members, which would be ignored."""
    if not isinstance(found, Mapping):
        raise ScenarioError(f"a {what} must be an object")
    if unknown := [name for name in found if name not in allowed]:
        raise ScenarioError(f"unknown member {shorten(unknown[0])} in {what}")


def get_object(found: JSON, name: str, default: object = _REQUIRED) -> JSON:
    """A member that is an object."""
    value = _get(found, name, default)
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ScenarioError(f"{name} must be an object")
    return value


def get_list(found: JSON, name: str) -> list[object]:
    """A member that is a list."""
    value = _get(found, name, _REQUIRED)
    if not isinstance(value, list):
        raise ScenarioError(f"{name} must be a list")
    return value


def get_text(found: JSON, name: str, default: object = _REQUIRED) -> str:
    """A member that is a string."""
    value = _get(found, name, default)
    if not isinstance(value, str):
        raise ScenarioError(f"{name} must be a string")
    check_characters(name, value)
    return value


def check_characters(what: str, text: str) -> None:
    """Refuse half of a surrogate pair: no request can contain it, no answer print it, no policy match it."""
    if not text.isascii() and SURROGATE.search(text):
        raise ScenarioError(f"{what} contains half of a surrogate pair")


def get_flag(found: JSON, name: str, *, default: bool = False) -> bool:
    """A member that is true or false."""
    value = _get(found, name, default)
    if not isinstance(value, bool):
        raise ScenarioError(f"{name} must be true or false")
    return value


def _get(found: JSON, name: str, default: object) -> object:
    value = found.get(name)
    if value is None:
        value = default
    if value is _REQUIRED:
        raise ScenarioError(f"{name} is missing")
    return value
