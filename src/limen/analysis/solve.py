"""Is there a request for a formula? The loop between search and theory (spec analysis 4.1, 4.10).

"No" is an exhausted search, in which clauses are learned only from cores. If the theory cannot decide a combination, it
is excluded, and the final answer is "unknown".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from limen.analysis.budget import Budget, BudgetError
from limen.analysis.formula import Formula, Lit
from limen.analysis.implicant import Skeleton
from limen.analysis.outcome import Core, Doubt, Values
from limen.analysis.theory import Theory
from limen.analysis.world import Domains, World

Refine = Callable[[Values], Sequence[Domains]]
"""Links between keys that the theory does not know (spec analysis 3.5).

Empty if the values agree with each other, otherwise narrower domains to search, one after the other.
"""

_DISAGREEING = "keys of the caller that depend on each other"


class Answer(Enum):
    """Whether there is a request."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        """Refuse: an answer has three values."""
        raise TypeError("compare an Answer with its members")


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer; with `YES` the chosen literals and values that satisfy them, with `UNKNOWN` the reason."""

    answer: Answer
    literals: tuple[Lit, ...] = ()
    values: Values | None = None
    reason: str = ""


IMPOSSIBLE = Solution(Answer.NO)


def solve(formula: Formula, world: World, budget: Budget, refine: Refine | None = None) -> Solution:
    """Find a request for a formula, or prove that there is none."""
    if isinstance(formula, bool):
        return Solution(Answer.YES, values={}) if formula else IMPOSSIBLE
    try:
        budget.start_formula()
        return _Loop(formula, world, budget, refine).run()
    except BudgetError as error:
        return Solution(Answer.UNKNOWN, reason=str(error))


class _Loop:
    def __init__(self, formula: Formula, world: World, budget: Budget, refine: Refine | None) -> None:
        self._formula = formula
        self._world = world
        self._budget = budget
        self._refine = refine
        self._theory = Theory(formula, world, budget)

    def run(self) -> Solution:
        if isinstance(self._formula, bool):
            return IMPOSSIBLE
        skeleton = Skeleton(self._formula, self._budget)
        reason = ""
        for _ in range(self._budget.limit("models")):
            self._budget.check_stop()
            literals = skeleton.find_implicant()
            if literals is None:
                return Solution(Answer.UNKNOWN, reason=reason) if reason else IMPOSSIBLE
            self._budget.spent["models"] += 1
            found = self._check(literals)
            if isinstance(found, Core):
                skeleton.forbid(found.literals)
            elif isinstance(found, Doubt):
                reason = reason or found.reason
                skeleton.forbid(found.literals)
            else:
                return Solution(Answer.YES, tuple(literals), found)
        return Solution(Answer.UNKNOWN, reason=reason or f"more than {self._budget.limit('models')} cases")

    def _check(self, literals: Sequence[Lit]) -> Values | Core | Doubt:
        """Query the theory; if values disagree, search again in narrower domains."""
        found = self._theory.check(literals)
        if isinstance(found, Core | Doubt) or self._refine is None:
            return found
        narrower = self._refine(found)
        for domains in narrower:
            again = Theory(self._formula, self._world.narrowed(domains), self._budget).check(literals)
            if not isinstance(again, Core | Doubt) and not self._refine(again):
                return again
        return Doubt(tuple(literals), _DISAGREEING) if narrower else found
