"""One level of a layer, by action (semantics E22): its groups of statements, shared by all policy sets that have it.

The same policies are in many sets: those of a role in one set per resource policy, service control policies in nearly
all. They are compiled once, and the shared result stays in the processor's cache.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from limen.domain.bounded import Bounded
from limen.engine.compile.group import GroupTest, compile_granting, compile_group
from limen.engine.compile.statements import CompiledPolicy, CompiledStatement, compile_policy
from limen.engine.model.layers import LayerRules, Level

REMEMBERED_LEVELS: Final = 16384
REMEMBERED_CHARACTERS: Final = 4 * 1024 * 1024
"""The limit for texts of one caller alone: session policies, which are chosen for each session."""

REMEMBERED_ACTIONS: Final = 1024

Statements = tuple[CompiledStatement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LevelPlan:
    """The tests of a level for one action: whether it denies, whether it allows.

    `grants` are the Allow statements of a resource policy, for determining how directly they grant; `granting` tests
    whether one of them names more than the caller's account.
    """

    denies: GroupTest
    allows: GroupTest
    grants: Statements
    granting: GroupTest


class CompiledLevel(dict[str, LevelPlan]):
    """Plans by action as requests spell it, each created at its first lookup."""

    __slots__ = ("policies",)

    def __init__(self, policies: tuple[CompiledPolicy, ...]) -> None:
        """Keep the policies."""
        super().__init__()
        self.policies = policies

    def __missing__(self, action: str) -> LevelPlan:
        """Create the plan for an action and cache it."""
        candidates = [policy.find_candidates(action.lower()) for policy in self.policies]
        allows = tuple(chain.from_iterable(allows for _, allows in candidates))
        grants = tuple(each for each in allows if each.granting is not None)
        plan = LevelPlan(
            denies=compile_group(chain.from_iterable(denies for denies, _ in candidates)),
            allows=compile_group(allows),
            grants=grants,
            granting=compile_granting(grants),
        )
        if len(self) >= REMEMBERED_ACTIONS:
            self.clear()
        self[action] = plan
        return plan


def compile_level(policies: Level, rules: LayerRules, *, has_boundary: bool, weight: int = 0) -> CompiledLevel:
    """Compile a level for a kind of layer, or return the shared compiled level; the oldest are dropped first.

    `weight` is the number of characters of texts that are not shared.
    """
    compiled = tuple(compile_policy(policy, rules, has_boundary=has_boundary) for policy in policies)
    if (found := _LEVELS.get(compiled)) is None:
        found = CompiledLevel(compiled)
        _LEVELS.keep(compiled, found, weight=weight, most=REMEMBERED_LEVELS, most_weight=REMEMBERED_CHARACTERS)
    return found


_LEVELS: Final[Bounded[tuple[CompiledPolicy, ...], CompiledLevel]] = Bounded()
