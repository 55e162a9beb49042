"""The plan for one action (semantics E27, E29), and the complete answer for plain requests.

Every layer applies to a plain request (`AuthorizationRequest.is_plain`), so its answer is one test, compiled from the
statements about its action.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from limen.domain.principals import Principal
from limen.engine.compile.group import GroupTest, always, never
from limen.engine.compile.level import LevelPlan, Statements
from limen.engine.model.layers import Grant
from limen.policy.match.context import Context


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The groups of statements that decide about one action.

    None of `denies` may apply. Each of `gates` must apply (control policies level by level, the endpoint's policies)
    and, unless a resource policy grants, each of `required`: the gates and the caller's own layers.
    `limits` are the groups that a grant to the entity does not make unnecessary: all of `required` except identity
    policies.
    """

    required: tuple[GroupTest, ...]
    denies: tuple[GroupTest, ...]
    limits: tuple[GroupTest, ...]
    gates: tuple[GroupTest, ...]


def answer_alone(plan: Plan) -> GroupTest:
    """The answer to plain requests if the resource has no policy of its own."""
    return _all_unless(plan.required, plan.denies)


def answer_beside(plan: Plan, own: LevelPlan) -> GroupTest:
    """The answer to plain requests if the resource has its `own` policy."""
    denies = plan.denies if own.denies is never else (own.denies, *plan.denies)
    if own.granting is never or always in denies or not plan.required:
        return _all_unless(plan.required, denies)
    allows, is_spared = _all_unless(plan.required, ()), _all_unless((), denies)
    granting, limited, gated = own.granting, _all_unless(plan.limits, denies), _all_unless(plan.gates, denies)

    def answer(arn: str, context: Context, principal: Principal) -> bool:
        if allows(arn, context, principal):
            return is_spared(arn, context, principal)
        # A grant to the role of a session leaves the session's limits in force, a grant to the caller does not (E29).
        return granting(arn, context, principal) and (
            limited(arn, context, principal)
            or (gated(arn, context, principal) and find_grant(own.grants, arn, context, principal) is Grant.DIRECT)
        )

    return answer


def find_grant(grants: Statements, arn: str, context: Context, principal: Principal) -> Grant:
    """The strongest grant among the resource policy's Allow statements that apply (E29)."""
    best = Grant.NONE
    for statement in grants:
        grant = statement.grant(context, principal)
        if (
            grant > best
            and statement.matches_resource(arn, context, principal)
            and (statement.condition is None or statement.condition(context, principal))
        ):
            best = grant
    return best


def _all_unless(required: Sequence[GroupTest], denies: Sequence[GroupTest]) -> GroupTest:
    """One test for whether all of `required` apply and none of `denies`."""
    if never in required or always in denies:
        return never
    if not denies and len(required) == 1:
        return required[0]
    if len(denies) == len(required) == 1:
        return _one_unless(required[0], denies[0])
    if not required and len(denies) < 2:
        return _none_of(denies)

    def answer(arn: str, context: Context, principal: Principal) -> bool:
        for test in required:
            if not test(arn, context, principal):
                return False
        for test in denies:  # noqa: SIM110 - a generator would cost more than the tests
            if test(arn, context, principal):
                return False
        return True

    return answer


def _none_of(denies: Sequence[GroupTest]) -> GroupTest:
    if not denies:
        return always
    (deny,) = denies
    return lambda arn, context, principal: not deny(arn, context, principal)


def _one_unless(allow: GroupTest, deny: GroupTest) -> GroupTest:
    return lambda arn, context, principal: allow(arn, context, principal) and not deny(arn, context, principal)
