"""Keys that policy variables link (spec analysis 4.6), by five steps; the first that finds an answer is used.

Determined variables are filled in. What is impossible for all values of the variables, by relaxed patterns, by their
form, or by the possible texts in their places, is a core. Otherwise values are tried, and every literal is checked with
them.
"""

from collections.abc import Iterator, Sequence

from limen.analysis.dynamic import Dynamic
from limen.analysis.formula import RESOURCE, Lit
from limen.analysis.key_solver import KeySolver, member_constraints, single_constraints
from limen.analysis.key_values import Constraint
from limen.analysis.outcome import Core, Doubt, Need
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import Pattern, TextSet
from limen.analysis.variable_ideas import Groups, find_values
from limen.analysis.variable_proofs import find_core_by_holes, find_core_by_looks
from limen.policy.match.context import ContextValue

Known = dict[str, tuple[ContextValue | None, tuple[Lit, ...]]]
"""Values that follow from literals, and the literals that they follow from."""

_UNDECIDED = "values of policy variables that were not found"


def find_links(groups: Groups) -> list[list[str]]:
    """Sets of keys that depend on each other by variables, each in a fixed order."""
    sets: list[list[str]] = []
    for key, needs in groups.items():
        names = [name for need in needs if need.test is not None for name in need.test.keys]
        if names:
            met = [each for each in sets if not {key, *names}.isdisjoint(each)]
            sets = [each for each in sets if each not in met]
            sets.append(list(dict.fromkeys([key, *names, *(name for each in met for name in each)])))
    return sets


def solve_linked(solver: KeySolver, groups: Groups) -> dict[str, ContextValue | None] | Core | Doubt:
    """Values for linked keys."""
    known = {key: found for key in groups if (found := _determine(solver, key, groups[key])) is not None}
    filled = {key: [_fill_need(need, known) for need in needs] for key, needs in groups.items()}
    reason = ""
    for key, needs in filled.items():
        outcome = solver.solve(key, needs)
        if isinstance(outcome, Core):
            return outcome
        reason = reason or (outcome.reason if isinstance(outcome, Doubt) else "")
    conjunctions = [each for key, needs in filled.items() for each in _list_conjunctions(key, needs)]
    for constraints in conjunctions:
        core = find_core_by_looks(solver, constraints, filled)
        if core is not None:
            return core
    fillings: list[tuple[str, str]] = []
    for key, needs in filled.items():
        for constraints in _list_conjunctions(key, needs):
            core = find_core_by_holes(solver, key, constraints, filled, fillings)
            if core is not None:
                return core
    values = find_values(solver, filled, {key: value for key, (value, _) in known.items()}, fillings)
    if values is not None:
        return values
    return Doubt(tuple(need.literal for needs in groups.values() for need in needs), reason or _UNDECIDED)


def _determine(
    solver: KeySolver, key: str, needs: Sequence[Need]
) -> tuple[ContextValue | None, tuple[Lit, ...]] | None:
    """The value that a variable's key must have; a set (`()`) leaves the variable unresolved, whatever it contains."""
    may = solver.world.shapes(key)
    if may in {"A", "M"}:
        return (None if may == "A" else ()), ()
    for need in needs:
        kind, is_positive = need.literal.atom.kind, need.literal.sign
        if is_positive and kind == "A":
            return None, (need.literal,)
        if is_positive and kind in {"M", "E"}:
            return (), (need.literal,)
        if is_positive and kind == "T" and need.test is not None and not need.test.dynamic:
            text = _find_only_text(need.test.texts) if need.test.predicate is None else None
            if text is not None:
                return text, (need.literal,)
    texts = [text for each in solver.world.domain(key) if (text := _find_only_text(each)) is not None]
    return (texts[0], ()) if texts and may == "S" else None


def _find_only_text(texts: TextSet) -> str | None:
    return next(iter(texts.exact)) if texts.is_exact and len(texts.exact) == 1 and not texts.fold else None


def _fill_need(need: Need, known: Known) -> Need:
    test = need.test
    if test is None or not test.dynamic:
        return need
    used = [key for key in test.keys if key in known]
    if not used:
        return need
    values = {key: known[key][0] for key in used}
    static: list[Pattern] = list(test.texts.patterns)
    dynamic: list[Dynamic] = []
    for each in test.dynamic:
        found = each.fill_some(values)
        if isinstance(found, Dynamic):
            dynamic.append(found)
        elif found is not None:
            static.append(found)
    reasons = tuple(literal for key in used for literal in known[key][1])
    return Need(need.literal, Test(TextSet(static, fold=test.texts.fold), dynamic), reasons)


def _list_conjunctions(key: str, needs: Sequence[Need]) -> Iterator[list[Constraint]]:
    """Constraints on one text each, if a literal requires that there is such a text."""
    single = list(single_constraints(needs))
    if any(sense for _, _, sense in single) or key == RESOURCE:
        yield single
    required, excluded = member_constraints(needs)
    for constraint in required:
        yield [constraint, *excluded]
