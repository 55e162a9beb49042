"""Text to the JSON value of a scenario, as strict as for policies: no duplicate members, no NaN, numbers as written."""

import json
from collections.abc import Iterable
from typing import NoReturn

from limen.scenario.decide import ScenarioError
from limen.scenario.members import JSON


def read_scenario(text: str) -> JSON:
    """Read one JSON object; raises `ScenarioError`."""
    try:
        value = _DECODER.decode(text)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()  # Raises for half of a surrogate pair.
    except RecursionError as error:
        raise ScenarioError("not JSON: nested too deeply") from error
    except ValueError as error:
        raise ScenarioError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ScenarioError("a scenario must be an object")
    return value


def _members(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An object without duplicate members, of which no reader would know which one counts."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"member {name[:80]!r} appears twice in one object")
        found[name] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _as_written(text: str) -> float | str:
    """A fraction; as text if a number would be written differently (semantics L3)."""
    number = float(text)
    return number if repr(number) == text else text


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant, parse_float=_as_written)
