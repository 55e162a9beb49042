"""The wildcard primitive (semantics E1; spec policy 2.1): `*` is any run of characters, `?` is one, all else is itself.

Two forms of the same rule. Patterns without variables become one regular expression whose groups are atomic: each
piece between two stars is taken at the first place where it fits and never tried again, which is right for wildcards
and keeps the work below length times length whatever the pattern. Patterns whose variables are known only with the
request are matched piece by piece, in the same order.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby

from limen.domain.principals import Principal
from limen.policy.match.context import Context
from limen.policy.match.variables import Literal, Part, Variable


class Wildcard(Enum):
    """The two wildcards."""

    ANY = "*"
    ONE = "?"


Fixed = str | Wildcard
Token = Fixed | Variable

ANYTHING = "."
NO_COLON = "[^:]"

_SYMBOLS = re.compile(r"([*?])")
_WILDCARDS = {each.value: each for each in Wildcard}


def tokenize(parts: Iterable[Part]) -> tuple[Token, ...]:
    """Split the text parts at wildcards, join neighbouring literals, and make one star of several."""
    return tuple(_merge(_tokens(parts)))


def _tokens(parts: Iterable[Part]) -> Iterator[Token]:
    for part in parts:
        if isinstance(part, str):
            yield from (_WILDCARDS.get(piece, piece) for piece in _SYMBOLS.split(part) if piece)
        else:
            yield part.text if isinstance(part, Literal) else part


def _merge(tokens: Iterable[Token]) -> Iterator[Token]:
    for kind, group in groupby(tokens, lambda token: token if token is Wildcard.ANY else type(token)):
        if kind is Wildcard.ANY:
            yield Wildcard.ANY
        elif kind is str:
            yield "".join(token for token in group if isinstance(token, str))
        else:
            yield from group


def substitute(tokens: Iterable[Token], context: Context, principal: Principal) -> tuple[Fixed, ...] | None:
    """The tokens with every variable replaced by its value; `None` if one is unresolved."""
    found: list[Fixed] = []
    for token in tokens:
        fixed = token.resolve(context, principal) if isinstance(token, Variable) else token
        if fixed is None:
            return None
        found.append(fixed)
    return tuple(found)


def find_fixed(tokens: Sequence[Token]) -> tuple[Fixed, ...] | None:
    """The tokens themselves if none of them is a variable, else `None`."""
    fixed = tuple(token for token in tokens if not isinstance(token, Variable))
    return fixed if len(fixed) == len(tokens) else None


def join_fixed(tokens: Sequence[Token]) -> str | None:
    """The text of tokens that are neither variables nor wildcards, else `None`."""
    texts = [token for token in tokens if isinstance(token, str)]
    return "".join(texts) if len(texts) == len(tokens) else None


def prepend(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with `text` before them."""
    return tuple(_merge([text, *tokens]))


def glob_expression(tokens: Iterable[Fixed], one: str = ANYTHING) -> str:
    """The regular expression (for `fullmatch` with `DOTALL`) of tokens; `one` is what a wildcard may stand for."""
    first, *others = _pieces(tokens)
    if not others:
        return _piece_expression(first, one)
    *middle, last = others
    inner = "".join(f"(?>{one}*?{_piece_expression(piece, one)})" for piece in middle)
    return f"{_piece_expression(first, one)}{inner}{one}*{_piece_expression(last, one)}"


def matches_tokens(tokens: Iterable[Fixed], text: str) -> bool:
    """Match piece by piece: the first at the start, the last at the end, each other at the first place it fits."""
    first, *others = _pieces(tokens)
    if not others:
        return _length(first) == len(text) and _fits(first, text, 0)
    *middle, last = others
    position, end = _length(first), len(text) - _length(last)
    if not _fits(first, text, 0):
        return False
    for piece in middle:
        position = _find(piece, text, position, end)
        if position < 0:
            return False
        position += _length(piece)
    return position <= end and _fits(last, text, end)


def compile_glob(pattern: str) -> Callable[[str], bool]:
    """A test of whole texts against a pattern without variables."""
    fixed = find_fixed(tokenize((pattern,))) or ()
    return lambda text: matches_tokens(fixed, text)


_Piece = tuple[Fixed, ...]


def _pieces(tokens: Iterable[Fixed]) -> list[_Piece]:
    """What stands between the stars; the first and the last piece may be empty."""
    pieces: list[list[Fixed]] = [[]]
    for token in tokens:
        if token is Wildcard.ANY:
            pieces.append([])
        elif token:
            pieces[-1].append(token)
    return [tuple(piece) for piece in pieces]


def _piece_expression(piece: _Piece, one: str) -> str:
    return "".join(re.escape(token) if isinstance(token, str) else one for token in piece)


def _length(piece: _Piece) -> int:
    return sum(len(token) if isinstance(token, str) else 1 for token in piece)


def _fits(piece: _Piece, text: str, position: int) -> bool:
    """Whether the texts of a piece stand from `position` on; that the piece ends within the text is asked elsewhere."""
    for token in piece:
        if not isinstance(token, str):
            position += 1
        elif text.startswith(token, position):
            position += len(token)
        else:
            return False
    return True


def _find(piece: _Piece, text: str, start: int, end: int) -> int:
    """The first place from `start` on where a piece fits, at most at `end`; -1 if there is none."""
    if len(piece) == 1 and isinstance(piece[0], str):
        return text.find(piece[0], start)  # A hundred times as fast as the other way, on the long texts of strangers.
    return next((place for place in range(start, end + 1) if _fits(piece, text, place)), -1)
