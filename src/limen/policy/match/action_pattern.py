"""Action patterns (semantics E2; spec policy 2.2): the service is compared, the name is a pattern, case is ignored."""

from collections.abc import Callable, Iterable
from typing import Final

from limen.domain.principals import Anonymous
from limen.policy.match.glob import prepend, tokenize
from limen.policy.match.pattern import EVERYTHING, Pattern, PatternSet, compile_tokens

EVERY_ACTION: Final = frozenset({"*", "*:*"})
_NOBODY: Final = Anonymous()

ActionTest = Callable[[str], bool]
"""A test of an action in lower case."""


def compile_actions(patterns: Iterable[str]) -> ActionTest:
    """Compile the entries of `Action`; one without a service names no action."""
    matches = PatternSet(_compile_action(pattern) for pattern in patterns if pattern == "*" or ":" in pattern).matches
    return lambda action: matches(action, {}, _NOBODY)


def _compile_action(pattern: str) -> Pattern:
    if pattern in EVERY_ACTION:
        return EVERYTHING
    service, _, name = pattern.lower().partition(":")
    return compile_tokens(prepend(f"{service}:", tokenize((name,))))
