"""Choices read from bytes: a fuzzer's change of the bytes changes one choice, not all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# What patterns, variables, ARNs, dates, addresses and JSON are made of, and what should be in none of them.
PIECES = (
    "*", "?", "${", "}", "${aws:username}", "${aws:PrincipalTag/team, 'blue'}", "${*}", "${$}", ":", "::", "/", "arn:",
    "arn:aws:", " ", "", "\x00", "\u00e9", "\u0130", "\u212a", "\U0001f5dd", "\ud800", "0", "9" * 30, "-", "+", ".",
    "T00:00:00Z", "IfExists", "ForAllValues:", "ForAnyValue:", "Not", "{", "[", '"', "\\", ",", "\n", "a" * 300,
    "*" * 40, "1e400", "::ffff:", "/33", "=", "true",
)  # fmt: skip


class Draws:
    """A cursor over the bytes; once they are used up every choice is the first one."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def number(self, below: int) -> int:
        """A number from 0; two bytes where one is not enough."""
        width = 1 if below <= 256 else 2
        found = self._data[self._at : self._at + width]
        self._at += width
        return int.from_bytes(found, "big") % below

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.number(len(choices))]

    def edit_text(self, text: str) -> str:
        """`text` with a piece put in, a stretch left out, the letter case of one turned, or cut off."""
        start = self.number(len(text) + 1)
        match self.number(5):
            case 0 | 1:
                return text[:start] + self.pick(PIECES) + text[start:]
            case 2:
                return text[:start] + text[start + 1 + self.number(8) :]
            case 3:
                return text[:start] + text[start : start + 1].swapcase() + text[start + 1 :]
        return text[:start]
