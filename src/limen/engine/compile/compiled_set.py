"""The compiled form of a policy set (semantics E22): created when a set is first used, and cached.

The compiled form of a set is found by the set's identity, which costs one lookup. Its parts are shared by content:
documents, levels and whole layers that occur in several sets are compiled once (`statements`, `level`, `index`).
"""

from typing import Final

from limen.domain.bounded import Bounded
from limen.engine.compile.index import CompiledPolicies, find_index
from limen.engine.compile.level import REMEMBERED_CHARACTERS, CompiledLevel, compile_level
from limen.engine.model.layers import LAYER_RULES, Layer
from limen.engine.model.policy_set import PolicySet

REMEMBERED_SETS: Final = 32768
"""Greater than the number of callers that the authorizer caches: sets made for one request must not displace theirs."""


COMPILED: Final[Bounded[PolicySet, CompiledPolicies]] = Bounded()
"""Compiled forms by policy set, for lookups without a call; `compile_policies` adds missing ones."""


def compile_policies(policies: PolicySet) -> CompiledPolicies:
    """Compile a set, or return its cached compiled form; the oldest forms are dropped first. Thread-safe."""
    if (compiled := COMPILED.get(policies)) is None:
        levels = compile_levels(policies)
        own = levels.pop(Layer.RESOURCE)[0] if policies.resource is not None else None
        weight = _count_unshared(policies)
        compiled = find_index(levels, weight).find_compiled(own)
        COMPILED.keep(policies, compiled, weight=weight, most=REMEMBERED_SETS, most_weight=REMEMBERED_CHARACTERS)
    return compiled


def compile_levels(policies: PolicySet) -> dict[Layer, tuple[CompiledLevel, ...]]:
    """The compiled levels of the present layers, in the order of layers."""
    has_boundary, unshared = policies.permissions_boundary is not None, _count_unshared(policies)
    return {
        layer: tuple(
            compile_level(
                level,
                LAYER_RULES[layer],
                has_boundary=has_boundary,
                weight=unshared if layer is Layer.SESSION else 0,
            )
            for level in levels
        )
        for layer, levels in policies.levels.items()
    }


def _count_unshared(policies: PolicySet) -> int:
    """The number of characters in session policies, which sessions seldom share."""
    return sum(len(policy.document.text) for policy in policies.session or ())
