"""An operation is declared once: its name appears in one file of the source, that of its handler."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

from limen.operations.catalog import all_operations
from tests.architecture.source import SourceFile, load_source, parse_source

HANDLERS: Mapping[str, frozenset[str]] = {
    name: frozenset(f"{each.handle.__module__.replace('.', '/')}.py" for each in all_operations() if each.name == name)
    for name in {operation.name for operation in all_operations()}
}
"""By name: the files of its handlers. Two services may have an operation of the same name."""


def repeated_names(files: Iterable[SourceFile]) -> list[str]:
    """Where the name of an operation is a text of its own outside the file of its handler."""
    found = []
    for file in files:
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                home = HANDLERS.get(node.value)
                if home is not None and file.name not in home:
                    found.append(f"{file.name}:{node.lineno}: {node.value} is declared in {', '.join(sorted(home))}")
    return found


def test_the_name_of_an_operation_is_in_the_file_of_its_handler_only():
    assert repeated_names(load_source()) == []


def test_every_name_is_written_out_where_it_is_declared():
    written = defaultdict(set)
    for file in load_source():
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Constant) and node.value in HANDLERS:
                written[node.value].add(file.name)
    assert written == HANDLERS


def test_a_repeated_name_is_found():
    elsewhere = parse_source("limen/authz/x.py", "TARGETS = {'CreateUser': 1}\nprefix = 'CreateUsers'")
    assert repeated_names([elsewhere]) == [
        "limen/authz/x.py:1: CreateUser is declared in limen/operations/iam/principals/users.py"
    ]
