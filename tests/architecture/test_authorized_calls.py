"""Only `authz.authorizer` can make an `AuthorizedCall`, and handlers take nothing else (docs/architecture.md)."""

import ast
from collections.abc import Iterator

from limen.operations.catalog import all_operations
from tests.architecture.source import SourceFile, load_source, parse_source

MAKER = "limen/authz/authorizer.py"
COPIERS = frozenset({"replace", "__new__", "__replace__", "copy", "deepcopy"})
MADE = frozenset({"AuthorizedCall", "AnyCall"})
CALL_NAMES = frozenset({"call", "authorized", "AuthorizedCall"})


def makers(file: SourceFile) -> Iterator[int]:
    """Lines where an `AuthorizedCall` is made or copied: `AuthorizedCall(...)`, `replace(call, ...)`."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            first = getattr(node.args[0], "id", "") if node.args else ""
            if name in MADE or (name in COPIERS and first in CALL_NAMES):
                yield node.lineno
        elif isinstance(node, ast.ClassDef) and any(_name(each) in MADE for each in node.bases):
            yield node.lineno


def _name(node: ast.expr) -> str:
    """The last part of a name, also of `AuthorizedCall[Input]`."""
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return str(getattr(node, "id", getattr(node, "attr", "")))


def test_only_the_authorizer_makes_authorized_calls():
    assert {file.name for file in load_source() if any(makers(file))} == {MAKER}


def test_what_is_looked_for_is_found():
    forgeries = (
        "AuthorizedCall(service='iam')",
        "call.AuthorizedCall()",
        "replace(call, account='1')",
        "dataclasses.replace(authorized)",
        "object.__new__(AuthorizedCall)",
        "class Mine(AuthorizedCall): pass",
        "class Mine(AuthorizedCall[shapes.GetUserRequest]): pass",
        "AuthorizedCall[Any](service='iam')",
        "AnyCall(service='iam')",
    )
    assert all(any(makers(parse_source("limen/x.py", forgery))) for forgery in forgeries)
    assert not any(makers(parse_source("limen/x.py", "handle(call, reader)\nreplace(user, name='x')")))


def test_handlers_take_and_return_what_their_operation_does():
    """The annotations are text: mypy checks them against `shapes.pyi`, which is written from the service model."""
    for operation in all_operations():
        annotations = operation.handle.__annotations__
        first, answer = next(iter(annotations.values())), annotations["return"]
        assert first == f"AuthorizedCall[shapes.{operation.name}Request]", operation.action
        assert answer == f"shapes.{operation.name}Response", operation.action
