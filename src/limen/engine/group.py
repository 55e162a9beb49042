"""Statements side by side, of which any one may apply (semantics E22): all about one action, sorted by resource.

The ARN finds its statements: by equality, and by the literal text that patterns begin with. Statements about other
resources are not looked at one by one. A group is compiled to one function, of the shape that its patterns ask for.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from limen.domain.principals import Principal
from limen.engine.compiled import CompiledStatement
from limen.policy.context import Context, Test
from limen.policy.pattern import Pattern, TextTest

GroupTest = Callable[[str, Context, Principal], bool]
"""Whether a statement of the group applies to an ARN (gone through `fold_head`)."""

_Condition = Test | None
_Branch = tuple[str, TextTest | None, _Condition]

FEW: Final = 3
"""Up to so many patterns with wildcards are tried one after the other; of more, those that begin as the ARN does."""


def always(_arn: str, _context: Context, _principal: Principal) -> bool:
    """The test of a group of which one statement applies to everything, whatever the context."""
    return True


def never(_arn: str, _context: Context, _principal: Principal) -> bool:
    """The test of a group without statements."""
    return False


def compile_group(statements: Iterable[CompiledStatement]) -> GroupTest:
    """Compile the statements to one test; `always` and `never` where nothing depends on the request."""
    return _compile((pattern, statement.condition) for statement in statements for pattern in statement.patterns)


def compile_granting(statements: Iterable[CompiledStatement]) -> GroupTest:
    """Compile a resource policy's Allow statements to the test whether one grants more than to the account."""
    return _compile((pattern, statement.granting) for statement in statements for pattern in statement.patterns)


def _compile(alternatives: Iterable[tuple[Pattern, _Condition]]) -> GroupTest:
    everywhere: list[_Condition] = []
    exact: dict[str, list[_Condition]] = {}
    branches: list[_Branch] = []
    for pattern, condition in alternatives:
        if pattern.is_exact:
            exact.setdefault(pattern.literal, []).append(condition)
        elif pattern.literal or pattern.rest is not None:
            branches.append((pattern.literal, pattern.rest, condition))
        else:
            everywhere.append(condition)
    if None in everywhere:
        return always
    branches.sort(key=lambda branch: branch[2] is not None)  # What has no conditions may spare asking them.
    # What applies to every resource also stands beside what applies to one, so that one look-up finds both.
    exact_conditions = {arn: _simplify(everywhere + found) for arn, found in exact.items()}
    if len(branches) > FEW:
        return _cluster_test(everywhere, exact_conditions, branches)
    if len(everywhere) == 1 and everywhere[0] is not None and not exact and not branches:
        return _condition_test(everywhere[0])
    if exact or everywhere:
        return _exact_test(everywhere, exact_conditions, branches)
    return _branch_test(branches) if branches else never


def _simplify(conditions: Sequence[_Condition]) -> Sequence[_Condition]:
    """The alternatives, or only the one that asks nothing more, if it is among them."""
    return (None,) if None in conditions else conditions


def _condition_test(condition: Test) -> GroupTest:
    """For one statement about every resource, as control policies have it."""
    return lambda _arn, context, principal: condition(context, principal)


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


def _cluster_test(
    everywhere: Sequence[_Condition], exact: dict[str, Sequence[_Condition]], branches: Sequence[_Branch]
) -> GroupTest:
    """As `_exact_test`, but of the branches only those are tried that begin as the ARN does."""
    find = exact.get
    loose = tuple(branch for branch in branches if not branch[0])
    heads = _heads(literal for literal, _, _ in branches if literal)
    clusters = [tuple(branch for branch in branches if branch[0].startswith(head)) + loose for head in heads]

    def applies(arn: str, context: Context, principal: Principal) -> bool:
        for condition in find(arn, everywhere):
            if condition is None or condition(context, principal):
                return True
        # No head begins with another one, so only the last that sorts before the ARN can be its beginning.
        place = bisect_right(heads, arn) - 1
        near = clusters[place] if place >= 0 and arn.startswith(heads[place]) else loose
        for literal, rest, condition in near:
            if (
                arn.startswith(literal)
                and (rest is None or rest(arn, context, principal))
                and (condition is None or condition(context, principal))
            ):
                return True
        return False

    return applies


def _heads(literals: Iterable[str]) -> list[str]:
    """The literals, sorted, without those that begin with another one."""
    heads: list[str] = []
    for literal in sorted(literals):
        if not heads or not literal.startswith(heads[-1]):
            heads.append(literal)
    return heads
