"""All layers except the resource's own, indexed by action (semantics E22; spec policy 6.1).

For every action seen so far, a plan says which groups of statements can deny, and which groups must each allow. So an
evaluation never touches a statement about another action. Policy sets that differ only in the resource policy share
their index.

An index is immutable apart from its caches. Filling a cache needs no lock: two threads may compile the same entry, the
results are equal, and the later assignment wins.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from limen.domain.bounded import Bounded
from limen.engine.compile.group import GroupTest, always, never
from limen.engine.compile.level import REMEMBERED_CHARACTERS, CompiledLevel
from limen.engine.compile.plan import Plan, answer_alone, answer_beside
from limen.engine.compile.statements import CompiledPolicy
from limen.engine.compile.work_budget import measure_work
from limen.engine.model.layers import CONTROLS, GATES, LIMITS, PRINCIPAL_SIDE, Layer
from limen.engine.model.request import WITHOUT_PERMISSION

REMEMBERED_PLANS: Final = 1024
REMEMBERED_INDEXES: Final = 16384

Levels = tuple[CompiledLevel, ...]


class CompiledPolicies:
    """A compiled policy set: `index` has all layers except the resource's own policy, which is `own`.

    `answers` are the answers to plain requests, by action as requests spell it. They are in a plain dict, which has the
    fastest lookup; `find_answer` adds missing ones.
    """

    __slots__ = ("answers", "index", "own", "work")

    def __init__(self, index: "StatementIndex", own: CompiledLevel | None) -> None:
        """Start with no answers."""
        self.answers: dict[str, GroupTest | None] = {}
        self.index = index
        self.own = own
        levels = (*index.all_levels(), *(() if own is None else (own,)))
        self.work = measure_work(
            statement for level in levels for policy in level.policies for statement in policy.statements
        )

    def find_answer(self, action: str) -> GroupTest | None:
        """The answer to plain requests for an action, cached in `answers`.

        `None` where more about the request matters: whether resource control policies apply to it depends on its
        resource, an action that needs no permission may still be denied, and a decision may be too much work (E41).
        """
        if len(self.answers) >= REMEMBERED_PLANS:
            self.answers.clear()  # Requests choose the spelling of actions, so the number of entries must be bounded.
        answer = self.answers[action] = self._make_answer(action)
        return answer

    def _make_answer(self, action: str) -> GroupTest | None:
        if Layer.RESOURCE_CONTROL in self.index.controls or action.lower() in WITHOUT_PERMISSION:
            return None
        if not self.work.is_light:
            return None
        # The plan is not cached: most policy sets only see plain requests, which need the answer alone.
        plan = self.index.make_plan(action)
        return answer_alone(plan) if self.own is None else answer_beside(plan, self.own[action])


class StatementIndex(dict[str, Plan]):
    """Plans by action as requests spell it, each created at its first lookup."""

    __slots__ = ("_alone", "_beside", "_levels", "_without", "controls")

    def __init__(self, levels: Mapping[Layer, Levels]) -> None:
        """Keep the levels of the layers that are present."""
        super().__init__()
        self._levels = levels
        self._without: dict[frozenset[Layer], StatementIndex] | None = None
        self.controls = CONTROLS.intersection(levels)
        self._alone: CompiledPolicies | None = None
        self._beside: dict[tuple[CompiledPolicy, ...], CompiledPolicies] | None = None

    def __missing__(self, action: str) -> Plan:
        """Create the plan for an action and cache it."""
        if len(self) >= REMEMBERED_PLANS:
            self.clear()
        plan = self[action] = self.make_plan(action)
        return plan

    def find_compiled(self, own: CompiledLevel | None) -> CompiledPolicies:
        """The compiled form of the sets with these levels and the resource's `own` policy: one shared object."""
        if own is None:
            if self._alone is None:
                self._alone = CompiledPolicies(self, None)
            return self._alone
        # The key is the tuple of compiled policies, which are shared by content: requests for many resources with the
        # same policy, such as the trust policies of similar roles, share one compiled form.
        known = self._beside = {} if self._beside is None else self._beside
        if (found := known.get(own.policies)) is None:
            if len(known) >= REMEMBERED_PLANS:
                known.clear()
            found = known[own.policies] = CompiledPolicies(self, own)
        return found

    def all_levels(self) -> Levels:
        """The levels of all layers."""
        return tuple(chain.from_iterable(self._levels.values()))

    def without(self, exempt: frozenset[Layer]) -> "StatementIndex":
        """The index for requests to which some of the layers do not apply."""
        # Few sets of layers are ever exempt (control policies of one kind or both), so this needs no bound.
        known = self._without = {} if self._without is None else self._without
        if (found := known.get(exempt)) is None:
            binding = {layer: levels for layer, levels in self._levels.items() if layer not in exempt}
            found = known[exempt] = StatementIndex(binding)
        return found

    def find_side(self, layer: Layer, action: str) -> GroupTest | None:
        """The group that must allow in one of the caller's own layers; `None` if the layer is absent."""
        levels = self._levels.get(layer)
        return levels[0][action].allows if levels else None

    def make_plan(self, action: str) -> Plan:
        """The plan for an action."""
        plans = {layer: [level[action] for level in levels] for layer, levels in self._levels.items()}
        # The caller's own layers have one level each. Gates are the layers that must allow, whichever policy grants. Of
        # control policies, every level must allow by itself, from the organization's root to the account (spec policy
        # 6.1).
        sides: dict[Layer, GroupTest] = {layer: plans[layer][0].allows for layer in PRINCIPAL_SIDE if layer in plans}
        gates = [plan.allows for layer in GATES for plan in plans.get(layer, ())]
        denies = (plan.denies for plan in chain.from_iterable(plans.values()))
        return Plan(
            required=_undecided([*sides.values(), *gates]),
            denies=tuple(group for group in denies if group is not never),
            limits=_undecided([*(sides[layer] for layer in LIMITS if layer in sides), *gates]),
            gates=_undecided(gates),
        )


def find_index(levels: Mapping[Layer, Levels], weight: int = 0) -> StatementIndex:
    """The shared index of these levels; the oldest is dropped first. `weight` is the number of unshared characters."""
    key = tuple((layer, *(level.policies for level in found)) for layer, found in levels.items())
    if (index := _INDEXES.get(key)) is None:
        index = StatementIndex(levels)
        _INDEXES.keep(key, index, weight=weight, most=REMEMBERED_INDEXES, most_weight=REMEMBERED_CHARACTERS)
    return index


_INDEXES: Final[Bounded[tuple[object, ...], StatementIndex]] = Bounded()


def _undecided(groups: Iterable[GroupTest]) -> tuple[GroupTest, ...]:
    """The groups that may fail: those that always allow are dropped; one that never allows replaces all others."""
    found = tuple(group for group in groups if group is not always)
    return (never,) if never in found else found
