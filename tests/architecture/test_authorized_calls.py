"""Only `authz.authorizer` can make an `AuthorizedCall`, and handlers take nothing else (docs/architecture.md)."""

import ast
from collections.abc import Iterator

from limen.authz.call import AuthorizedCall
from limen.operations.catalog import all_operations
from tests.architecture.source import SourceFile, load_source, parse_source

MAKER = "limen/authz/authorizer.py"
COPIERS = frozenset({"replace", "__new__", "__replace__", "copy", "deepcopy"})
CALL_NAMES = frozenset({"call", "authorized", "AuthorizedCall"})


def makers(file: SourceFile) -> Iterator[int]:
    """Lines where an `AuthorizedCall` is made or copied: `AuthorizedCall(...)`, `replace(call, ...)`."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = getattr(node.args[0], "id", "") if node.args else ""
            if name == AuthorizedCall.__name__ or (name in COPIERS and first in CALL_NAMES):
                yield node.lineno
        elif isinstance(node, ast.ClassDef) and any(getattr(each, "id", "") == "AuthorizedCall" for each in node.bases):
            yield node.lineno


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
    )
    assert all(any(makers(parse_source("limen/x.py", forgery))) for forgery in forgeries)
    assert not any(makers(parse_source("limen/x.py", "handle(call, reader)\nreplace(user, name='x')")))


def test_handlers_take_an_authorized_call():
    for operation in all_operations():
        first = next(iter(operation.handle.__annotations__.values()))
        assert first is AuthorizedCall, operation.name
