"""Action patterns (semantics E2; spec policy 2.2): the service is compared, the name is a pattern, case is ignored."""

from collections.abc import Callable, Iterable
from typing import Final

from limen.domain.principals import Anonymous
from limen.policy.glob import prepend, tokenize
from limen.policy.pattern import PatternSorter

_EVERY_ACTION: Final = frozenset({"*", "*:*"})
_NOBODY: Final = Anonymous()

ActionTest = Callable[[str], bool]
"""A test of an action in lower case."""


def compile_actions(patterns: Iterable[str]) -> ActionTest:
    """Compile the entries of `Action`; one without a service names no action."""
    sorter = PatternSorter()
    for pattern in patterns:
        service, colon, name = pattern.lower().partition(":")
        if pattern in _EVERY_ACTION:
            sorter.add_everything()
        elif colon:
            sorter.add(prepend(f"{service}:", tokenize((name,))))
    matches = sorter.build().matches
    return lambda action: matches(action, {}, _NOBODY)
