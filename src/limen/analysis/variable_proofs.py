"""Proofs that no text satisfies constraints with policy variables in them, whatever the values of the variables.

Spec analysis 4.6.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from limen.analysis.budget import BudgetError
from limen.analysis.dynamic import Dynamic, Kind
from limen.analysis.formula import Lit
from limen.analysis.key_solver import KeySolver, find_blocking, single_constraints
from limen.analysis.key_values import Constraint, read_wanted
from limen.analysis.outcome import Core
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.holes import Filling, Knowledge, may_fill
from limen.analysis.texts.looks import are_apart, covers, fold_pattern, set_covers
from limen.analysis.texts.patterns import Hole, Pattern, TextSet
from limen.analysis.texts.search import find_text
from limen.analysis.variable_ideas import Groups

MAX_ALTERNATIVES = 8
"""Ways of reading a pattern whose variables have defaults."""


def find_core_by_looks(solver: KeySolver, constraints: Sequence[Constraint], groups: Groups) -> Core | None:
    """Literals of which one requires patterns that the others exclude, each by its form."""
    for constraint in constraints:
        _, test, sense = constraint
        if not sense or test.predicate is not None or not _has_variables(constraints):
            continue
        hits: list[Lit] = []
        for pattern, dynamic in _list_patterns(test):
            hit = _find_hit(solver, constraint, pattern, dynamic, constraints, groups)
            if hit is None:
                break
            hits += hit
        else:
            return Core.of([*_literals_of(constraint), *hits])
    return None


def _has_variables(constraints: Sequence[Constraint]) -> bool:
    return any(test.dynamic for _, test, _ in constraints)


def _list_patterns(test: Test) -> Iterator[tuple[Pattern | None, Dynamic | None]]:
    """The patterns of a test; variables become holes, and patterns whose components are not fixed are left out."""
    for pattern in test.texts.patterns:
        yield pattern, None
    for each in test.dynamic:
        yield each.with_holes(), each


def _find_hit(
    solver: KeySolver,
    constraint: Constraint,
    pattern: Pattern | None,
    dynamic: Dynamic | None,
    constraints: Sequence[Constraint],
    groups: Groups,
) -> tuple[Lit, ...] | None:
    """The literals that exclude one pattern."""
    fold = constraint[1].texts.fold
    for key in () if dynamic is None else _list_bare_keys(dynamic):
        blocked = _find_unresolved(solver, key, groups)
        if blocked is not None:
            return blocked
    for other in constraints:
        if other is constraint or other[1].predicate is not None:
            continue
        if other[2]:
            is_hit = pattern is not None and _is_apart_from(pattern, other[1], fold=fold)
        else:
            is_hit = _is_covered(pattern, dynamic, other[1], fold=fold)
        if is_hit:
            return _literals_of(other)
    return None


def _list_bare_keys(dynamic: Dynamic) -> list[str]:
    """The keys of variables without default."""
    return [variable.key for variable in dynamic.variables if variable.default is None]


def _find_unresolved(solver: KeySolver, key: str, groups: Groups) -> tuple[Lit, ...] | None:
    """The literals because of which a variable has no value; `None` if it may have one."""
    if "S" not in solver.world.shapes(key):
        return ()
    blocking = find_blocking(groups.get(key, ()), "S", {})
    return None if blocking is None else blocking.all_literals


def _is_apart_from(pattern: Pattern, test: Test, *, fold: bool) -> bool:
    either_folds = fold or test.texts.fold
    return not test.dynamic and all(are_apart(pattern, each, fold=either_folds) for each in test.texts.patterns)


def _is_covered(pattern: Pattern | None, dynamic: Dynamic | None, test: Test, *, fold: bool) -> bool:
    if dynamic is not None and dynamic in test.dynamic and fold is test.texts.fold:
        return True
    if pattern is None:
        return False
    if set_covers(test.texts, pattern, fold=fold):
        return True
    if fold and not test.texts.fold:
        return False
    narrow = fold_pattern(pattern) if test.texts.fold and not fold else pattern
    wide = [found for each in test.dynamic if each.kind is not Kind.BOOL and (found := each.with_holes()) is not None]
    return any(covers(each, narrow) for each in wide)


def find_core_by_holes(
    solver: KeySolver, key: str, constraints: Sequence[Constraint], groups: Groups, fillings: list[tuple[str, str]]
) -> Core | None:
    """All the literals, if no text can be in the holes of any pattern; otherwise `fillings` gets the possible texts."""
    for constraint in constraints:
        _, test, sense = constraint
        if not sense or not test.dynamic or test.predicate is not None:
            continue
        others = [each for each in constraints if each is not constraint and each[1].predicate is None]
        try:
            if _HoleSearch(solver, key, test, others, groups, fillings).is_impossible():
                keys = [name for _, each, _ in constraints for name in each.keys]
                about = [lit for name in keys for need in groups.get(name, ()) for lit in need.all_literals]
                return Core.of([*(lit for each in constraints for lit in _literals_of(each)), *about])
        except BudgetError:
            continue
    return None


class _HoleSearch:
    """The patterns of one required test, each against all other constraints."""

    def __init__(
        self,
        solver: KeySolver,
        key: str,
        test: Test,
        others: Sequence[Constraint],
        groups: Groups,
        fillings: list[tuple[str, str]],
    ) -> None:
        self._solver = solver
        self._test = test
        self._groups = groups
        self._fillings = fillings
        self._wanted = [read_wanted(each) for _, each, sense in others if sense]
        self._wanted += solver.world.domain(key)
        self._unwanted = [each.texts for _, each, sense in others if not sense]

    def is_impossible(self) -> bool:
        """Whether no pattern has a text; stops at the first that has one."""
        static, fold = self._test.texts, self._test.texts.fold
        if static.patterns and find_text([static, *self._wanted], self._unwanted, self._solver.budget) is not None:
            return False
        for each in self._test.dynamic:
            pattern = each.with_holes()
            if pattern is None:
                return False
            alternatives = list(self._list_alternatives(pattern))
            if len(alternatives) > MAX_ALTERNATIVES:
                return False
            if any(self._fill(alternative, fold=fold) is not None for alternative in alternatives):
                return False
        return True

    def _fill(self, pattern: Pattern, *, fold: bool) -> Filling | None:
        holes = [token for token in pattern if isinstance(token, Hole)]
        if any(_find_unresolved(self._solver, hole.key, self._groups) is not None for hole in holes):
            return None
        known: Knowledge = {hole.key: self._find_knowledge(hole.key) for hole in holes}
        found = may_fill(pattern, self._wanted, self._unwanted, known, self._solver.budget, fold=fold)
        if found is not None:
            self._fillings.extend(zip((hole.key for hole in holes), found.segments, strict=True))
        return found

    def _find_knowledge(self, key: str) -> tuple[list[TextSet], list[TextSet]]:
        constraints = [
            constraint
            for constraint in single_constraints(self._groups.get(key, ()))
            if constraint[1].predicate is None
        ]
        wanted = [read_wanted(test) for _, test, sense in constraints if sense]
        unwanted = [test.texts for _, test, sense in constraints if not sense]
        return [*wanted, *self._solver.world.domain(key)], unwanted

    def _list_alternatives(self, pattern: Pattern) -> Iterator[Pattern]:
        """A variable with a default has a value, or its key is absent and the default is used."""
        choices: list[list[tuple[str | Hole, ...]]] = []
        places = [place for place, token in enumerate(pattern) if isinstance(token, Hole)]
        for place in places[: MAX_ALTERNATIVES + 1]:
            hole = pattern[place]
            if isinstance(hole, Hole):
                default = [] if hole.default is None else [tuple(hole.default)]
                choices.append([(Hole(hole.key),), *default])
        if len(places) > MAX_ALTERNATIVES or _count(choices) > MAX_ALTERNATIVES:
            yield from [pattern] * (MAX_ALTERNATIVES + 1)
            return
        for chosen in product(*choices):
            replaced = dict(zip(places, chosen, strict=True))
            yield tuple(t for place, token in enumerate(pattern) for t in replaced.get(place, (token,)))


def _count(choices: Sequence[Sequence[object]]) -> int:
    total = 1
    for each in choices:
        total *= len(each)
    return total


def _literals_of(constraint: Constraint) -> tuple[Lit, ...]:
    return () if constraint[0] is None else constraint[0].all_literals
