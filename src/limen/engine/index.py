"""The statements of a policy set by action (semantics E22; spec policy 6.1): what an evaluation has to look at.

For every action seen so far a plan says which statements can deny, which groups of statements must each allow, and
which grant on the resource's side. So an evaluation never touches a statement about another action.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from limen.engine.compiled import CompiledPolicy, CompiledStatement, compile_policy
from limen.engine.group import GroupTest, always, compile_group, never
from limen.engine.layers import LAYER_RULES, Layer, Level

REMEMBERED_PLANS: Final = 1024

Statements = tuple[CompiledStatement, ...]
Levels = tuple[Level, ...]

CONTROLS: Final = frozenset({Layer.SERVICE_CONTROL, Layer.RESOURCE_CONTROL})
"""Layers that not every request is bound by."""
GATES: Final = (Layer.RESOURCE_CONTROL, Layer.SERVICE_CONTROL, Layer.ENDPOINT)
"""Layers that must allow whatever the others say, in the order in which a silent one is reported."""
PRINCIPAL_SIDE: Final = (Layer.IDENTITY, Layer.PERMISSIONS_BOUNDARY, Layer.SESSION)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to ask about one action.

    None of `denies` may apply. Each of `gates` must (control policies level by level, the endpoint's policies), and where
    no resource policy has a say each of `required`: the gates and the caller's own layers, which `sides` names. `grants`
    are the resource policy's Allow statements.
    """

    denies: GroupTest | None
    gates: tuple[GroupTest, ...]
    required: tuple[GroupTest, ...]
    sides: Mapping[Layer, GroupTest]
    grants: Statements


class StatementIndex:
    """Plans by action, made when the action is first asked about."""

    __slots__ = ("_compiled", "_levels", "_plans", "controls", "plans")

    def __init__(self, levels: dict[Layer, Levels]) -> None:
        """Keep the levels of the layers that are there."""
        self._levels = levels
        self._compiled: dict[Layer, tuple[tuple[CompiledPolicy, ...], ...]] | None = None
        self.controls = CONTROLS.intersection(levels)
        self.plans: dict[str, Plan] = {}
        """Plans with all layers; those without some of the controls stand beside."""
        self._plans: dict[tuple[str, frozenset[Layer]], Plan] = {}

    @property
    def compiled(self) -> dict[Layer, tuple[tuple[CompiledPolicy, ...], ...]]:
        """The compiled policies, by layer and level, in the order of layers."""
        if self._compiled is None:
            has_boundary = Layer.PERMISSIONS_BOUNDARY in self._levels
            self._compiled = {
                layer: tuple(
                    tuple(compile_policy(policy, LAYER_RULES[layer], has_boundary=has_boundary) for policy in level)
                    for level in self._levels[layer]
                )
                for layer in Layer
                if layer in self._levels
            }
        return self._compiled

    def make_plan(self, action: str) -> Plan:
        """The plan for an action with all layers; remembered."""
        if len(self.plans) >= REMEMBERED_PLANS:
            self.plans.clear()
        plan = self.plans[action] = self._make_plan(action.lower(), frozenset())
        return plan

    def find_plan(self, action: str, exempt: frozenset[Layer]) -> Plan:
        """The plan for an action that is not bound by some layers; remembered."""
        key = (action, exempt)
        if (plan := self._plans.get(key)) is None:
            if len(self._plans) >= REMEMBERED_PLANS:
                self._plans.clear()
            plan = self._plans[key] = self._make_plan(action.lower(), exempt)
        return plan

    def _make_plan(self, action: str, exempt: frozenset[Layer]) -> Plan:
        denies: list[CompiledStatement] = []
        allows: dict[Layer, list[Statements]] = {}
        for layer, levels in self.compiled.items():
            if layer in exempt:
                continue
            candidates = [[policy.find_candidates(action) for policy in level] for level in levels]
            denies += chain.from_iterable(deny for level in candidates for deny, _ in level)
            allows[layer] = [_join(allow for _, allow in level) for level in candidates]
        sides: dict[Layer, GroupTest] = {
            layer: compile_group(allows[layer][0]) for layer in PRINCIPAL_SIDE if layer in allows
        }
        gates = [compile_group(level) for layer in GATES for level in allows.get(layer, ())]
        return Plan(
            denies=compile_group(denies) if denies else None,
            gates=_undecided(gates),
            required=_undecided([*gates, *sides.values()]),
            sides=sides,
            grants=_join(allows.get(Layer.RESOURCE, ())),
        )


def _undecided(groups: Iterable[GroupTest]) -> tuple[GroupTest, ...]:
    """The groups that can fail; one that cannot but fail stands for all."""
    found = tuple(group for group in groups if group is not always)
    return (never,) if never in found else found


def _join(groups: Iterable[Statements]) -> Statements:
    return tuple(chain.from_iterable(groups))
