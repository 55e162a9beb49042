"""Values for policy variables, tried one after the other; every literal is checked at the end.

Spec analysis 4.6, step 5.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Final

from limen.analysis.formula import Lit
from limen.analysis.key_solver import KeySolver, single_constraints
from limen.analysis.key_values import Constraint
from limen.analysis.outcome import Found, Need, literal_holds
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import Hole, Pattern, TextSet, Wild
from limen.policy.match.context import ContextValue

Groups = Mapping[str, Sequence[Need]]
Assignment = dict[str, ContextValue | None]

_MAX_CANDIDATES: Final = 24
_MAX_TEXT: Final = 1024
_UNKNOWN_SET: Final = ()
"""The value of a key that is known to be some set: variables of it are unresolved in any case."""


def find_values(
    solver: KeySolver, groups: Groups, known: Assignment, fillings: Sequence[tuple[str, str]]
) -> Assignment | None:
    """Values for all keys that satisfy all literals; `None` if no candidate works."""
    names = [key for needs in groups.values() for need in needs if need.test is not None for key in need.test.keys]
    variables = [key for key in dict.fromkeys(names) if key not in known]
    candidates = [list(_list_candidates(solver, key, groups, fillings))[:_MAX_CANDIDATES] for key in variables]
    limit = solver.budget.limit("tries")
    for chosen in islice(_nearest_first(candidates), limit):
        solver.budget.spent["tries"] += 1
        values = _complete(solver, groups, known, dict(zip(variables, chosen, strict=True)))
        if values is not None:
            return values
    return None


def _nearest_first(candidates: Sequence[Sequence[ContextValue | None]]) -> Iterator[tuple[ContextValue | None, ...]]:
    """All combinations, beginning with those of the best candidates."""
    longest = max((len(each) for each in candidates), default=1)
    for last in range(max(longest, 1)):
        for places in product(*(range(min(len(each), last + 1)) for each in candidates)):
            if max(places, default=0) == last:
                yield tuple(each[place] for each, place in zip(candidates, places, strict=True))


def _list_candidates(
    solver: KeySolver, key: str, groups: Groups, fillings: Sequence[tuple[str, str]]
) -> Iterator[ContextValue | None]:
    """Values for one variable that satisfy the literals of its own key, without repetitions."""
    seen: set[ContextValue | None] = set()
    for value in _propose(solver, key, groups, fillings):
        if value not in seen and _fits_alone(solver, key, groups.get(key, ()), value):
            seen.add(value)
            yield value


def _propose(
    solver: KeySolver, key: str, groups: Groups, fillings: Sequence[tuple[str, str]]
) -> Iterator[ContextValue | None]:
    yield from (text for name, text in fillings if name == key)
    named = sorted({text for needs in groups.values() for need in needs for text in _exact_texts(need)})
    constraints: list[Constraint] = [
        *single_constraints(groups.get(key, ())),
        (None, Test(TextSet(map(tuple, named))), False),
    ]
    own = solver.texts.solve(key, constraints) if "S" in solver.world.shapes(key) else None
    if isinstance(own, Found):
        yield own.value
    outcome = solver.solve(key, groups.get(key, ()))
    if isinstance(outcome, Found):
        yield outcome.value
    yield None
    yield from named
    yield from _list_segments(solver, key, groups)


def _exact_texts(need: Need) -> Iterator[str]:
    if need.test is not None:
        yield from need.test.texts.exact
        for each in need.test.dynamic:
            yield from (variable.default for variable in each.variables if variable.default is not None)


def _list_segments(solver: KeySolver, key: str, groups: Groups) -> Iterator[str]:
    """The texts in the variable's place in texts that match the relaxed patterns."""
    for name, needs in groups.items():
        texts = [text for need in needs for text in _exact_texts(need)]
        outcome = solver.solve(name, needs)
        if isinstance(outcome, Found):
            texts += [outcome.value] if isinstance(outcome.value, str) else list(outcome.value or ())
        for need in needs:
            for each in () if need.test is None else need.test.dynamic:
                pattern = each.with_holes()
                for text in texts if pattern is not None and key in each.keys else ():
                    yield from _match_holes(pattern or (), key, text)


def _match_holes(pattern: Pattern, key: str, text: str) -> Iterator[str]:
    if len(text) > _MAX_TEXT or sum(not isinstance(token, str) for token in pattern) > _MAX_CANDIDATES:
        return
    expression = "".join(_expression(token, key) for token in pattern)
    found = re.fullmatch(expression, text, re.DOTALL)
    if found is not None:
        yield from found.groups()


def _expression(token: object, key: str) -> str:
    if isinstance(token, Hole):
        return "(.*?)" if token.key == key else ".*?"
    if isinstance(token, Wild):
        return {Wild.ONE: ".", Wild.ANY: ".*?", Wild.ONE_IN: "[^:]", Wild.ANY_IN: "[^:]*?"}[token]
    return re.escape(token) if isinstance(token, str) else "."


def _fits_alone(solver: KeySolver, key: str, needs: Sequence[Need], value: ContextValue | None) -> bool:
    shape = "A" if value is None else "S" if isinstance(value, str) else "M"
    if shape not in solver.world.shapes(key):
        return False
    if isinstance(value, str) and not all(each.matches(value) for each in solver.world.domain(key)):
        return False
    static = [need.literal for need in needs if need.literal.atom.test is None or not need.literal.test.dynamic]
    return all(literal_holds(literal, {key: value}) for literal in static)


def _complete(solver: KeySolver, groups: Groups, known: Assignment, chosen: Assignment) -> Assignment | None:
    """Values for the other keys in addition to the chosen ones, if all literals hold then."""
    values: Assignment = {**{key: value for key, value in known.items() if value != _UNKNOWN_SET}, **chosen}
    for key, needs in groups.items():
        if key in values:
            continue
        filled = [_fill(need, values) for need in needs]
        outcome = solver.solve(key, filled)
        if not isinstance(outcome, Found):
            return None
        values[key] = outcome.value
    literals: list[Lit] = [need.literal for needs in groups.values() for need in needs]
    return values if all(literal_holds(literal, values) for literal in literals) else None


def _fill(need: Need, values: Mapping[str, ContextValue | None]) -> Need:
    if need.test is None or not need.test.dynamic:
        return need
    return Need(need.literal, Test(need.test.filled(values.get)), need.reasons)
