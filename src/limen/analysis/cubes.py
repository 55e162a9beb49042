"""Few literals at a time that imply a formula, until they are the formula (5.4)."""

from collections.abc import Iterator, Sequence
from typing import Final

from limen.analysis.budget import Budget
from limen.analysis.formula import Formula, Lit, both, negate
from limen.analysis.solve import Answer, Refine, solve
from limen.analysis.world import World

Cube = frozenset[Lit]

MANY: Final = "more than {} regions"


def list_cubes(
    formula: Formula,
    world: World,
    budget: Budget,
    reasons: list[str],
    *,
    limit: int,
    refine: Refine | None = None,
) -> Iterator[Cube]:
    """Cubes whose union is the formula, if nothing is added to `reasons`."""
    rest = formula
    for _ in range(limit):
        solution = solve(rest, world, budget, refine)
        if solution.answer is Answer.UNKNOWN:
            reasons.append(solution.reason)
        if solution.answer is not Answer.YES:
            return
        cube = widen(formula, solution.literals, world, budget)
        yield cube
        rest = both(rest, negate(both(*cube)))
    if solve(rest, world, budget, refine).answer is not Answer.NO:
        reasons.append(MANY.format(limit))


def widen(formula: Formula, literals: Sequence[Lit], world: World, budget: Budget) -> Cube:
    """Drop literals while the rest still implies the formula, exclusions first."""
    left = list(literals)
    outside = negate(formula)
    for literal in sorted(literals, key=lambda each: each.sign):
        rest = [each for each in left if each is not literal]
        if solve(both(*rest, outside), world, budget).answer is Answer.NO:
            left = rest
    return frozenset(left)
