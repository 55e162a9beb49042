"""YAML to elements with line numbers; the only file that uses the YAML library.

Every scalar is its text: `2012-10-17` is not a date, `on` not a boolean, an account id not an octal number. Only texts,
lists and mappings are constructed, and the expansion of aliases is bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NoReturn

import yaml

from limen.errors import LimenError

MAX_NODES: Final = 200_000
MAX_DEPTH: Final = 64
NULLS: Final = frozenset({"", "~", "null"})


class FileError(LimenError):
    """A YAML file, or a file named in it, cannot be read; the message begins with file and line."""


@dataclass(frozen=True, slots=True)
class Element:
    """A node of a YAML file."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        """The line, from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def is_null(self) -> bool:
        """Whether it is empty, or a plain `null`."""
        node = self.node
        return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in NULLS

    @property
    def is_mapping(self) -> bool:
        """Whether it has members."""
        return isinstance(self.node, yaml.MappingNode)

    def refuse(self, message: str) -> NoReturn:
        """Raise `FileError` with the position and what is wrong."""
        raise FileError(f"{self.file}:{self.line}: {message}")

    def text(self) -> str:
        """A scalar's text."""
        if not isinstance(self.node, yaml.ScalarNode) or self.is_null:
            self.refuse("expected text")
        return str(self.node.value)

    def flag(self) -> bool:
        """`true` or `false`."""
        text = self.text()
        if text not in {"true", "false"}:
            self.refuse("expected true or false")
        return text == "true"

    def items(self) -> list["Element"]:
        """A list's elements; any other value is treated as a list of one."""
        if isinstance(self.node, yaml.SequenceNode):
            return [Element(self.file, node) for node in self.node.value]
        return [] if self.is_null else [self]

    def entries(self) -> dict[str, "Element"]:
        """A mapping's members, whatever their names."""
        if self.is_null:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse("expected a mapping")
        found: dict[str, Element] = {}
        for key_node, node in self.node.value:
            key = Element(self.file, key_node)
            name = key.text()
            if name in found:
                key.refuse(f"{name} appears twice here")
            found[name] = Element(self.file, node)
        return found

    def members(self, *allowed: str) -> dict[str, "Element"]:
        """A mapping's members, of which each must be one of `allowed`."""
        found = self.entries()
        for name, element in found.items():
            if name not in allowed:
                element.refuse(f"unknown member {name}{suggest(name, allowed)}")
        return {name: element for name, element in found.items() if not element.is_null}

    def plain(self) -> object:
        """Texts, lists and dicts."""
        if isinstance(self.node, yaml.SequenceNode):
            return [each.plain() for each in self.items()]
        if self.is_null:
            return None
        if self.is_mapping:
            return {name: each.plain() for name, each in self.entries().items()}
        return self.text()


def suggest(name: str, known: "tuple[str, ...] | list[str]") -> str:
    """`; did you mean X?`, if a known name is similar."""
    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]}?" if near else f"; known are: {', '.join(known)}" if known else ""


def load_element(path: Path) -> Element:
    """Read a YAML file; raises `FileError`."""
    file = str(path)
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FileError(f"{file}:{line}: {error.problem or 'not YAML'}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise FileError(f"{file}:1: cannot be read: {error}") from error
    if node is None:
        raise FileError(f"{file}:1: the file is empty")
    for count, _ in enumerate(_walk(file, node, 0)):
        if count > MAX_NODES:
            raise FileError(f"{file}:1: more than {MAX_NODES} nodes, aliases expanded")
    return Element(file, node)


def _walk(file: str, node: yaml.Node, depth: int) -> Iterator[yaml.Node]:
    if depth > MAX_DEPTH:
        Element(file, node).refuse(f"nested deeper than {MAX_DEPTH} levels")
    yield node
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _walk(file, each, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(file, key, depth + 1)
            yield from _walk(file, value, depth + 1)
