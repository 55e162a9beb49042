"""Statements side by side, of which any one may apply (semantics E22): all about one action, sorted by resource.

The ARN finds its statements: by equality, and by the literal text that patterns begin with. Statements about other
resources are not looked at one by one. A group is compiled to one function, of the shape that its patterns ask for.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from limen.domain.principals import Principal
from limen.engine.compiled import CompiledStatement
from limen.policy.context import Context, Test
from limen.policy.pattern import TextTest

GroupTest = Callable[[str, Context, Principal], bool]
"""Whether a statement of the group applies to an ARN (gone through `fold_head`)."""

_Condition = Test | None
_Branch = tuple[str, TextTest | None, _Condition]

FEW: Final = 6
"""Up to so many prefixes are tried one after the other; more are looked up by their lengths."""


def always(_arn: str, _context: Context, _principal: Principal) -> bool:
    """The test of a group of which one statement applies to everything, whatever the context."""
    return True


def never(_arn: str, _context: Context, _principal: Principal) -> bool:
    """The test of a group without statements."""
    return False


def compile_group(statements: Iterable[CompiledStatement]) -> GroupTest:
    """Compile the statements to one test; `always` and `never` where nothing depends on the request."""
    everywhere: list[_Condition] = []
    exact: dict[str, list[_Condition]] = {}
    branches: list[_Branch] = []
    for statement in statements:
        for pattern in statement.patterns:
            if pattern.is_exact:
                exact.setdefault(pattern.literal, []).append(statement.condition)
            elif pattern.literal or pattern.rest is not None:
                branches.append((pattern.literal, pattern.rest, statement.condition))
            else:
                everywhere.append(statement.condition)
    if None in everywhere:
        return always
    # What applies to every resource also stands beside what applies to one, so that one look-up finds both.
    exact_conditions = {arn: _simplify(everywhere + found) for arn, found in exact.items()}
    if len(branches) > FEW:
        return _table_test(everywhere, exact_conditions, branches)
    if exact or everywhere:
        return _exact_test(everywhere, exact_conditions, branches)
    return _branch_test(branches) if branches else never


def _simplify(conditions: Sequence[_Condition]) -> Sequence[_Condition]:
    """The alternatives, or only the one that asks nothing more, if it is among them."""
    return (None,) if None in conditions else conditions


def _branch_test(branches: Sequence[_Branch]) -> GroupTest:
    def applies(arn: str, context: Context, principal: Principal) -> bool:
        for literal, rest, condition in branches:
            if (
                arn.startswith(literal)
                and (rest is None or rest(arn, context, principal))
                and (condition is None or condition(context, principal))
            ):
                return True
        return False

    return applies


def _exact_test(
    everywhere: Sequence[_Condition], exact: dict[str, Sequence[_Condition]], branches: Sequence[_Branch]
) -> GroupTest:
    find = exact.get

    def applies(arn: str, context: Context, principal: Principal) -> bool:
        for condition in find(arn, everywhere):
            if condition is None or condition(context, principal):
                return True
        for literal, rest, condition in branches:
            if (
                arn.startswith(literal)
                and (rest is None or rest(arn, context, principal))
                and (condition is None or condition(context, principal))
            ):
                return True
        return False

    return applies


def _table_test(
    everywhere: Sequence[_Condition], exact: dict[str, Sequence[_Condition]], branches: Sequence[_Branch]
) -> GroupTest:
    table: dict[str, list[_Branch]] = {}
    for branch in branches:
        table.setdefault(branch[0], []).append(branch)
    lengths = sorted({len(literal) for literal in table})

    def applies(arn: str, context: Context, principal: Principal) -> bool:
        for condition in exact.get(arn, everywhere):
            if condition is None or condition(context, principal):
                return True
        for length in lengths:
            for _, rest, condition in table.get(arn[:length], ()):
                if (rest is None or rest(arn, context, principal)) and (
                    condition is None or condition(context, principal)
                ):
                    return True
        return False

    return applies
