"""Scenarios from bytes: one of the decision cases, and then edits of it, each at a place that the bytes choose."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.cases.generate_cases import FOLDER
from tests.fuzz.draws import Draws

MOST_EDITS = 24
ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, float("inf"), "", "*", "true", [], {}, [[]], [None], ["*", "*"], {"a": "b"},
    "\ud800", "arn:aws:iam::111111111111:root", {"AWS": "*"}, "x" * 3000, "*a" * 200, "?" * 100,
)  # fmt: skip

Place = tuple[Any, Any]
"""A dict or list, and the name or number of an entry of it."""


def decode_scenario(data: bytes) -> dict[str, Any]:
    """The scenario of these bytes: two choose the case, the rest edits it."""
    draws = Draws(data)
    scenario: dict[str, Any] = {"case": copy.deepcopy(draws.pick(load_scenarios()))}
    for _ in range(MOST_EDITS):
        if not draws:
            break
        _edit(scenario, draws)
    found = scenario.get("case")
    return found if isinstance(found, dict) else {}


@cache
def load_scenarios() -> tuple[dict[str, Any], ...]:
    """The scenarios of all cases, in the order of files."""
    files = sorted(FOLDER.glob("*.json"))
    return tuple(case["scenario"] for file in files for case in json.loads(file.read_text(encoding="utf-8")))


@cache
def load_vocabulary() -> dict[str, tuple[object, ...]]:
    """The values in the cases under each name, each once: an edit may put them where that name is."""
    found: dict[str, dict[str, object]] = {}
    for scenario in load_scenarios():
        for parent, name in _places(scenario):
            if isinstance(name, str):
                found.setdefault(name, {})[json.dumps(parent[name])] = parent[name]
    return {name: tuple(values.values()) for name, values in sorted(found.items())}


def _places(value: object) -> Iterator[Place]:
    steps = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for step in steps:
        yield value, step
        yield from _places(value[step])  # type: ignore[index]


def _edit(scenario: dict[str, Any], draws: Draws) -> None:
    parent, name = draws.pick(list(_places(scenario)) or [(scenario, "case")])
    value = parent.get(name) if isinstance(parent, dict) else parent[name]
    vocabulary = load_vocabulary()
    match draws.number(9):
        case 0 if name != "case":
            del parent[name]
        case 1 | 2 if name in vocabulary:
            parent[name] = copy.deepcopy(draws.pick(vocabulary[name]))
        case 3 | 4 if isinstance(value, str):
            parent[name] = draws.edit_text(value)
        case 5:
            parent[name] = copy.deepcopy(draws.pick(ODD))
        case 6:
            parent[name] = value[0] if isinstance(value, list) and value else [value]
        case 7 if isinstance(value, list):
            other_parent, other_name = draws.pick(list(_places(scenario)))
            value.append(copy.deepcopy(other_parent[other_name]))
        case 7 if isinstance(value, dict):
            added = draws.pick(tuple(vocabulary))
            value[added] = copy.deepcopy(draws.pick(vocabulary[added]))
        case 8 if isinstance(parent, dict) and name != "case":
            new_name = draws.pick(tuple(vocabulary)) if draws.number(2) else draws.edit_text(name)
            parent[new_name] = parent.pop(name)
        case _:
            other_parent, other_name = draws.pick(list(_places(scenario)))
            parent[name] = copy.deepcopy(other_parent[other_name])
