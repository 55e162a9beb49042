"""The positions of the values of a JSON text, by path, so that a finding can point at one entry of one list.

`json_text` reads values and keeps few offsets, because evaluators need none. This module walks the same tokens again,
only for a text that `read_json` has accepted, and keeps all offsets. Paths are found without regard to case, and with
or without the index of a list of one, as policies are read (semantics L3, L6): `("Statement", 0, "Action", 0)` also
finds `{"Statement": {"Action": "s3:*"}}`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import loads
from typing import TypeAlias

from limen.policy.errors import Position
from limen.policy.text.json_text import TOKEN, Lines

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text; `end` is the column after its last character."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Place:
    """A value: its path as in the text, its span, and the span of its member's name (without one, its own span)."""

    path: Path
    span: Span
    name: Span


@dataclass(frozen=True, slots=True)
class Places:
    """The positions of all values of one text."""

    by_path: Mapping[Path, Place]

    def find(self, path: Path) -> Place | None:
        """The position of a path; an index that the text does not need is ignored."""
        found = self.by_path.get(())
        known: Path = ()
        for step in path:
            longer = (*known, _fold(step))
            if longer in self.by_path:
                known, found = longer, self.by_path[longer]
            elif not isinstance(step, int):
                return None
        return found


def read_places(text: str) -> Places:
    """Walk a text, which must be JSON; for other texts the result is undefined."""
    return Places(_Walker(text).walk())


def render_path(path: Path) -> str:
    """`Statement[0].Condition.Bool["aws:SecureTransport"]`; the whole document is `$`."""
    text = "".join(map(_render_step, path))
    return text.removeprefix(".") or "$"


def _render_step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _PLAIN_NAME.fullmatch(step) else f'["{step}"]'


def _fold(step: Step) -> Step:
    return step.lower() if isinstance(step, str) else step


class _Walker:
    """One pass over the tokens; recursion follows the nesting of the text, which `read_json` bounds."""

    __slots__ = ("_found", "_lines", "_tokens")

    def __init__(self, text: str) -> None:
        self._tokens: Iterator[re.Match[str]] = TOKEN.finditer(text)
        self._lines = Lines(text)
        self._found: dict[Path, Place] = {}

    def walk(self) -> dict[Path, Place]:
        self._value((), self._next(), None)
        return self._found

    def _next(self) -> tuple[str, int, int]:
        match = next(self._tokens)
        kind = match.lastgroup or ""
        return match[kind], *match.span(kind)

    def _value(self, path: Path, token: tuple[str, int, int], name: Span | None) -> None:
        text, start, end = token
        if text == "{":
            end = self._object(path)
        elif text == "[":
            end = self._list(path)
        span = self._span(start, end)
        self._found[tuple(map(_fold, path))] = Place(path, span, name or span)

    def _object(self, path: Path) -> int:
        text, start, end = self._next()
        while text != "}":
            self._next()  # The colon.
            self._value((*path, loads(text)), self._next(), self._span(start, end))
            text, start, end = self._next()
            if text == ",":
                text, start, end = self._next()
        return end

    def _list(self, path: Path) -> int:
        index = 0
        token = self._next()
        while token[0] != "]":
            self._value((*path, index), token, None)
            index += 1
            token = self._next()
            if token[0] == ",":
                token = self._next()
        return token[2]

    def _span(self, start: int, end: int) -> Span:
        return Span(self._lines.at(start), self._lines.at(end))
