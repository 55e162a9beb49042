"""Statements, and parts of statements, without effect (spec analysis 5.7), each proved.

Next to other policies, an Allow is redundant if the other Allows and the Denies cover what it allows, a Deny if the
other Denies cover it. Then it may be left out whatever other policies apply as well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from limen.analysis.access import Case, list_cases, read_side
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.formula import Formula, both, either, negate
from limen.analysis.open_callers import find_kinds, mentions_derived
from limen.analysis.solve import Answer, solve
from limen.policy.syntax.document import Effect, PolicyDocument


class Flaw(StrEnum):
    """Why a statement has no effect."""

    DEAD = "dead"
    """No request satisfies it."""
    SHADOWED = "shadowed"
    """It allows only what the policy's own Denies deny."""
    REDUNDANT = "redundant"
    """Other statements of the policy say the same."""


@dataclass(frozen=True, slots=True)
class FlawedStatement:
    """A statement without effect."""

    index: int
    sid: str | None
    flaw: Flaw


def find_flaws(policy: PolicyDocument, *, effort: int = 1) -> Iterator[FlawedStatement]:
    """The statements of an identity policy that have no effect; of two equivalent ones, the later one."""
    dropped: set[int] = set()
    for statement in reversed(policy.statements):
        flaw = _find_flaw(policy, statement.index, dropped, effort)
        if flaw is not None:
            dropped.add(statement.index)
            yield FlawedStatement(statement.index, statement.sid, flaw)


def _find_flaw(policy: PolicyDocument, index: int, dropped: set[int], effort: int) -> Flaw | None:
    """The first of the flaws that is proved."""
    if _is_never(policy, effort, lambda case: _formula_of(case, index)):
        return Flaw.DEAD
    is_deny = policy.statements[index].effect is Effect.DENY
    if not is_deny and _is_never(policy, effort, lambda case: both(_formula_of(case, index), negate(case.denied(0)))):
        return Flaw.SHADOWED

    effect, skipped = policy.statements[index].effect, {index, *dropped}
    alike = [s.index for s in policy.statements if s.effect is effect and s.index not in skipped]

    def outside(case: Case) -> Formula:
        others = (_formula_of(case, each) for each in alike)
        return both(_formula_of(case, index), negate(either(*others, not is_deny and case.denied(0))))

    return Flaw.REDUNDANT if _is_never(policy, effort, outside) else None


def _formula_of(case: Case, index: int) -> Formula:
    """What one statement is about, of the actions of a case."""
    return both(case.conditions[0][index], case.sides[0][index].formula)


def _is_never(policy: PolicyDocument, effort: int, ask: Callable[[Case], Formula]) -> bool:
    """Whether it is proved that no request satisfies a formula, also for actions that AWS may add later."""
    budget = Budget(effort)
    kinds = find_kinds(policy.statements)
    try:
        for place, kind in enumerate(kinds):
            side = read_side([policy], kind.world)
            for beyond in (False, True):
                for case in list_cases([side], beyond=beyond):
                    formula = case.restrict(ask(case))
                    if solve(formula, case.world(kind.world), budget).answer is not Answer.NO:
                        return False
            if place == 0 and not mentions_derived([policy]):
                return True
    except BudgetError:
        return False
    return True
