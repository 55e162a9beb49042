"""A fact has one name in one module: two modules must not define the same constant with the same value."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import NamedTuple

from tests.architecture.source import SourceFile, load_source

REASONS = {
    "BOOLEANS": "the texts of policies and those of AWS's protocols are different formats",
    "CLIENT_ID": "the client of the sign-in service imports nothing of the server",
    "EPOCH": "the engine and the checks at put time read dates by different grammars",
    "EVALUATION": "the client for Python programs imports nothing of the server",
    "EVERYTHING": "a star means any resource, any part of an ARN, or any value of a clause",
    "HEADER_BYTES": "the length of the header of three formats, each with a version of its own",
    "MAX_ANSWER_BYTES": "of two clients, one of which is for other programs",
    "NOBODY": "one line each, for matchers that need no caller",
    "NO_POLICIES": "one line each, a default",
    "PAGE_METHODS": "gateway and server do not import each other",
    "REMEMBERED_ACTIONS": "limits of two caches",
    "REMEMBERED_CHARACTERS": "limits of four caches",
    "ROOT": "the end of an ARN, and a word of the command line",
    "VERSION": "of three formats",
    "WILDCARDS": "one line each, in packages that share no such module",
}
"""Names that two modules may define alike."""

NOT_FACTS = {"all", "log", "table"}
"""Lists of names, loggers, tables of operations: each module has its own."""

NOT_COMPARED = re.compile(r"(TypeVar|ParamSpec|Lock)\(.*|[0-9]{1,3}(\.[0-9]+)?")
"""Values that each module has for itself: type variables, locks, and small numbers, which agree by chance."""


class Constant(NamedTuple):
    name: str
    value: str


def constants_of(file: SourceFile) -> set[Constant]:
    """The constants and type aliases of a module; their names without a leading underscore."""
    found = set()
    for node in file.tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and node.value is not None:
            found.add(Constant(target.id.strip("_"), ast.unparse(node.value)))
    return {each for each in found if each.name not in NOT_FACTS and not NOT_COMPARED.fullmatch(each.value)}


def find_repeated() -> dict[Constant, list[str]]:
    """The modules of each constant that several modules define. Migrations are frozen, and import nothing."""
    modules: dict[Constant, list[str]] = defaultdict(list)
    for file in load_source():
        if "/versions/" not in file.name:
            for constant in constants_of(file):
                modules[constant].append(file.name)
    return {constant: sorted(names) for constant, names in modules.items() if len(names) > 1}


def test_no_constant_is_defined_twice():
    assert {each: names for each, names in find_repeated().items() if each.name not in REASONS} == {}


def test_every_reason_is_needed():
    assert sorted(REASONS.keys() - {each.name for each in find_repeated()}) == []


def test_a_repeated_constant_is_found():
    text = "_LIMIT: Final = 5000\nLIMIT = 5000\nlog = 5000\nFEW = 5\n"
    file = SourceFile("limen/x.py", text, ast.parse(text))
    assert constants_of(file) == {Constant("LIMIT", "5000")}
