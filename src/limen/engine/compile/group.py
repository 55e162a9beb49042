"""Statements side by side, of which any one may apply (semantics E22): all about one action, sorted by resource.

The ARN finds its statements: by equality, and by the literal text that patterns begin with. Statements about other
resources are not looked at one by one. A group is compiled to one function, of the shape that its patterns ask for.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from limen.domain.principals import Principal
from limen.engine.compile.statements import Branch, CompiledStatement
from limen.policy.match.context import Context, Test
from limen.policy.match.pattern import Pattern

GroupTest = Callable[[str, Context, Principal], bool]
"""Whether a statement of the group applies to an ARN (gone through `fold_head`)."""

_Condition = Test | None
_Conditions = tuple[_Condition, ...]

_UNCONDITIONAL: Final[_Conditions] = (None,)

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
    return _compile(chain.from_iterable(zip(each.patterns, each.branches, strict=True) for each in statements))


def compile_granting(statements: Iterable[CompiledStatement]) -> GroupTest:
    """Compile a resource policy's Allow statements to the test whether one grants more than to the account."""
    return _compile(
        (pattern, (pattern.literal, pattern.rest, each.granting)) for each in statements for pattern in each.patterns
    )


def _compile(alternatives: Iterable[tuple[Pattern, Branch]]) -> GroupTest:
    anywhere: list[_Condition] = []
    exact: dict[str, list[_Condition]] = {}
    beginnings: list[Branch] = []
    for pattern, branch in alternatives:
        literal, rest, condition = branch
        if pattern.is_exact:
            exact.setdefault(literal, []).append(condition)
        elif literal or rest is not None:
            beginnings.append(branch)
        else:
            anywhere.append(condition)
    if None in anywhere:
        return always
    # What applies to every resource also stands beside what applies to one, so that one look-up finds both.
    by_arn = {arn: _simplify((*anywhere, *found)) for arn, found in exact.items()}
    branches = tuple(sorted(beginnings, key=lambda branch: branch[2] is not None))  # May spare asking conditions.
    if len(branches) > FEW:
        return _cluster_test(tuple(anywhere), by_arn, branches)
    if len(anywhere) == 1 and anywhere[0] is not None and not by_arn and not branches:
        return _condition_test(anywhere[0])
    if by_arn or anywhere:
        return _exact_test(tuple(anywhere), by_arn, branches)
    return _branch_test(branches) if branches else never


def _simplify(conditions: _Conditions) -> _Conditions:
    """The alternatives, or only the one that asks nothing more, if it is among them."""
    return _UNCONDITIONAL if None in conditions else conditions


def _condition_test(condition: Test) -> GroupTest:
    """For one statement about every resource, as control policies have it."""
    return lambda _arn, context, principal: condition(context, principal)


def _branch_test(branches: Sequence[Branch]) -> GroupTest:
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


def _exact_test(everywhere: _Conditions, exact: Mapping[str, _Conditions], branches: Sequence[Branch]) -> GroupTest:
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


def _cluster_test(everywhere: _Conditions, exact: Mapping[str, _Conditions], branches: Sequence[Branch]) -> GroupTest:
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
