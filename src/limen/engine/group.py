"""Statements side by side, of which any one may apply (semantics E22): all about one action, sorted by their resources.

The ARN finds its statements: by equality, and by the prefixes that patterns begin with. Statements about other resources
are not looked at one by one.
"""

from collections.abc import Iterable
from typing import Final

from limen.domain.principals import Principal
from limen.engine.compiled import CompiledStatement
from limen.policy.context import Context, Test
from limen.policy.pattern import TextTest

_Condition = Test | None
_Branch = tuple[str, TextTest | None, _Condition]

FEW: Final = 6
"""Up to so many prefixes are tried one after the other; more are looked up by their lengths."""


class StatementGroup:
    """Answers whether any of its statements applies to a resource in a context."""

    __slots__ = ("_always", "_exact", "_few", "_lengths", "_many")

    def __init__(self, statements: Iterable[CompiledStatement]) -> None:
        """Sort the statements by their patterns."""
        always: list[_Condition] = []
        exact: dict[str, list[_Condition]] = {}
        branches: list[_Branch] = []
        for statement in statements:
            for pattern in statement.patterns:
                if pattern.is_exact:
                    exact.setdefault(pattern.literal, []).append(statement.condition)
                elif pattern.literal or pattern.rest is not None:
                    branches.append((pattern.literal, pattern.rest, statement.condition))
                else:
                    always.append(statement.condition)
        # What applies to every resource also stands beside what applies to one, so that one look-up finds both.
        self._always = _simplify(always)
        self._exact = {arn: _simplify(always + found) for arn, found in exact.items()}
        self._few = tuple(branches) if len(branches) <= FEW else ()
        self._many = {} if self._few else _by_literal(branches)
        self._lengths = tuple(sorted({len(literal) for literal in self._many}))

    def applies(self, arn: str, context: Context, principal: Principal) -> bool:
        """Whether a statement applies; `arn` has gone through `fold_head`."""
        for condition in self._exact.get(arn, self._always):
            if condition is None or condition(context, principal):
                return True
        for literal, rest, condition in self._few:
            if (
                arn.startswith(literal)
                and (rest is None or rest(arn, context, principal))
                and (condition is None or condition(context, principal))
            ):
                return True
        for length in self._lengths:
            for _, rest, condition in self._many.get(arn[:length], ()):
                if (rest is None or rest(arn, context, principal)) and (
                    condition is None or condition(context, principal)
                ):
                    return True
        return False


def _simplify(conditions: list[_Condition]) -> tuple[_Condition, ...]:
    """The alternatives, or only the one that asks nothing more, if it is among them."""
    return (None,) if None in conditions else tuple(conditions)


def _by_literal(branches: Iterable[_Branch]) -> dict[str, tuple[_Branch, ...]]:
    found: dict[str, list[_Branch]] = {}
    for branch in branches:
        found.setdefault(branch[0], []).append(branch)
    return {literal: tuple(same) for literal, same in found.items()}
