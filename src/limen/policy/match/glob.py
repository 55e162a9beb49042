"""The wildcard primitive (semantics E1; spec policy 2.1): `*` is any run of characters, `?` is one, all else is itself.

A piece is the part of a pattern between two stars. Each piece is matched at its first possible position and never
retried. This leftmost choice is right for wildcards, because an earlier match of a piece leaves at least as much text
for the following pieces. So every character of the text is searched for one piece only, and the work is that of the
searches:

* A piece without `?` is found by `str.find`.
* A short piece with `?` is part of a regular expression whose groups are atomic, where the pattern has no variables.
  Such a search compares each character of the text with at most `LONGEST_EXPRESSED` others.
* Any other piece with `?` is found bit by bit (`_find_masked`): one step for each character of the text, whose cost
  grows with the length of the piece divided by the bits of a machine word.
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

LONGEST_EXPRESSED = 32
"""Characters of a piece up to which a regular expression is quicker than the search bit by bit, even at its worst."""

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
    # An atomic group keeps the first match of its piece, so the expression never goes back to try a later one, and no
    # text takes quadratic time. The last piece needs none: `fullmatch` allows it only at the end.
    *middle, last = others
    inner = "".join(f"(?>{one}*?{_piece_expression(piece, one)})" for piece in middle)
    return f"{_piece_expression(first, one)}{inner}{one}*{_piece_expression(last, one)}"


def is_expressible(tokens: Iterable[Fixed]) -> bool:
    """Whether the pieces are short enough for a regular expression to be quick whatever the text."""
    return all(_length(piece) <= LONGEST_EXPRESSED for piece in _pieces(tokens))


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
    """The first position from `start` on at which a piece matches that ends by `end`; -1 if there is none."""
    if len(piece) == 1 and isinstance(piece[0], str):
        # On long untrusted texts this is a hundred times faster than the search below. A match beyond `end` is
        # harmless: the last comparison of `matches_tokens` fails then.
        return text.find(piece[0], start)
    return _find_masked(piece, text, start, end) if piece else start


def _find_masked(piece: _Piece, text: str, start: int, end: int) -> int:
    """As `_find`, by the Shift-And method: bit n of `state` says that the first n + 1 characters end at this place."""
    masks, wild, size = _find_masks(piece)
    whole, state = 1 << (size - 1), 0
    for place in range(start, end):
        state = (state << 1 | 1) & masks.get(text[place], wild)
        if state >= whole:
            return place - size + 1
    return -1


def _find_masks(piece: _Piece) -> tuple[dict[str, int], int, int]:
    """The places of a piece that each of its characters fits, as bits; the places of `?`; and the piece's length."""
    places: dict[str, list[int]] = {}
    wild = size = 0
    for token in piece:
        if isinstance(token, str):
            for place, character in enumerate(token, size):
                places.setdefault(character, []).append(place)
            size += len(token)
        else:
            wild |= 1 << size
            size += 1
    masks = {character: wild | _set_bits(found, size) for character, found in places.items()}
    return masks, wild, size


def _set_bits(places: Iterable[int], size: int) -> int:
    """A number with these bits; made in one step, because one step for each bit would copy the number each time."""
    digits = bytearray(size // 8 + 1)
    for place in places:
        digits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(digits, "little")
