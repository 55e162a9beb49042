"""Formulas over questions about single texts, built simplified: flat, without duplicates, without contradictions.

Spec analysis 3.1.

Everything is immutable and hashed once, when it is made: formulas are compared and looked up all the time.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from limen.analysis.tests_of_values import Test

Kind = Literal["R", "T", "A", "M", "E"]

RESOURCE: Final = "R"
"""The resource, in places where a key is expected; keys are in lower case, so no key has this name."""
ACTION_NAME: Final = "ACTION"
"""The name of an action that nobody lists, in the same places (spec analysis 2.3)."""


class Atom(NamedTuple):
    """A question about one key. `test` and `sense` are only present in the kinds that need them.

    `R`: the resource passes the test. `T`: the key has one value, and it passes. `A`: the key is absent. `M`: it has a
    set. `E`: it has a set with a member that passes the test (`sense`) or fails it.
    """

    kind: Kind
    key: str
    test: Test | None = None
    sense: bool = True


class Lit:
    """An atom; or its negation, if `sign` is false."""

    __slots__ = ("_hash", "atom", "sign")

    def __init__(self, atom: Atom, sign: bool = True) -> None:  # noqa: FBT001, FBT002 - a literal is written all the time
        """Make the literal."""
        self.atom = atom
        self.sign = sign
        self._hash = hash((atom, sign))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lit) and self.sign is other.sign and self.atom == other.atom

    def __repr__(self) -> str:
        return f"{'' if self.sign else 'not '}{self.atom.kind}({self.atom.key}, {self.atom.test})"

    @property
    def opposite(self) -> "Lit":
        """The negation."""
        return Lit(self.atom, not self.sign)

    @property
    def test(self) -> Test:
        """The test of an atom that has one."""
        if self.atom.test is None:
            raise TypeError(f"{self.atom.kind} has no test")
        return self.atom.test


class Node:
    """Several formulas, all of which (`and`) or one of which (`or`) must hold."""

    __slots__ = ("_hash", "_negation", "is_and", "parts")

    def __init__(self, parts: tuple["Lit | Node", ...], *, is_and: bool) -> None:
        """Keep the parts, which must be simplified; use `both` and `either`."""
        self.parts = parts
        self.is_and = is_and
        self._hash = hash((is_and, frozenset(parts)))
        self._negation: Formula | None = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node) or self._hash != hash(other) or self.is_and is not other.is_and:
            return False
        return self.parts == other.parts or set(self.parts) == set(other.parts)

    def __repr__(self) -> str:
        return f"({(' and ' if self.is_and else ' or ').join(map(repr, self.parts))})"

    @property
    def opposite(self) -> "Formula":
        """The negation, which is made once."""
        if self._negation is None:
            self._negation = (either if self.is_and else both)(*(negate(part) for part in self.parts))
        return self._negation


Formula = bool | Lit | Node


def both(*parts: Formula) -> Formula:
    """The conjunction."""
    return _join(parts, is_and=True)


def either(*parts: Formula) -> Formula:
    """The disjunction."""
    return _join(parts, is_and=False)


def negate(formula: Formula) -> Formula:
    """The opposite, with negations only at literals."""
    return not formula if isinstance(formula, bool) else formula.opposite


def _join(parts: tuple[Formula, ...], *, is_and: bool) -> Formula:
    found: dict[Lit | Node, None] = {}
    for part in parts:
        inner = part.parts if isinstance(part, Node) and part.is_and is is_and else (part,)
        for each in inner:
            if isinstance(each, bool):
                if each is not is_and:
                    return each
            else:
                found[each] = None
    if any(negate(each) in found for each in found):
        return not is_and
    if len(found) > 1:
        return Node(tuple(found), is_and=is_and)
    return next(iter(found), is_and)


def list_atoms(formula: Formula) -> list[Atom]:
    """The atoms, each once, in the order of the formula."""
    return list(dict.fromkeys(_walk(formula)))


def _walk(formula: Formula) -> Iterator[Atom]:
    if isinstance(formula, Lit):
        yield formula.atom
    elif isinstance(formula, Node):
        for part in formula.parts:
            yield from _walk(part)
