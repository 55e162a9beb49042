"""The source in the form that the laws check: parsed files, and the functions and classes in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class SourceFile:
    name: str  # relative to src/, as "limen/engine/decision.py"
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name, as "limen.engine.decision"; a package is named without `__init__`."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[FunctionNode]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def imports(self) -> Iterator[str]:
        """Every module that is imported, with what is taken from it: "a.b" for `from a import b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parse_source(name: str, text: str) -> SourceFile:
    return SourceFile(name=name, text=text, tree=ast.parse(text, filename=name))


@cache
def load_source() -> tuple[SourceFile, ...]:
    paths = sorted((SRC / "limen").rglob("*.py"))
    return tuple(parse_source(path.relative_to(SRC).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def length(node: FunctionNode | ast.ClassDef) -> int:
    """Lines from the `def` or `class` to the end, including the docstring; decorators do not count."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1
