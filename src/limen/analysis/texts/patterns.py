"""Patterns of texts and sets of them, run bit-parallel: bit `i` says that a pattern has been read up to its token `i`.

Spec analysis 4.4.

A pattern is a tuple of tokens: a character, a wildcard, a class of characters (`frozenset`), a repeated class (`Run`),
or a `Hole` in the place of a policy variable. Holes are for comparison by form and for `texts.holes`; a `TextSet` has
none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from limen.policy.match.operators import fold_case


class Wild(Enum):
    """Wildcards. Those ending in `_IN` stop at a colon, as in the first five components of an ARN (E3)."""

    ONE = "?"
    ANY = "*"
    ONE_IN = "?:"
    ANY_IN = "*:"


@dataclass(frozen=True, slots=True)
class Run:
    """Any number of characters of a class."""

    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a policy variable; `default` is its text if the key is absent."""

    key: str
    default: str | None = None


Token = str | Wild | frozenset[str] | Run | Hole
Pattern = tuple[Token, ...]

ANY: Final = Wild.ANY
RUNS: Final = frozenset({Wild.ANY, Wild.ANY_IN})
_NOTHING: Final = 0


def is_run(token: Token) -> bool:
    """Whether a token may match the empty text."""
    return isinstance(token, Run) or token in RUNS


def find_text_of(pattern: Pattern) -> str | None:
    """The one text of a pattern without wildcards, else `None`."""
    texts = [token for token in pattern if isinstance(token, str)]
    return "".join(texts) if len(texts) == len(pattern) else None


def pattern_order(pattern: Pattern) -> tuple[str, ...]:
    """A key to sort patterns by, so that equal sets are equal however a policy orders its values."""
    return tuple(token if isinstance(token, str) else f"~{token}" for token in pattern)


class Automaton:
    """The patterns of a set as one machine. `left` is the least number of missing characters, by bit."""

    __slots__ = ("_loop", "_step", "_wild", "accept", "left", "start", "sticky")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Put the patterns next to each other, each ending with a bit of its own."""
        self._step: dict[str, int] = {}
        self._loop: dict[str, int] = {}
        self._wild = dict.fromkeys(Wild, _NOTHING)
        self.start = self.accept = _NOTHING
        self.left: list[int] = []
        for pattern in patterns:
            self._add(pattern)
        self.sticky = self.accept & self._wild[ANY]
        """Bits at which a pattern matches whatever follows."""

    def _add(self, pattern: Pattern) -> None:
        self.start |= 1 << len(self.left)
        missing = sum(not is_run(token) for token in pattern)
        for token in pattern:
            mask = 1 << len(self.left)
            if isinstance(token, Wild):
                self._wild[token] |= mask
            elif isinstance(token, Run):
                _set_bits(self._loop, token.characters, mask)
            elif isinstance(token, Hole):
                raise TypeError("a hole is not a set of texts")
            else:
                _set_bits(self._step, token, mask)
            if not is_run(token):
                self.left.append(missing)
                missing -= 1
        self.accept |= 1 << len(self.left)
        self.left.append(0)

    def masks(self, character: str) -> tuple[int, int]:
        """The bits that a character advances, and those at which it may be repeated."""
        step = self._step.get(character, _NOTHING) | self._wild[Wild.ONE]
        loop = self._loop.get(character, _NOTHING) | self._wild[Wild.ANY]
        if character == ":":
            return step, loop
        return step | self._wild[Wild.ONE_IN], loop | self._wild[Wild.ANY_IN]

    def matches(self, text: str) -> bool:
        """Whether any pattern matches the whole text."""
        state = self.start
        for character in text:
            step, loop = self.masks(character)
            state = ((state & step) << 1) | (state & loop)
        return bool(state & self.accept)

    def distance(self, state: int) -> int:
        """The least number of characters that are missing in a nonzero state."""
        best = len(self.left)
        while state:
            low = state & -state
            best = min(best, self.left[low.bit_length() - 1])
            state ^= low
        return best

    @property
    def characters(self) -> set[str]:
        """The characters that the patterns name."""
        return {*self._step, *self._loop}


def _set_bits(bits: dict[str, int], characters: Iterable[str], mask: int) -> None:
    for character in characters:
        bits[character] = bits.get(character, _NOTHING) | mask


def _may_match(pattern: Pattern, text: str) -> bool:
    """Whether the text begins like the pattern, up to its first wildcard; this avoids a machine for most texts."""
    for place, token in enumerate(pattern):
        if not isinstance(token, str):
            return True
        if token != text[place : place + 1]:
            return False
    return len(pattern) == len(text)


class TextSet:
    """A union of patterns. With `fold`, texts are folded first, as the IgnoreCase operators do (E9)."""

    __slots__ = ("_automaton", "_hash", "_wild", "exact", "fold", "patterns")

    def __init__(self, patterns: Iterable[Pattern], *, fold: bool = False) -> None:
        """Keep the patterns in a canonical order; with `fold` they must be folded already."""
        self.patterns = tuple(sorted(set(patterns), key=pattern_order))
        self.fold = fold
        texts = map(find_text_of, self.patterns)
        self.exact = frozenset(text for text in texts if text is not None)
        self._hash = hash((self.patterns, fold))
        self._automaton: Automaton | None = None
        self._wild: Automaton | None = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextSet) and (self.fold, self.patterns) == (other.fold, other.patterns)

    def __repr__(self) -> str:
        return f"TextSet({self.patterns!r}, fold={self.fold})"

    @property
    def is_exact(self) -> bool:
        """Whether it is a finite list of texts, each written out (with `fold`: in any case)."""
        return len(self.exact) == len(self.patterns)

    @property
    def automaton(self) -> Automaton:
        """All its patterns as one machine, for texts that are folded where the set is."""
        if self._automaton is None:
            self._automaton = Automaton(self.patterns)
        return self._automaton

    def matches(self, text: str) -> bool:
        """Whether the text is in the set."""
        folded = fold_case(text) if self.fold else text
        if folded in self.exact or self.is_exact:
            return folded in self.exact
        if not any(_may_match(pattern, folded) for pattern in self.patterns):
            return False
        if self._wild is None:
            self._wild = Automaton(p for p in self.patterns if find_text_of(p) is None)
        return self._wild.matches(folded)

    def masks(self, character: str) -> tuple[int, int]:
        """Like `Automaton.masks`, for a character of a text that is not folded yet."""
        return self.automaton.masks(fold_case(character) if self.fold else character)

    @property
    def characters(self) -> set[str]:
        """The characters that the set distinguishes, in both cases if it ignores case."""
        found = self.automaton.characters
        return found | {upper for c in found if self.fold and fold_case(upper := c.upper()) == c}


NO_TEXTS: Final = TextSet([])
EVERY_TEXT: Final = TextSet([(Wild.ANY,)])
