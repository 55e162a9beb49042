"""The value of one key: absent, one text or a set (spec analysis 4.2, 4.5, 4.8)."""

from collections.abc import Iterator, Sequence

from limen.analysis.budget import Budget
from limen.analysis.formula import Atom, Lit
from limen.analysis.key_values import Constraint, TextSolver
from limen.analysis.outcome import Core, Doubt, Found, Need
from limen.analysis.tests_of_values import PRESENT
from limen.analysis.world import World


class KeySolver:
    """Finds the value of one key: absent, one text or a set."""

    def __init__(self, atoms: Sequence[Atom], world: World, budget: Budget) -> None:
        """Prepare for the tests in these atoms."""
        self.world = world
        self.budget = budget
        self.texts = TextSolver(atoms, world, budget)

    def solve(self, key: str, needs: Sequence[Need]) -> Found | Core | Doubt:
        """A value, or literals that together exclude every shape."""
        reasons: dict[Lit, None] = {}
        doubt: Doubt | None = None
        for shape in self.world.shapes(key):
            blocking = find_blocking(needs, shape, reasons)
            if blocking is not None:
                reasons.update(dict.fromkeys(blocking.all_literals))
                continue
            outcome = self._solve_shape(key, needs, shape)
            if isinstance(outcome, Found):
                return outcome
            if isinstance(outcome, Core):
                reasons.update(dict.fromkeys(outcome.literals))
            else:
                doubt = doubt or outcome
        if doubt is not None:
            return Doubt(tuple(literal for need in needs for literal in need.all_literals), doubt.reason)
        return Core.of(reasons)

    def _solve_shape(self, key: str, needs: Sequence[Need], shape: str) -> Found | Core | Doubt:
        if shape == "A":
            return Found(None)
        if shape == "S":
            return self.texts.solve(key, list(single_constraints(needs)))
        return self._solve_set(key, needs)

    def _solve_set(self, key: str, needs: Sequence[Need]) -> Found | Core | Doubt:
        """One member for each literal that requires one; all of them satisfy the literals that exclude members."""
        required, excluded = member_constraints(needs)
        if not required:
            return self._solve_any_set(key, excluded)
        members: list[str] = []
        for constraint in required:
            outcome = self.texts.solve(key, [constraint, *excluded])
            if not isinstance(outcome, Found):
                return outcome
            if isinstance(outcome.value, str):
                members.append(outcome.value)
        return Found(tuple(dict.fromkeys(members)))

    def _solve_any_set(self, key: str, excluded: Sequence[Constraint]) -> Found | Core | Doubt:
        """A set that contains a text, otherwise one that contains only the empty text (E7)."""
        reasons: list[Lit] = []
        doubt: Doubt | None = None
        for is_filled in (True, False):
            outcome = self.texts.solve(key, [(None, PRESENT, is_filled), *excluded])
            if isinstance(outcome, Found):
                return Found((outcome.value,)) if isinstance(outcome.value, str) else outcome
            if isinstance(outcome, Core):
                reasons += outcome.literals
            else:
                doubt = outcome
        return doubt or Core.of(reasons)


def find_blocking(needs: Sequence[Need], shape: str, preferred: dict[Lit, None]) -> Need | None:
    """A literal that excludes a shape, one of the preferred ones if possible."""
    blocking = [need for need in needs if _excludes(need.literal, shape)]
    return next((need for need in blocking if need.literal in preferred), blocking[0] if blocking else None)


def _excludes(literal: Lit, shape: str) -> bool:
    asked = {"A": "A", "M": "M", "E": "M"}.get(literal.atom.kind, "S")
    if literal.sign:
        return asked != shape
    return literal.atom.kind == shape and shape in {"A", "M"}


def single_constraints(needs: Sequence[Need]) -> Iterator[Constraint]:
    """The constraints on a single text."""
    for need in needs:
        if need.literal.atom.kind in {"T", "R"} and need.test is not None:
            yield need, need.test, need.literal.sign


def member_constraints(needs: Sequence[Need]) -> tuple[list[Constraint], list[Constraint]]:
    """The constraints that some member of a set must satisfy, one by one, and those for all members."""
    required: list[Constraint] = []
    excluded: list[Constraint] = []
    for need in needs:
        if need.literal.atom.kind == "E" and need.test is not None:
            sense = need.literal.atom.sense
            (required if need.literal.sign else excluded).append((need, need.test, sense is need.literal.sign))
    return required, excluded
