"""One text for one key (spec analysis 4.3, 4.4, 4.7), given the tests that it must pass and those that it must fail.

Keys that are compared in one typed way, or with exact texts only, are decided by samples that show every case; texts by
`texts.search`; keys that are compared in several ways by trying what each of the ways proposes. Where a dynamic pattern
is required, it is read as everything that it could match; where it is excluded, it is ignored. What is impossible then
is impossible.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from limen.analysis.budget import Budget, BudgetError
from limen.analysis.formula import Atom, Lit
from limen.analysis.outcome import Core, Doubt, Found, Need
from limen.analysis.samples import list_samples
from limen.analysis.tests_of_values import PRESENT, TEXT, Test
from limen.analysis.texts.looks import are_apart, set_covers
from limen.analysis.texts.patterns import Pattern, TextSet
from limen.analysis.texts.search import find_text
from limen.analysis.world import World

Constraint = tuple[Need | None, Test, bool]
"""A test that must hold of the text, or must not; the need is `None` if no literal requires it."""

_SPELLINGS: Final = ("{}", "+{}", "0{}", "{}.0")
"""Other ways of writing a number, for keys that are also compared as texts."""
_MIXED: Final = "a key that is compared both as text and as number, date, address or bytes"
_SAMPLE_CANDIDATES: Final = 400


class Pool:
    """The samples of a key and, for each of its tests, the bits of the samples that pass it."""

    def __init__(self, samples: Sequence[str], tests: Iterable[Test]) -> None:
        """Apply every test to every sample."""
        self.samples = samples
        self.every = (1 << len(samples)) - 1
        self._bits = {test: self._find_bits(test) for test in tests}

    def _find_bits(self, test: Test) -> int:
        bits = [test.holds(text, _nothing) for text in reversed(self.samples)]
        return int("".join("1" if bit else "0" for bit in bits), 2)

    def bits(self, test: Test, sense: bool) -> int:  # noqa: FBT001 - the parts of a constraint
        """The samples that pass, or fail."""
        found = self._bits.get(test)
        if found is None:
            found = self._bits[test] = self._find_bits(test)
        return found if sense else self.every & ~found


def _nothing(_key: str) -> None:
    return None


class TextSolver:
    """Finds texts; the answers are cached."""

    def __init__(self, atoms: Iterable[Atom], world: World, budget: Budget) -> None:
        """Make the samples of the keys that need no search."""
        self._world = world
        self._budget = budget
        self._known: dict[tuple[tuple[TextSet, ...], tuple[TextSet, ...]], str | BudgetError | None] = {}
        tests: dict[str, dict[Test, None]] = {}
        for atom in atoms:
            if atom.test is not None and atom.kind != "R":
                tests.setdefault(atom.key, {PRESENT: None})[atom.test] = None
        self._pools = {key: pool for key, asked in tests.items() if (pool := self._make_pool(key, list(asked)))}

    def _make_pool(self, key: str, tests: list[Test]) -> Pool | None:
        asked = [test for test in tests if test != PRESENT]
        if not asked or self._world.domain(key) or any(test.dynamic for test in asked):
            return None
        families = {test.family for test in asked}
        if len(families) > 1:
            return None
        (family,) = families
        if family != TEXT:
            remembered = (family, frozenset(tests))
            known = self._budget.memory.get(remembered)
            if not isinstance(known, Pool):
                samples = list_samples(family, (value for test in asked for value in test.values))
                known = self._budget.memory[remembered] = Pool(samples, tests)
            return known
        if not all(test.texts.is_exact for test in asked) or len({test.texts.fold for test in asked}) > 1:
            return None
        texts = sorted({text for test in asked for text in test.texts.exact})
        return Pool([*texts, _fresh_text(texts), ""], tests)

    def solve(self, key: str, constraints: Sequence[Constraint]) -> Found | Core | Doubt:
        """A text that satisfies all constraints, or a small core of literals that cannot hold together."""
        pool = self._pools.get(key)
        if pool is not None and not any(test.dynamic for _, test, _ in constraints):
            return _solve_pool(pool, constraints)
        if any(test.predicate is not None for _, test, _ in constraints):
            return self._solve_mixed(key, constraints)
        try:
            text = self._find(key, constraints)
        except BudgetError as error:
            return Doubt(_literals(constraints), str(error))
        return self._shrink(key, constraints) if text is None else Found(text)

    def _find(self, key: str, constraints: Sequence[Constraint]) -> str | None:
        wanted = [read_wanted(test) for _, test, sense in constraints if sense]
        wanted += self._world.domain(key)
        unwanted = [test.texts for _, test, sense in constraints if not sense]
        known = (tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))
        if known not in self._known:
            try:
                self._known[known] = find_text(*known, self._budget)
            except BudgetError as error:
                self._known[known] = error
        found = self._known[known]
        if isinstance(found, BudgetError):
            raise found
        return found

    def _shrink(self, key: str, constraints: Sequence[Constraint]) -> Core:
        """By form, else by dropping constraints one by one while the rest is impossible (spec analysis 4.8)."""
        found = _find_core_by_looks(constraints)
        if found is not None:
            return Core.of(_literals(found))
        left = list(constraints)
        for constraint in constraints:
            rest = [each for each in left if each is not constraint]
            if self._is_impossible(key, rest):
                left = rest
        return Core.of(_literals(left))

    def _is_impossible(self, key: str, constraints: Sequence[Constraint]) -> bool:
        try:
            return self._find(key, constraints) is None
        except BudgetError:
            return False

    def _solve_mixed(self, key: str, constraints: Sequence[Constraint]) -> Found | Core | Doubt:
        texts = [constraint for constraint in constraints if constraint[1].predicate is None]
        by_text = self.solve(key, texts) if texts or self._world.domain(key) else None
        if isinstance(by_text, Core):
            return by_text
        proposed = [by_text.value] if isinstance(by_text, Found) and isinstance(by_text.value, str) else []
        for family in dict.fromkeys(test.family for _, test, _ in constraints if test.predicate is not None):
            typed = [constraint for constraint in constraints if constraint[1].family == family]
            samples = list_samples(family, (value for _, test, _ in typed for value in test.values))
            outcome = _solve_pool(Pool(samples, [test for _, test, _ in typed]), typed)
            if isinstance(outcome, Core):
                return outcome
            proposed += _spell(family, samples)
        exact = [read_wanted(test) for _, test, sense in texts if sense]
        exact = [each for each in (*exact, *self._world.domain(key)) if each.is_exact and not each.fold]
        for text in (*proposed, *(text for each in exact for text in sorted(each.exact))):
            if self._fulfills(key, text, constraints):
                return Found(text)
        return Core.of(_literals(constraints)) if exact else Doubt(_literals(constraints), _MIXED)

    def _fulfills(self, key: str, text: str, constraints: Sequence[Constraint]) -> bool:
        return all(each.matches(text) for each in self._world.domain(key)) and all(
            _passes(test, text, wanted=sense) is sense for _, test, sense in constraints
        )


def _find_core_by_looks(constraints: Sequence[Constraint]) -> list[Constraint] | None:
    """A required set and, for each of its patterns, a constraint that excludes the pattern by its form."""
    wanted = [(constraint, read_wanted(constraint[1])) for constraint in constraints if constraint[2]]
    if not wanted:
        return None
    first, texts = min(wanted, key=lambda each: len(each[1].patterns))
    core = [first]
    for pattern in texts.patterns:
        hit = next((each for each in (*core, *constraints) if _excludes(each, first, pattern, fold=texts.fold)), None)
        if hit is None:
            return None
        if hit not in core:
            core.append(hit)
    return core


def _excludes(constraint: Constraint, first: Constraint, pattern: Pattern, *, fold: bool) -> bool:
    if constraint is first:
        return False
    _, test, sense = constraint
    if not sense:
        return set_covers(test.texts, pattern, fold=fold)
    texts = read_wanted(test)
    return all(are_apart(pattern, each, fold=fold or texts.fold) for each in texts.patterns)


def _passes(test: Test, text: str, *, wanted: bool) -> bool:
    if test.predicate is not None:
        return test.predicate(text)
    return (read_wanted(test) if wanted else test.texts).matches(text)


def read_wanted(test: Test) -> TextSet:
    """The texts that a test can hold of, whatever its variables are."""
    if not test.dynamic:
        return test.texts
    return TextSet((*test.texts.patterns, *(each.relaxed() for each in test.dynamic)), fold=test.texts.fold)


def _solve_pool(pool: Pool, constraints: Sequence[Constraint]) -> Found | Core:
    left = pool.every
    for _, test, sense in constraints:
        left &= pool.bits(test, sense)
    if left:
        return Found(pool.samples[(left & -left).bit_length() - 1])
    return Core.of(_literals(_find_clash(pool, constraints)))


def _find_clash(pool: Pool, constraints: Sequence[Constraint]) -> list[Constraint]:
    """Few constraints that no sample satisfies together.

    The constraint after which no sample is left is needed; then the search continues among those before it.
    """
    needed: list[Constraint] = []
    left = list(constraints)
    start = pool.every
    while start:
        rest = start
        for place, (_, test, sense) in enumerate(left):
            rest &= pool.bits(test, sense)
            if not rest:
                needed.append(left[place])
                start &= pool.bits(test, sense)
                left = left[:place]
                break
    return needed


def _literals(constraints: Iterable[Constraint]) -> tuple[Lit, ...]:
    return tuple(literal for need, _, _ in constraints if need is not None for literal in need.all_literals)


def _fresh_text(texts: Sequence[str]) -> str:
    """A text that differs from all of these, in upper and lower case."""
    return "x" * (max(map(len, texts), default=0) + 1) if any(text.lower().startswith("x") for text in texts) else "x"


def _spell(family: str, samples: Sequence[str]) -> Iterator[str]:
    for sample in samples[:_SAMPLE_CANDIDATES]:
        if family == "Numeric":
            yield from (spelling.format(sample) for spelling in _SPELLINGS)
        else:
            yield sample
