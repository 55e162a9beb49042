"""Small sets of literals that imply a formula and together are equivalent to it (spec analysis 5.4)."""

from collections.abc import Callable, Iterator, Sequence
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
    outside = negate(formula)

    def suffices(chosen: Sequence[Lit]) -> bool:
        return solve(both(*chosen, outside), world, budget).answer is Answer.NO

    wanted = [each for each in literals if each.sign]
    excluded = [each for each in literals if not each.sign]
    kept = _find_needed(excluded, wanted, suffices)
    return frozenset([*_find_needed(wanted, kept, suffices), *kept])


def _find_needed(literals: Sequence[Lit], kept: Sequence[Lit], suffices: Callable[[Sequence[Lit]], bool]) -> list[Lit]:
    """Those of the literals that are needed in addition to `kept`; halves are dropped first, since few are needed."""
    if not literals or suffices(kept):
        return []
    if len(literals) == 1:
        return list(literals)
    middle = len(literals) // 2
    left, right = literals[:middle], literals[middle:]
    from_right = _find_needed(right, [*kept, *left], suffices)
    return [*_find_needed(left, [*kept, *from_right], suffices), *from_right]
