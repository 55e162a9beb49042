"""What one principal of an account can do: regions of access under all layers, by service and access level.

Spec analysis 5.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.cubes import Cube, list_cubes
from limen.analysis.formula import Formula, Lit
from limen.analysis.who_can import make_layered, open_formula, read_tags
from limen.engine.model.request import Resource
from limen.policy.catalog.lookup import find_action
from limen.policy.catalog.service import AccessLevel

OTHER: Final = "Other"


@dataclass(frozen=True, slots=True)
class Ability:
    """Actions of one service and access level that are allowed if the literals hold; `others` as in regions."""

    service: str
    level: str
    actions: tuple[str, ...]
    literals: tuple[Lit, ...]
    others: bool = False


@dataclass(frozen=True, slots=True)
class Abilities:
    """Everything that a principal can do, if it is complete."""

    abilities: tuple[Ability, ...]
    complete: bool
    reasons: tuple[str, ...]


def what_can(view: AccountView, identity: Identity, *, service: str = "", effort: int = 1) -> Abilities:
    """What a user, or a session of a role, can do, without the grants of resource policies."""
    budget = Budget(effort)
    reasons: list[str] = []
    found: dict[tuple[str, str, Cube], dict[str, None]] = {}
    others: set[tuple[str, str, Cube]] = set()
    try:
        for action, is_other, cube in _list_access(view, identity, service, budget, reasons):
            known = find_action(action)
            level = OTHER if known is None else str(known.access_level)
            key = action.partition(":")[0].lower(), level, cube
            found.setdefault(key, {})[action] = None
            if is_other:
                others.add(key)
    except BudgetError as error:
        reasons.append(str(error))
    abilities = [
        Ability(prefix, level, tuple(sorted(actions)), _order(cube), (prefix, level, cube) in others)
        for (prefix, level, cube), actions in found.items()
    ]
    abilities.sort(key=lambda each: (each.service, _rank(each.level), each.actions))
    return Abilities(tuple(abilities), not reasons, tuple(dict.fromkeys(reasons)))


def _list_access(
    view: AccountView, identity: Identity, service: str, budget: Budget, reasons: list[str]
) -> Iterator[tuple[str, bool, Cube]]:
    """Actions with the cubes under which they are allowed, and whether they represent services that nobody names."""
    layered = make_layered(view.caller_of(identity), view.layers_of(identity), Resource("*"), is_known=False)
    known: dict[Formula, list[Cube]] = {}
    for case in layered.list_cases():
        wanted = [each for each in case.actions if not service or each.lower().startswith(f"{service.lower()}:")]
        if case.service is not None and (not service or case.service.prefix == service.lower()):
            wanted = [f"{case.service.prefix}:*"]
        if not wanted:
            continue
        formula = open_formula(case.restrict(layered.allowed(case)), read_tags(identity))
        if formula not in known:
            world = case.world(layered.world)
            known[formula] = list(list_cubes(formula, world, budget, reasons, limit=budget.limit("regions")))
        for cube in known[formula]:
            for action in wanted:
                yield action, case.has_others and action == case.actions[-1], cube


def _order(cube: Cube) -> tuple[Lit, ...]:
    return tuple(sorted(cube, key=lambda each: (each.atom.key, not each.sign, repr(each))))


def _rank(level: str) -> int:
    levels = [str(each) for each in AccessLevel]
    return levels.index(level) if level in levels else len(levels)
