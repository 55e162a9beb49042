"""The statements of a policy set by action (semantics E22; spec policy 6.1): what an evaluation has to look at.

For every action seen so far a plan says which statements can deny, which groups of statements must each allow, and
which grant on the resource's side. So an evaluation never touches a statement about another action.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from limen.engine.compiled import CompiledPolicy, CompiledStatement, compile_policy
from limen.engine.group import GroupTest, always, compile_granting, compile_group, never
from limen.engine.layers import LAYER_RULES, Layer, Level

REMEMBERED_PLANS: Final = 1024

Statements = tuple[CompiledStatement, ...]
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

    denies: GroupTest | None
    gates: tuple[GroupTest, ...]
    required: tuple[GroupTest, ...]
    sides: Mapping[Layer, GroupTest]
    grants: Statements
    granting: GroupTest
    limits: tuple[GroupTest, ...]


class StatementIndex(dict[str, Plan]):
    """Plans by action as requests spell it, each made when it is first asked for."""

    __slots__ = ("_compiled", "_exempt", "_levels", "_without", "controls")

    def __init__(self, levels: Mapping[Layer, Levels], exempt: frozenset[Layer] = frozenset()) -> None:
        """Keep the levels of the layers that are there; plans leave `exempt` ones out."""
        super().__init__()
        self._levels = levels
        self._exempt = exempt
        self._compiled: dict[Layer, tuple[tuple[CompiledPolicy, ...], ...]] | None = None
        self._without: dict[frozenset[Layer], StatementIndex] = {}
        self.controls = CONTROLS.intersection(levels)

    def __missing__(self, action: str) -> Plan:
        """Make the plan for an action, and remember it."""
        if len(self) >= REMEMBERED_PLANS:
            self.clear()
        plan = self[action] = self._make_plan(action.lower())
        return plan

    def without(self, exempt: frozenset[Layer]) -> "StatementIndex":
        """The index for requests that some of the layers do not bind."""
        if (found := self._without.get(exempt)) is None:
            found = self._without[exempt] = StatementIndex(self._levels, exempt)
        return found

    @property
    def compiled(self) -> Mapping[Layer, tuple[tuple[CompiledPolicy, ...], ...]]:
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

    def _make_plan(self, action: str) -> Plan:
        denies: list[CompiledStatement] = []
        allows: dict[Layer, list[Statements]] = {}
        for layer, levels in self.compiled.items():
            if layer in self._exempt:
                continue
            candidates = [[policy.find_candidates(action) for policy in level] for level in levels]
            denies += chain.from_iterable(deny for level in candidates for deny, _ in level)
            allows[layer] = [_join(allow for _, allow in level) for level in candidates]
        grants = _join(allows.get(Layer.RESOURCE, ()))
        sides: dict[Layer, GroupTest] = {
            layer: compile_group(allows[layer][0]) for layer in PRINCIPAL_SIDE if layer in allows
        }
        gates = [compile_group(level) for layer in GATES for level in allows.get(layer, ())]
        return Plan(
            denies=compile_group(denies) if denies else None,
            gates=_undecided(gates),
            required=_undecided([*sides.values(), *gates]),
            sides=sides,
            grants=grants,
            granting=compile_granting(grants),
            limits=_undecided([*(sides[layer] for layer in LIMITS if layer in sides), *gates]),
        )


def _undecided(groups: Iterable[GroupTest]) -> tuple[GroupTest, ...]:
    """The groups that can fail; one that cannot but fail stands for all."""
    found = tuple(group for group in groups if group is not always)
    return (never,) if never in found else found


def _join(groups: Iterable[Statements]) -> Statements:
    return tuple(chain.from_iterable(groups))
