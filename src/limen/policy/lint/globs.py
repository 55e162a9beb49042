"""Comparison of two patterns: whether one covers the other, whether some text matches both.

Both answers are on the safe side: `covers` is true only if every text of the one is one of the other, `overlap` is
false only if there is no common text. A variable is covered by a star or by itself, and may overlap with anything.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from limen.domain.bounded import remember
from limen.policy.match.glob import Token, Wildcard, tokenize
from limen.policy.match.variables import Part, Variable

Symbol: TypeAlias = Token
"""One character, one wildcard or one variable."""

LONGEST_COMPARED = 1024
"""Longer patterns are not compared, because a comparison takes the product of both lengths."""


def explode(parts: Iterable[Part]) -> tuple[Symbol, ...]:
    """The symbols of a pattern."""
    symbols: list[Symbol] = []
    for token in tokenize(parts):
        symbols += token if isinstance(token, str) else [token]
    return tuple(symbols)


def covers(wide: Sequence[Symbol], narrow: Sequence[Symbol]) -> bool:
    """Whether `wide` matches all that `narrow` matches: a wildcard match over the symbols of `narrow`."""
    if max(len(wide), len(narrow)) > LONGEST_COMPARED:
        return tuple(wide) == tuple(narrow)
    if wide and narrow and wide[-1] is not Wildcard.ANY and not _stands_for(wide[-1], narrow[-1]):
        return False  # Most pairs of a long list differ in their last character.
    at = star = back = 0
    has_star = False
    position = 0
    while position < len(narrow):
        if at < len(wide) and wide[at] is Wildcard.ANY:
            has_star, star, back = True, at + 1, position
            at = star
        elif at < len(wide) and _stands_for(wide[at], narrow[position]):
            at, position = at + 1, position + 1
        elif has_star:
            back += 1
            at, position = star, back
        else:
            return False
    return all(symbol is Wildcard.ANY for symbol in wide[at:])


def _stands_for(wide: Symbol, narrow: Symbol) -> bool:
    if wide is Wildcard.ONE:
        return narrow is Wildcard.ONE or isinstance(narrow, str)
    return wide == narrow


@remember(8192)
def overlap(one: tuple[Symbol, ...], other: tuple[Symbol, ...]) -> bool:
    """Whether a text may match both patterns."""
    if max(len(one), len(other)) > LONGEST_COMPARED:
        return True
    if not _ends_fit(one, other) or not _ends_fit(one[::-1], other[::-1]):
        return False
    row = _first_row(other)
    for symbol in one:
        row = _next_row(symbol, other, row)
    return row[-1]


def _ends_fit(one: Sequence[Symbol], other: Sequence[Symbol]) -> bool:
    """Whether the characters before the first wildcard of either agree; most pairs fail here."""
    for mine, theirs in zip(one, other, strict=False):
        if _is_run(mine) or _is_run(theirs):
            return True
        if not _may_equal(mine, theirs):
            return False
    return True


def _first_row(other: Sequence[Symbol]) -> list[bool]:
    """For each prefix of `other`, whether it matches the empty text."""
    row = [True]
    for symbol in other:
        row.append(row[-1] and _is_run(symbol))
    return row


def _next_row(symbol: Symbol, other: Sequence[Symbol], above: list[bool]) -> list[bool]:
    row = [above[0] and _is_run(symbol)]
    for column, theirs in enumerate(other, start=1):
        if _is_run(symbol) or _is_run(theirs):
            row.append(above[column] or row[-1])
        else:
            row.append(above[column - 1] and _may_equal(symbol, theirs))
    return row


def _is_run(symbol: Symbol) -> bool:
    return symbol is Wildcard.ANY or isinstance(symbol, Variable)


def _may_equal(one: Symbol, other: Symbol) -> bool:
    return one == other or Wildcard.ONE in (one, other)
