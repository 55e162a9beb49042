"""What documents allow and deny, case by case: a class of actions, or a service's unlisted actions.

Spec analysis 2.5, 3.4.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from limen.analysis.actions import Actions, OpenService
from limen.analysis.budget import MAX_STATEMENTS, BudgetError
from limen.analysis.clauses import statement_formula
from limen.analysis.formula import ACTION_NAME, Formula, both, either, negate
from limen.analysis.world import World
from limen.engine.model.layers import LAYER_RULES, Layer, LayerRules
from limen.engine.model.request import WITHOUT_PERMISSION
from limen.policy.syntax.document import Effect, PolicyDocument, Statement, Version

Meaning = Callable[[Statement], Formula]
"""Whether a statement means the caller, as a formula."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement of a side, with everything that it requires except its action."""

    statement: Statement
    formula: Formula

    @property
    def is_deny(self) -> bool:
        """Whether it denies."""
        return self.statement.effect is Effect.DENY


Side = tuple[Entry, ...]
"""The statements that are compared with those of other sides."""


def read_side(
    documents: Sequence[PolicyDocument],
    world: World,
    layer: Layer = Layer.IDENTITY,
    means: Meaning | None = None,
) -> Side:
    """The statements of documents that are used in a layer."""
    rules = LAYER_RULES[layer]
    return tuple(
        Entry(statement, _read_statement(statement, document.version, rules, world, means))
        for document in documents
        for statement in document.statements
    )


def _read_statement(
    statement: Statement, version: Version, rules: LayerRules, world: World, means: Meaning | None
) -> Formula:
    meant = True if means is None else means(statement)
    asked = statement_formula(statement, version, rules.short_arns, world.shapes, is_attached=rules.is_attached)
    return both(meant, asked)


@dataclass(frozen=True, slots=True)
class Case:
    """Actions that are alike to all sides: `actions` by name, or those of `service` that nobody lists."""

    sides: tuple[Side, ...]
    conditions: tuple[tuple[Formula, ...], ...]
    """By side and statement: the actions that the statement is about."""
    actions: tuple[str, ...] = ()
    has_others: bool = False
    service: OpenService | None = None

    def denied(self, side: int) -> Formula:
        """What a side denies."""
        return either(*self._parts(side, is_deny=True))

    def allowed(self, side: int) -> Formula:
        """What the Allows of a side allow, without regard to its Denies."""
        return either(*self._parts(side, is_deny=False))

    def alone(self, side: int) -> Formula:
        """The access that a side grants by itself."""
        return both(self.allowed(side), negate(self.denied(side)))

    def restrict(self, formula: Formula) -> Formula:
        """The formula, for actions of this case only."""
        return formula if self.service is None else both(self.service.unlisted, formula)

    def world(self, world: World) -> World:
        """The requests of this case."""
        return world if self.service is None else world.narrowed({ACTION_NAME: (self.service.domain,)})

    def list_about(self, side: int) -> Iterator[Entry]:
        """The statements of a side that may be about the actions."""
        for entry, condition in zip(self.sides[side], self.conditions[side], strict=True):
            if condition is not False:
                yield entry

    def _parts(self, side: int, *, is_deny: bool) -> Iterator[Formula]:
        for entry, condition in zip(self.sides[side], self.conditions[side], strict=True):
            if entry.is_deny is is_deny:
                yield both(condition, entry.formula)


def list_cases(
    sides: Sequence[Side],
    *,
    beyond: bool = False,
    listed: bool = True,
    free: bool = False,
    services: Iterable[str] = (),
) -> Iterator[Case]:
    """All cases: with `beyond` also the unlisted actions of the services that statements name; raises `BudgetError`.

    Without `listed` only unlisted actions are looked at; `free` adds the actions that need no permission (E38).
    Services that the catalog does not know have nothing listed, so that their names always count
    (spec analysis 2.3). The actions of `services` are listed although no statement names them.
    """
    statements = [entry.statement for side in sides for entry in side]
    if len(statements) > MAX_STATEMENTS:
        raise BudgetError(f"more than {MAX_STATEMENTS} statements")
    actions = Actions(statements, services)
    shape = [len(side) for side in sides]
    every = tuple(map(tuple, sides))
    for each in actions.list_classes() if listed else ():
        names = each.actions if free else tuple(a for a in each.actions if a.lower() not in WITHOUT_PERMISSION)
        if not names:
            continue
        about = frozenset(each.about)
        conditions = _split([place in about for place in range(len(statements))], shape)
        yield Case(every, conditions, names, each.others)
    for service in actions.list_open_services(beyond=beyond):
        yield Case(every, _split(service.conditions, shape), service=service)


def _split(conditions: Sequence[Formula], shape: Sequence[int]) -> tuple[tuple[Formula, ...], ...]:
    found: list[tuple[Formula, ...]] = []
    start = 0
    for size in shape:
        found.append(tuple(conditions[start : start + size]))
        start += size
    return tuple(found)
