"""Patterns, compiled (semantics E1 to E5): values of StringLike and ArnLike, actions, resources.

Every pattern begins with (possibly empty) literal text, and most consist of it alone, with or without a star after it.
So the literal text is compared first, by equality or as a prefix, for many patterns at a time; the rest of a pattern is
tested only if its prefix matches.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from limen.domain.principals import Principal
from limen.policy.match.context import Context
from limen.policy.match.glob import (
    Token,
    Wildcard,
    find_fixed,
    glob_expression,
    is_expressible,
    join_fixed,
    matches_tokens,
    substitute,
    tokenize,
)
from limen.policy.match.variables import Variable, parse_template
from limen.policy.syntax.document import Version

TextTest = Callable[[str, Context, Principal], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A pattern of whole texts that begin with `literal`.

    An exact pattern matches only `literal`. Without `rest` the pattern matches every text with that prefix; otherwise
    `rest` tests the whole text.
    """

    literal: str
    is_exact: bool = False
    rest: TextTest | None = None

    def matches(self, text: str, context: Context, principal: Principal) -> bool:
        """Whether it matches."""
        if self.is_exact:
            return text == self.literal
        return text.startswith(self.literal) and (self.rest is None or self.rest(text, context, principal))


EVERYTHING: Final = Pattern("")
_NO_TEXTS: Final[frozenset[str]] = frozenset()
"""Shared, because an empty set takes as much memory as a set of four."""


class PatternSet:
    """Matches a text if any of its patterns does."""

    __slots__ = ("_exact", "_others", "_prefixes")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Sort the patterns by their form."""
        found = tuple(patterns)
        self._exact = frozenset(pattern.literal for pattern in found if pattern.is_exact) or _NO_TEXTS
        self._prefixes = tuple(pattern.literal for pattern in found if not pattern.is_exact and pattern.rest is None)
        self._others = tuple((pattern.literal, pattern.rest) for pattern in found if pattern.rest is not None)

    def matches(self, text: str, context: Context, principal: Principal) -> bool:
        """Whether any pattern matches."""
        if text in self._exact or text.startswith(self._prefixes):
            return True
        for literal, rest in self._others:  # noqa: SIM110 - a generator would cost more than the tests
            if text.startswith(literal) and rest(text, context, principal):
                return True
        return False


def compile_texts(patterns: Iterable[str], version: Version) -> PatternSet:
    """Compile patterns of whole texts, as StringLike has them."""
    return PatternSet(compile_tokens(tokenize(parse_template(pattern, version))) for pattern in patterns)


def compile_tokens(tokens: Sequence[Token]) -> Pattern:
    """Compile one pattern; an unresolved variable in it makes it match nothing (E17)."""
    if (text := join_fixed(tokens)) is not None:
        return Pattern(text, is_exact=True)
    literal = tokens[0] if isinstance(tokens[0], str) else ""
    if tokens[-1] is Wildcard.ANY and join_fixed(tokens[:-1]) is not None:
        return Pattern(literal)
    return Pattern(literal, rest=_rest_test(tokens, len(literal)))


def _rest_test(tokens: Sequence[Token], start: int) -> TextTest:
    """The test of what follows the first `start` characters, which are known to match."""
    if (fixed := find_fixed(tokens)) is None:
        return dynamic_test(tokens)
    if Wildcard.ONE in fixed:
        return expression_test(glob_expression(fixed)) if is_expressible(fixed) else dynamic_test(fixed)
    pieces = [token for token in fixed if isinstance(token, str)][1 if start else 0 :]
    tail = "" if fixed[-1] is Wildcard.ANY else pieces.pop()
    return _pieces_test(pieces, tail, start) if pieces else _tail_test(tail, start)


def _tail_test(tail: str, start: int) -> TextTest:
    return lambda text, _context, _principal: text.endswith(tail, start)


def _pieces_test(pieces: Sequence[str], tail: str, start: int) -> TextTest:
    """A test for pieces with stars between them: each is matched at its first possible position (E1)."""
    if len(pieces) == 1 and not tail:
        piece = pieces[0]
        return lambda text, _context, _principal: text.find(piece, start) >= 0

    def matches(text: str, _context: Context, _principal: Principal) -> bool:
        position = start
        for piece in pieces:
            position = text.find(piece, position)
            if position < 0:
                return False
            position += len(piece)
        return text.endswith(tail, position)

    return matches


def expression_test(expression: str) -> TextTest:
    """A test of whole texts by a regular expression, which is compiled when it is first needed."""
    fullmatch: Callable[[str], object] | None = None

    def matches(text: str, _context: Context, _principal: Principal) -> bool:
        nonlocal fullmatch
        if fullmatch is None:
            fullmatch = re.compile(expression, re.DOTALL).fullmatch
        return fullmatch(text) is not None

    return matches


def dynamic_test(tokens: Sequence[Token]) -> TextTest:
    """A test of whole texts for tokens with variables."""
    is_open = bool(tokens) and tokens[-1] is Wildcard.ANY
    pieces = [token for token in tokens if not isinstance(token, Wildcard)]
    if len(pieces) + is_open == len(tokens):
        return _sequence_test(pieces, is_open=is_open)

    def matches(text: str, context: Context, principal: Principal) -> bool:
        fixed = substitute(tokens, context, principal)
        return fixed is not None and matches_tokens(fixed, text)

    return matches


def _sequence_test(pieces: Sequence[str | Variable], *, is_open: bool) -> TextTest:
    """A test for consecutive pieces, with nothing after them unless `is_open`: the most frequent form."""

    def matches(text: str, context: Context, principal: Principal) -> bool:
        position = 0
        for piece in pieces:
            found = piece if isinstance(piece, str) else piece.resolve(context, principal)
            if found is None or not text.startswith(found, position):
                return False
            position += len(found)
        return is_open or position == len(text)

    return matches
