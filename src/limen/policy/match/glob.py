"""The wildcard primitive (semantics E1; spec policy 2.1): `*` is any run of characters, `?` is one, all else is itself.

There are two implementations of the rule. A pattern without variables becomes one regular expression whose groups are
atomic: each piece between two stars is matched at its first possible position and never retried. This leftmost choice
is right for wildcards, because an earlier match of a piece leaves at least as much text for the following pieces, and
it bounds the work by the product of the two lengths. A pattern whose variables are known only with the request is
matched piece by piece, by the same rule.
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
    """Split the text parts at wildcards, join adjacent literals, and merge adjacent stars."""
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
    """The tokens, preceded by `text`."""
    return tuple(_merge([text, *tokens]))


def glob_expression(tokens: Iterable[Fixed], one: str = ANYTHING) -> str:
    """The regular expression (for `fullmatch` with `DOTALL`) of tokens; `one` is the class that wildcards match."""
    first, *others = _pieces(tokens)
    if not others:
        return _piece_expression(first, one)
    *middle, last = others
    inner = "".join(f"(?>{one}*?{_piece_expression(piece, one)})" for piece in middle)
    return f"{_piece_expression(first, one)}{inner}{one}*{_piece_expression(last, one)}"


def matches_tokens(tokens: Iterable[Fixed], text: str) -> bool:
    """Match piece by piece: the first at the start, the last at the end, the others at their first match."""
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
    """The pieces between the stars; the first and the last piece may be empty."""
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
    """Whether a piece matches at `position`; the caller has checked that it ends within the text."""
    for token in piece:
        if not isinstance(token, str):
            position += 1
        elif text.startswith(token, position):
            position += len(token)
        else:
            return False
    return True


def _find(piece: _Piece, text: str, start: int, end: int) -> int:
    """The first position from `start` to `end` at which a piece matches; -1 if there is none."""
    if len(piece) == 1 and isinstance(piece[0], str):
        # On long untrusted texts this is a hundred times faster than the search below. A match beyond `end` is
        # harmless: the last comparison of `matches_tokens` fails then.
        return text.find(piece[0], start)
    return next((place for place in range(start, end + 1) if _fits(piece, text, place)), -1)
