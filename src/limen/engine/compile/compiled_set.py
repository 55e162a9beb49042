"""The compiled form of a policy set (semantics E22): created when a set is first used, and cached.

A set is found by its identity, which costs one lookup. The parts of the compiled form are shared by content: documents,
levels and whole layers that several sets have are compiled once (`statements`, `level`, `index`).
"""

from threading import Lock
from typing import Final

from limen.engine.compile.index import CompiledPolicies, find_index
from limen.engine.compile.level import CompiledLevel, compile_level
from limen.engine.model.layers import LAYER_RULES, Layer
from limen.engine.model.policy_set import PolicySet

REMEMBERED_SETS: Final = 32768
"""More than the callers whose policies the authorizer caches: sets made for one request must not displace theirs."""


COMPILED: Final[dict[PolicySet, CompiledPolicies]] = {}
"""Compiled forms by policy set, for lookups without a call; `compile_policies` adds missing ones."""
_LOCK: Final = Lock()


def compile_policies(policies: PolicySet) -> CompiledPolicies:
    """Compile a set, or find its compiled form; the oldest are dropped first. Thread-safe."""
    if (compiled := COMPILED.get(policies)) is None:
        levels = compile_levels(policies)
        own = levels.pop(Layer.RESOURCE)[0] if policies.resource is not None else None
        compiled = find_index(levels).find_compiled(own)
        with _LOCK:
            while len(COMPILED) >= REMEMBERED_SETS:
                del COMPILED[next(iter(COMPILED))]
            COMPILED[policies] = compiled
    return compiled


def compile_levels(policies: PolicySet) -> dict[Layer, tuple[CompiledLevel, ...]]:
    """The compiled levels of the present layers, in the order of layers."""
    has_boundary = policies.permissions_boundary is not None
    return {
        layer: tuple(compile_level(level, LAYER_RULES[layer], has_boundary=has_boundary) for level in levels)
        for layer, levels in policies.levels.items()
    }
