"""The difference of two policies in regions: actions, and literals under which there is a difference.

Spec analysis 5.4.

A region is found as a small set of literals from a model, widened by dropping each literal without which the difference
is still implied, and then excluded from the search. Cases with the same literals are one region.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from limen.analysis.access import Case
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.compare import NOT_CONFIRMED, Question, find_statements, find_witness, list_worlds
from limen.analysis.cubes import Cube, list_cubes
from limen.analysis.formula import RESOURCE, Atom, Formula, Lit, both
from limen.analysis.open_callers import CallerKind
from limen.analysis.solve import Answer, Solution, solve
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import TextSet
from limen.analysis.verdict import StatementRef
from limen.analysis.witness import Witness
from limen.analysis.world import World

_MAX_NARROWED = 60
"""Entries of a list that are checked one by one, to leave out those that a region does not need."""


@dataclass(frozen=True, slots=True)
class Region:
    """Requests that make a difference, with one of them as an example.

    `others`: the region contains every action of the services that no statement names. `prefix`: the actions are names
    that the catalog does not list, of this service. `kinds`: the kinds of caller, empty for every kind.
    """

    literals: tuple[Lit, ...]
    actions: tuple[str, ...]
    others: bool
    prefix: str
    kinds: tuple[str, ...]
    statements: tuple[StatementRef, ...]
    witness: Witness


@dataclass(frozen=True, slots=True)
class Regions:
    """All regions if it is `complete`; `reasons` say what was not decided."""

    regions: tuple[Region, ...]
    complete: bool
    reasons: tuple[str, ...]


class _Draft:
    """A region while cases are added to it."""

    def __init__(
        self, literals: tuple[Lit, ...], prefix: str, statements: Sequence[StatementRef], first: Witness
    ) -> None:
        self.literals = literals
        self.prefix = prefix
        self.statements = dict.fromkeys(statements)
        self.witness = first
        self.others = False
        self.actions: dict[str, dict[str, None]] = {}

    def add(self, case: Case, kind: CallerKind, statements: Sequence[StatementRef]) -> None:
        self.actions.setdefault(kind.name, {}).update(dict.fromkeys(case.actions))
        self.others = self.others or case.has_others
        self.statements.update(dict.fromkeys(statements))


def find_regions(question: Question, budget: Budget) -> Regions:
    """The regions of the requests that the question asks for."""
    finder = _Finder(question, budget)
    complete = True
    try:
        complete = finder.run()
    except BudgetError as error:
        finder.reasons[str(error)] = None
        complete = False
    return Regions(tuple(finder.list_regions()), complete and not finder.reasons, tuple(finder.reasons))


class _Finder:
    def __init__(self, question: Question, budget: Budget) -> None:
        self._question = question
        self._budget = budget
        self._drafts: dict[tuple[str, Cube, str], _Draft] = {}
        self._kinds: list[str] = []
        self.reasons: dict[str, None] = {}

    def run(self) -> bool:
        """Go through all kinds of caller and cases; whether nothing was left out."""
        limit = self._budget.limit("regions")
        for kind, cases in list_worlds(self._question, beyond=False, caller_kinds=True):
            self._kinds.append(kind.name)
            known: dict[Formula, list[Cube]] = {}
            for case in cases:
                formula = case.restrict(self._question.ask(case))
                cubes = known.get(formula) if case.service is None else None
                if cubes is None:
                    cubes = known[formula] = self._list_cubes(formula, case.world(kind.world), kind)
                for cube in cubes:
                    self._add(case, kind, cube)
                if len(self._drafts) >= limit:
                    return False
        return True

    def _list_cubes(self, formula: Formula, world: World, kind: CallerKind) -> list[Cube]:
        reasons: list[str] = []
        limit = self._budget.limit("regions")
        cubes = list(list_cubes(formula, world, self._budget, reasons, limit=limit, refine=kind.refine))
        self.reasons.update(dict.fromkeys(reasons))
        return cubes

    def _add(self, case: Case, kind: CallerKind, cube: Cube) -> None:
        prefix = "" if case.service is None else case.service.prefix
        key = (prefix, cube, "others" if case.has_others and not case.actions else "")
        draft = self._drafts.get(key)
        if draft is not None and kind.name in draft.actions:
            draft.add(case, kind, ())
            return
        formula = case.restrict(both(*cube))
        solution = solve(formula, case.world(kind.world), self._budget, kind.refine)
        witness = self._confirm(case, kind, formula, solution)
        if witness is None:
            self.reasons[solution.reason or NOT_CONFIRMED] = None
            return
        statements = find_statements(self._question, witness.request)
        if draft is None:
            literals = tuple(sorted(cube, key=_literal_order))
            narrowed = self._narrow(literals, case.world(kind.world))
            draft = self._drafts[key] = _Draft(narrowed, prefix, statements, witness)
        draft.add(case, kind, statements)

    def _confirm(self, case: Case, kind: CallerKind, formula: Formula, solution: Solution) -> Witness | None:
        if solution.answer is not Answer.YES:
            return None
        return find_witness(self._question, case, kind, formula, solution, self._budget)

    def _narrow(self, literals: tuple[Lit, ...], world: World) -> tuple[Lit, ...]:
        """Keep the resources of a list that the region needs, and the exclusions that have an effect."""
        found = list(literals)
        for place in sorted(range(len(found)), key=lambda each: not found[each].sign):
            literal = found[place]
            if literal.atom.key == RESOURCE:
                rest = [each for each in found if each is not literal]
                found[place] = self._narrow_literal(literal, rest, world)
        return tuple(each for each in found if each.atom.key != RESOURCE or each.sign or not each.test.is_empty)

    def _narrow_literal(self, literal: Lit, rest: Sequence[Lit], world: World) -> Lit:
        test = literal.test
        count = len(test.texts.patterns) + len(test.dynamic)
        if count > _MAX_NARROWED or (literal.sign and count == 1):
            return literal
        parts = [Test(TextSet([pattern], fold=test.texts.fold)) for pattern in test.texts.patterns]
        parts += [Test(dynamic=[each]) for each in test.dynamic]
        needed = [part for part in parts if self._is_needed(part, rest, world)]
        static = [pattern for part in needed for pattern in part.texts.patterns]
        dynamic = [each for part in needed for each in part.dynamic]
        return Lit(Atom("R", RESOURCE, Test(TextSet(static), dynamic)), literal.sign)

    def _is_needed(self, part: Test, rest: Sequence[Lit], world: World) -> bool:
        return solve(both(*rest, Lit(Atom("R", RESOURCE, part))), world, self._budget).answer is not Answer.NO

    def list_regions(self) -> Iterator[Region]:
        """The regions found so far, in a fixed order."""
        for draft in self._drafts.values():
            by_actions: dict[tuple[str, ...], list[str]] = {}
            for kind, actions in draft.actions.items():
                by_actions.setdefault(tuple(sorted(actions)), []).append(kind)
            for names, kinds in by_actions.items():
                named = () if len(kinds) == len(self._kinds) else tuple(kinds)
                yield Region(
                    draft.literals,
                    names,
                    draft.others,
                    draft.prefix,
                    named,
                    tuple(draft.statements),
                    draft.witness,
                )


def _literal_order(literal: Lit) -> tuple[str, str, bool, str]:
    return literal.atom.key, literal.atom.kind, not literal.sign, repr(literal.atom.test)
