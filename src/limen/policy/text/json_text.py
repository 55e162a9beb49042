"""JSON text to a tree that keeps positions (semantics L2).

Stricter than the standard library's reader: no duplicate members, no NaN, no lone surrogates, bounded nesting. Numbers
stay text, so that `10` never becomes `10.0` and a million digits cost nothing. Time is linear in the text.
"""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from reprlib import repr as shorten
from sys import intern
from typing import NoReturn, TypeAlias

from limen.policy.errors import PolicySyntaxError, Position, SyntaxFault

MAX_DEPTH = 64
"""A policy nests six levels deep; anything deeper than this is not a policy, and must not exhaust the stack."""

TOKEN = re.compile(
    r"""[ \t\n\r]*+
    (?: (?P<mark> [{}\[\]:,] )
      | (?P<string> "[^"\\\x00-\x1f]*+ (?: \\ (?: ["\\/bfnrt] | u[0-9a-fA-F]{4} ) [^"\\\x00-\x1f]*+ )*+ " )
      | (?P<number> -? (?: 0 | [1-9][0-9]*+ ) (?: \.[0-9]++ )? (?: [eE][+-]?[0-9]++ )? )
      | (?P<word> true | false | null )
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\n\r]*+")
_STRING_PREFIX = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class JSONNumber:
    """A number as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class JSONList:
    """A list; `start` is the offset of its `[`."""

    items: tuple["JSONValue", ...]
    start: int


@dataclass(frozen=True, slots=True)
class JSONObject:
    """An object: its members in order, the offset of each value, the offsets of its `{` and `}`."""

    members: dict[str, "JSONValue"]
    offsets: dict[str, int]
    start: int
    end: int


JSONValue: TypeAlias = JSONObject | JSONList | JSONNumber | str | bool | None


class Lines:
    """Turns offsets of a text into lines and columns, both counted from 1; CR, LF and CR LF end a line."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        """Find the starts of the lines."""
        self._starts = [0, *(newline.end() for newline in _NEWLINE.finditer(text))]

    def at(self, offset: int) -> Position:
        """The character at `offset`."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The offset of a position."""
        return self._starts[position.line - 1] + position.column - 1

    def after(self, offset: int) -> Position:
        """The column after the character at `offset`: the position of a reader that has consumed it."""
        position = self.at(offset)
        return Position(position.line, position.column + 1)


def read_json(text: str) -> JSONValue:
    """Read `text` as one JSON value; raises `PolicySyntaxError` with the fault `JSON`."""
    surrogate = None if text.isascii() else SURROGATE.search(text)
    if surrogate:
        raise _error(text, surrogate.start(), "half of a surrogate pair is not a character")
    reader = _Reader(text)
    value = reader.read_value()
    reader.expect_end()
    return value


def _error(text: str, offset: int, message: str) -> PolicySyntaxError:
    return PolicySyntaxError(message, Lines(text).at(offset), SyntaxFault.JSON)


class _Reader:
    """A cursor: `_kind`, `_text`, `_start` are the last token's; the kind of a bracket, colon or comma is itself."""

    __slots__ = ("_depth", "_document", "_end", "_kind", "_start", "_text")

    def __init__(self, text: str) -> None:
        self._document = text
        self._kind = self._text = ""
        self._start = self._end = self._depth = 0

    def read_value(self) -> JSONValue:
        self._advance()
        return self._value()

    def expect_end(self) -> None:
        rest = _SPACE.match(self._document, self._end)
        if rest and rest.end() != len(self._document):
            self._refuse(rest.end(), "text after the end of the document")

    def _advance(self) -> None:
        match = TOKEN.match(self._document, self._end)
        if match is None:
            self._refuse_character()
        kind = match.lastgroup or ""
        self._text = match[kind]
        self._kind = self._text if kind == "mark" else kind
        self._start, self._end = match.span(kind)

    def _value(self) -> JSONValue:
        if self._kind == "string":
            return self._string()
        if self._kind == "number":
            return JSONNumber(self._text)
        if self._kind == "word":
            return _WORDS[self._text]
        if self._kind not in {"{", "["}:
            self._refuse(self._start, f"unexpected {self._text!r}")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(self._start, f"nested deeper than {MAX_DEPTH} levels")
        value = self._object() if self._kind == "{" else self._list()
        self._depth -= 1
        return value

    def _string(self) -> str:
        if "\\" not in self._text:
            return intern(self._text[1:-1])  # Thousands of policies share the same few texts.
        decoded: str = json.loads(self._text)
        if SURROGATE.search(decoded):
            self._refuse(self._start, "half of a surrogate pair is not a character")
        return decoded

    def _list(self) -> JSONList:
        start = self._start
        items: list[JSONValue] = []
        self._advance()
        while self._kind != "]":
            items.append(self._value())
            self._advance()
            self._skip_comma("]")
        return JSONList(tuple(items), start)

    def _object(self) -> JSONObject:
        start = self._start
        members: dict[str, JSONValue] = {}
        offsets: dict[str, int] = {}
        self._advance()
        while self._kind != "}":
            name = self._member_name(members)
            self._advance()
            offsets[name] = self._start
            members[name] = self._value()
            self._advance()
            self._skip_comma("}")
        return JSONObject(members, offsets, start, self._start)

    def _member_name(self, members: dict[str, JSONValue]) -> str:
        if self._kind != "string":
            self._refuse(self._start, "a member's name must be a string")
        name = self._string()
        if name in members:
            self._refuse(self._start, f"member {shorten(name)} appears twice in one object")
        self._advance()
        if self._kind != ":":
            self._refuse(self._start, "expected ':' after a member's name")
        return name

    def _skip_comma(self, closing: str) -> None:
        """Advance to the next item, or stay on the closing bracket; a comma before it is refused."""
        if self._kind == closing:
            return
        if self._kind != ",":
            self._refuse(self._start, f"expected ',' or {closing!r}")
        self._advance()
        if self._kind == closing:
            self._refuse(self._start, f"a comma before {closing!r}")

    def _refuse_character(self) -> NoReturn:
        space = _SPACE.match(self._document, self._end)
        offset = space.end() if space else self._end
        string = _STRING_PREFIX.match(self._document, offset)
        if string and string.end() < len(self._document):
            self._refuse(string.end(), "a control character or an unknown escape in a string")
        if offset == len(self._document) or string:
            self._refuse(len(self._document), "the text ends too early")
        self._refuse(offset, f"unexpected {self._document[offset]!r}")

    def _refuse(self, offset: int, message: str) -> NoReturn:
        raise _error(self._document, offset, message)
