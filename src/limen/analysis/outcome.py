"""The theory's answer about literals: values that satisfy them, literals that never hold together, or unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from limen.analysis.formula import Lit
from limen.analysis.tests_of_values import Test
from limen.policy.match.context import ContextValue

Values = Mapping[str, ContextValue | None]
"""By key; the resource is `formula.RESOURCE`, `None` is absence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value that satisfies the literals; `None` is absence."""

    value: ContextValue | None


@dataclass(frozen=True, slots=True)
class Core:
    """Literals that never hold together."""

    literals: tuple[Lit, ...]

    @classmethod
    def of(cls, literals: Iterable[Lit]) -> "Core":
        """The core without repetitions, in order."""
        return cls(tuple(dict.fromkeys(literals)))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Literals of which it is unknown whether they can hold together, and the reason."""

    literals: tuple[Lit, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Need:
    """A literal to be satisfied, read as `test`: known variables are filled in, because of `reasons`."""

    literal: Lit
    test: Test | None
    reasons: tuple[Lit, ...] = ()

    @property
    def all_literals(self) -> tuple[Lit, ...]:
        """The literal, and those that its reading depends on."""
        return (self.literal, *self.reasons)


def plain_need(literal: Lit) -> Need:
    """The literal as it is."""
    return Need(literal, literal.atom.test)


def literal_holds(literal: Lit, values: Values) -> bool:
    """Whether values satisfy a literal."""
    atom = literal.atom
    value = values.get(atom.key)
    if atom.kind == "A":
        found = value is None
    elif atom.kind == "M":
        found = isinstance(value, tuple)
    elif atom.kind == "E":
        members = value if isinstance(value, tuple) else ()
        found = any(literal.test.holds(member, values.get) is atom.sense for member in members)
    else:
        found = isinstance(value, str) and literal.test.holds(value, values.get)
    return found is literal.sign
