"""The statements of a policy set by action (semantics E22; spec policy 6.1): what an evaluation has to look at.

For every action seen so far a plan says which groups of statements can deny, which must each allow, and which grant on
the resource's side. So an evaluation never touches a statement about another action.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from limen.engine.compiled import compile_policy
from limen.engine.group import GroupTest, always, never
from limen.engine.layers import LAYER_RULES, Layer, Level
from limen.engine.level import CompiledLevel, Statements, find_level

REMEMBERED_PLANS: Final = 1024

Levels = tuple[Level, ...]

CONTROLS: Final = frozenset({Layer.SERVICE_CONTROL, Layer.RESOURCE_CONTROL})
"""Layers that not every request is bound by."""
GATES: Final = (Layer.RESOURCE_CONTROL, Layer.SERVICE_CONTROL, Layer.ENDPOINT)
"""Layers that must allow whatever the others say, in the order in which a silent one is reported."""
LIMITS: Final = (Layer.PERMISSIONS_BOUNDARY, Layer.SESSION)
PRINCIPAL_SIDE: Final = (Layer.IDENTITY, *LIMITS)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to ask about one action.

    None of `denies` may apply. Each of `gates` must (control policies level by level, the endpoint's policies), and
    where no resource policy has a say each of `required`: the gates and the caller's own layers, which `sides` names.
    `grants` are the resource policy's Allow statements; `granting` tells whether one of them means more than the
    account, and `limits` are what such a grant does not make superfluous: all of `required` but identity policies.
    """

    required: tuple[GroupTest, ...]
    denies: tuple[GroupTest, ...]
    granting: GroupTest
    limits: tuple[GroupTest, ...]
    grants: Statements
    sides: Mapping[Layer, GroupTest]
    gates: tuple[GroupTest, ...]


class StatementIndex(dict[str, Plan]):
    """Plans by action as requests spell it, each made when it is first asked for."""

    __slots__ = ("_compiled", "_exempt", "_levels", "_without", "controls", "has_resource_control")

    def __init__(self, levels: Mapping[Layer, Levels], exempt: frozenset[Layer] = frozenset()) -> None:
        """Keep the levels of the layers that are there; plans leave `exempt` ones out."""
        super().__init__()
        self._levels = levels
        self._exempt = exempt
        self._compiled: dict[Layer, tuple[CompiledLevel, ...]] | None = None
        self._without: dict[frozenset[Layer], StatementIndex] = {}
        self.controls = CONTROLS.intersection(levels)
        self.has_resource_control = Layer.RESOURCE_CONTROL in levels

    def __missing__(self, action: str) -> Plan:
        """Make the plan for an action, and remember it."""
        if len(self) >= REMEMBERED_PLANS:
            self.clear()
        plan = self[action] = self._make_plan(action)
        return plan

    def without(self, exempt: frozenset[Layer]) -> "StatementIndex":
        """The index for requests that some of the layers do not bind."""
        if (found := self._without.get(exempt)) is None:
            found = self._without[exempt] = StatementIndex(self._levels, exempt)
        return found

    @property
    def compiled(self) -> Mapping[Layer, tuple[CompiledLevel, ...]]:
        """The compiled levels, in the order of layers."""
        if self._compiled is None:
            self._compiled = {
                layer: tuple(self._compile(layer, level) for level in self._levels[layer])
                for layer in Layer
                if layer in self._levels
            }
        return self._compiled

    def _compile(self, layer: Layer, level: Level) -> CompiledLevel:
        has_boundary = Layer.PERMISSIONS_BOUNDARY in self._levels
        return find_level(
            tuple(compile_policy(policy, LAYER_RULES[layer], has_boundary=has_boundary) for policy in level)
        )

    def _make_plan(self, action: str) -> Plan:
        plans = {
            layer: [level[action] for level in levels]
            for layer, levels in self.compiled.items()
            if layer not in self._exempt
        }
        sides: dict[Layer, GroupTest] = {layer: plans[layer][0].allows for layer in PRINCIPAL_SIDE if layer in plans}
        gates = [plan.allows for layer in GATES for plan in plans.get(layer, ())]
        denies = (plan.denies for plan in chain.from_iterable(plans.values()))
        resource = plans.get(Layer.RESOURCE)
        return Plan(
            required=_undecided([*sides.values(), *gates]),
            denies=tuple(group for group in denies if group is not never),
            granting=resource[0].granting if resource else never,
            limits=_undecided([*(sides[layer] for layer in LIMITS if layer in sides), *gates]),
            grants=resource[0].grants if resource else (),
            sides=sides,
            gates=_undecided(gates),
        )


def _undecided(groups: Iterable[GroupTest]) -> tuple[GroupTest, ...]:
    """The groups that can fail; one that cannot but fail stands for all."""
    found = tuple(group for group in groups if group is not always)
    return (never,) if never in found else found
