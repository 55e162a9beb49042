"""Groups of statements about one action, of which any one may apply (semantics E22), sorted by resource.

The ARN selects the statements, by equality and by the literal prefixes of patterns, so that statements about other
resources are not tested one by one. A group is compiled to one function, in the form that suits its patterns.

Only whether *some* statement applies matters, so the order of tests is free: cheap and likely ones come first.
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
"""Whether a statement of the group applies to an ARN (normalized by `fold_head`)."""

_Condition = Test | None
_Conditions = tuple[_Condition, ...]

_UNCONDITIONAL: Final[_Conditions] = (None,)

FEW: Final = 3
"""Up to this many patterns with wildcards are tried in turn; if there are more, only those whose prefix the ARN has."""


def always(_arn: str, _context: Context, _principal: Principal) -> bool:
    """The test of a group in which one statement applies to every request."""
    return True


def never(_arn: str, _context: Context, _principal: Principal) -> bool:
    """The test of a group without statements."""
    return False


def compile_group(statements: Iterable[CompiledStatement]) -> GroupTest:
    """Compile the statements to one test; `always` or `never` if nothing depends on the request."""
    return _compile(chain.from_iterable(zip(each.patterns, each.branches, strict=True) for each in statements))


def compile_granting(statements: Iterable[CompiledStatement]) -> GroupTest:
    """Compile a resource policy's Allow statements to a test of whether one may grant to more than the account."""
    return _compile(
        (pattern, (pattern.literal, pattern.rest, each.granting)) for each in statements for pattern in each.patterns
    )


def _compile(alternatives: Iterable[tuple[Pattern, Branch]]) -> GroupTest:
    anywhere: list[_Condition] = []
    exact: dict[str, list[_Condition]] = {}
    beginnings: list[Branch] = []
    for pattern, branch in alternatives:
        literal, rest, condition = branch
        # Three kinds by what an ARN must do first: equal the literal, begin with it, or nothing (a lone star).
        if pattern.is_exact:
            exact.setdefault(literal, []).append(condition)
        elif literal or rest is not None:
            beginnings.append(branch)
        else:
            anywhere.append(condition)
    if None in anywhere:
        return always
    # Conditions of statements about every resource are repeated for each exact ARN, so that one lookup finds both.
    by_arn = {arn: _simplify((*anywhere, *found)) for arn, found in exact.items()}
    # Unconditional branches come first: if one of them applies, no condition has to be evaluated.
    branches = tuple(sorted(beginnings, key=lambda branch: branch[2] is not None))
    if len(branches) > FEW:
        return _cluster_test(tuple(anywhere), by_arn, branches)
    if len(anywhere) == 1 and anywhere[0] is not None and not by_arn and not branches:
        return _condition_test(anywhere[0])
    if by_arn or anywhere:
        return _exact_test(tuple(anywhere), by_arn, branches)
    return _branch_test(branches) if branches else never


def _simplify(conditions: _Conditions) -> _Conditions:
    """The alternatives, or only the unconditional one, if it is among them."""
    return _UNCONDITIONAL if None in conditions else conditions


def _condition_test(condition: Test) -> GroupTest:
    """The test of one statement about every resource, the usual form of control policies."""
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
    """A test by equality first; `everywhere` is for ARNs without an entry in `exact`, whose entries include it."""
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
    """Like `_exact_test`, but only branches whose prefix can match the ARN are tried.

    A head is a literal prefix that no other literal is a prefix of. Every branch with a literal belongs to exactly one
    head, and an ARN that a branch matches begins with that head, so one binary search finds all candidates. Branches
    without a literal (`loose`) are candidates for every ARN.
    """
    find = exact.get
    loose = tuple(branch for branch in branches if not branch[0])
    # Branches without a literal beginning (`*:suffix`) can match any ARN, so every cluster ends with them.
    heads = _heads(literal for literal, _, _ in branches if literal)
    clusters = [tuple(branch for branch in branches if branch[0].startswith(head)) + loose for head in heads]

    def applies(arn: str, context: Context, principal: Principal) -> bool:
        for condition in find(arn, everywhere):
            if condition is None or condition(context, principal):
                return True
        # A prefix of the ARN sorts before it, and no head is a prefix of another one. So every text between a head and
        # an ARN that begins with it also begins with that head: only the last head before the ARN can be its prefix.
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
    """The sorted literals, without those that begin with another literal."""
    heads: list[str] = []
    for literal in sorted(literals):
        if not heads or not literal.startswith(heads[-1]):
            heads.append(literal)
    return heads
