"""The limits of CONTRIBUTING.md, each as a function from a parsed file to what is wrong with it."""

import ast
import re
import statistics
from collections.abc import Iterable, Iterator

from tests.architecture.source import FunctionNode, SourceFile, length

FUNCTION_LINES = 60
FUNCTION_MEDIAN = 9
CLASS_LINES = 200
PUBLIC_METHODS = 15
FILE_LINES = 500
FILE_MEDIAN = 180

BANNED_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "models", "data", "info", "misc"}
)
BROAD_EXCEPT_FILES = frozenset({"limen/runtime/pipeline.py", "limen/gateway/dispatch.py", "limen/cli/main.py"})
BROAD = frozenset({"Exception", "BaseException"})
SUPPRESSION = re.compile(r"#\s*(?P<kind>noqa|type:\s*ignore)(?P<codes>:\s*[A-Z0-9, ]+\b|\[[\w, -]+\])?(?P<reason>.*)")


def long_functions(file: SourceFile) -> Iterator[str]:
    for function in file.functions():
        if length(function) > FUNCTION_LINES:
            yield f"{place(file, function)}: {function.name} has {length(function)} lines, at most {FUNCTION_LINES}"


def large_classes(file: SourceFile) -> Iterator[str]:
    for node in file.classes():
        methods = {m.name for m in node.body if isinstance(m, FunctionNode) and not m.name.startswith("_")}
        if length(node) > CLASS_LINES:
            yield f"{place(file, node)}: {node.name} has {length(node)} lines, at most {CLASS_LINES}"
        if len(methods) > PUBLIC_METHODS:
            yield f"{place(file, node)}: {node.name} has {len(methods)} public methods, at most {PUBLIC_METHODS}"


def long_file(file: SourceFile) -> Iterator[str]:
    if file.lines > FILE_LINES:
        yield f"{file.name}: {file.lines} lines, at most {FILE_LINES}"


def loose_dataclasses(file: SourceFile) -> Iterator[str]:
    for node in file.classes():
        for decorator in node.decorator_list:
            name = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(name).rpartition(".")[2] == "dataclass" and not is_frozen_with_slots(decorator):
                yield f"{place(file, node)}: {node.name} is a dataclass without frozen=True and slots=True"


def is_frozen_with_slots(decorator: ast.expr) -> bool:
    given = {k.arg: ast.unparse(k.value) for k in decorator.keywords} if isinstance(decorator, ast.Call) else {}
    return given.get("frozen") == given.get("slots") == "True"


def missing_docstring(file: SourceFile) -> Iterator[str]:
    if not ast.get_docstring(file.tree):
        yield f"{file.name}: no module docstring"


def vague_name(file: SourceFile) -> Iterator[str]:
    for part in file.module.split("."):
        if part.strip("_") in BANNED_NAMES:
            yield f"{file.name}: {part} says nothing about what is in it"


def broad_excepts(file: SourceFile) -> Iterator[str]:
    if file.name in BROAD_EXCEPT_FILES:
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ExceptHandler) and is_broad(node) and not passes_on(node):
            yield f"{place(file, node)}: catches everything"


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(ast.unparse(kind).rpartition(".")[2] in BROAD for kind in caught)


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether it ends in a bare `raise`: then the handler only cleans up and hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def bare_suppressions(file: SourceFile) -> Iterator[str]:
    """A check may be switched off only for one line, by its code, and with the reason next to it."""
    for number, line in enumerate(file.text.splitlines(), start=1):
        found = SUPPRESSION.search(line)
        if found and not (found["codes"] and re.search(r"\w{2}", found["reason"])):
            yield f"{file.name}:{number}: {found['kind']} without its code and a reason"


LAWS = (
    long_functions,
    large_classes,
    long_file,
    loose_dataclasses,
    missing_docstring,
    vague_name,
    broad_excepts,
    bare_suppressions,
)


def median_function_lines(files: Iterable[SourceFile]) -> float:
    return statistics.median(length(function) for file in files for function in file.functions())


def median_file_lines(files: Iterable[SourceFile]) -> float:
    return statistics.median(file.lines for file in files)


def place(file: SourceFile, node: ast.stmt | ast.ExceptHandler) -> str:
    return f"{file.name}:{node.lineno}"
