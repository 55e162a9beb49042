"""Types: handlers take and return the service model's types, and `Any` occurs only where it is allowed."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.imports import package_of
from tests.architecture.source import ROOT, SourceFile, load_source, parse_source
from tools.build_shapes import find_services, path_of, render

ANY_AT_THE_WIRE = 51
"""How often the code of `limen.wire` names `Any`; this number only goes down. No other package names it."""

ANY_IN_TEXT = re.compile(r"\bAny\b.*\]")
"""An annotation that is written as text; a value that is the word alone is none."""

HANDLER = """
from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.targets import USER
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

table = OperationTable("iam", ())


@table.{kind}("GetUser", {target})
def get_user(
    call: AuthorizedCall[shapes.GetUserRequest], state: {state}, environment: Environment
) -> shapes.GetUserResponse:
    name = call.parameters{read}
    return {{"User": {{"Path": "/", "UserName": name, "UserId": "", "Arn": "", {member}: call.now}}}}
"""
RIGHT = {
    "kind": "read",
    "target": "USER",
    "state": "Reader",
    "read": '.get("UserName", "")',
    "member": '"CreateDate"',
}


@pytest.mark.parametrize("service", find_services())
def test_the_types_are_those_of_the_service_model(service: str):
    assert path_of(service).read_text("utf-8") == render(service), "run: python -m tools.build_shapes"


MISTAKES = {
    "a_member_of_the_answer": ({"member": '"CreateDte"'}, "CreateDte"),
    "a_member_of_the_input": ({"read": '["UsrName"]'}, 'TypedDict "GetUserRequest" has no key "UsrName"'),
    "a_type_of_a_member": ({"read": '.get("UserName", 1)'}, 'TypedDict item "UserName" has type "str"'),
    "no_target": ({"target": ""}, 'Missing positional argument "target"'),
    "a_read_that_writes": ({"state": "Transaction"}, "Transaction"),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy says, by the project's settings, about a handler that is right and about each mistake: one run."""
    folder = tmp_path_factory.mktemp("handlers")
    for name, (parts, _) in {"right": ({}, ""), **MISTAKES}.items():
        (folder / f"{name}.py").write_text(HANDLER.format(**(RIGHT | parts)), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary"]
    run = subprocess.run(
        [*command, *map(str, sorted(folder.iterdir()))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    said: dict[str, str] = {}
    for line in run.stdout.splitlines():
        name = Path(line.partition(":")[0]).stem
        said[name] = said.get(name, "") + line
    return said


def test_a_handler_that_is_right_has_no_type_errors(complaints: dict[str, str]):
    assert "right" not in complaints
    assert set(complaints) == set(MISTAKES)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_handler_is_a_type_error(complaints: dict[str, str], name: str):
    assert MISTAKES[name][1] in complaints[name]


def count_any(file: SourceFile) -> int:
    """Uses of `Any` in annotations and values, wherever the import of it is."""
    return sum(isinstance(node, ast.Name) and node.id == "Any" for node in _all_nodes(file.tree))


def _all_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes, also those in annotations that are written as text."""
    for node in ast.walk(tree):
        yield node
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ANY_IN_TEXT.search(node.value):
            try:
                yield from ast.walk(ast.parse(node.value, mode="eval"))
            except SyntaxError:
                continue


def test_only_limen_wire_uses_any_and_no_more_than_before():
    found = Counter[str]()
    for file in load_source():
        found[package_of(file.module)] += count_any(file)
    assert [name for name, count in sorted(found.items()) if count] == ["wire"]
    assert found["wire"] <= ANY_AT_THE_WIRE


def test_what_is_counted_is_found():
    assert count_any(parse_source("limen/x.py", "from typing import Any\nx: dict[str, Any]\ny: 'list[Any]'\n")) == 2
    assert count_any(parse_source("limen/x.py", "Anything = 'Any of them'")) == 0
