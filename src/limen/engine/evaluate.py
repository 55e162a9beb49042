"""The decision: one pure function of a request and the policies (semantics E27 to E33; spec policy 6).

Here only the outcome is found, by the shortest way: denies first, then whatever must allow, in an order that does not
matter. Who was at fault, and why, tells `engine.trace` from the same compiled statements and the same rules.
"""

from limen.domain.principals import IAMUser, Principal, RoleSession
from limen.engine.decision import Decision
from limen.engine.grants import Grant
from limen.engine.index import Plan, Statements
from limen.engine.layers import Outcome
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.engine.rules import find_exempt_controls, may_be_absent, needed_layers
from limen.policy.arn_pattern import fold_head
from limen.policy.context import Context

_make = tuple.__new__


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    return _make(Decision, (_find_outcome(request, policies), request, policies))


def _find_outcome(request: AuthorizationRequest, policies: PolicySet) -> Outcome:
    principal, context, resource = request.principal, request.context, request.resource
    arn = resource.arn
    if not arn.islower():
        arn = fold_head(arn)
    index = policies.index
    if index.has_controls and (exempt := find_exempt_controls(request)):
        plan = index.find_plan(request.action, exempt)
    else:
        plan = index.plans.get(request.action) or index.make_plan(request.action)
    if plan.denies and _any_applies(plan.denies, arn, context, principal):
        return Outcome.EXPLICIT_DENY
    for gate in plan.gates:
        if not _any_applies(gate, arn, context, principal):
            return Outcome.IMPLICIT_DENY
    if not plan.grants and not resource.requires_resource_policy and _is_plain(request, principal):
        for side in plan.principal_side:
            if not _any_applies(side, arn, context, principal):
                return Outcome.IMPLICIT_DENY
        return Outcome.ALLOWED
    return _find_outcome_by_grant(request, plan, arn)


def _is_plain(request: AuthorizationRequest, principal: Principal) -> bool:
    """Whether the caller is a user or a role session at a resource of its own account."""
    owner = request.resource.account
    kind = principal.__class__
    return (kind is IAMUser or kind is RoleSession) and (owner is None or owner == principal.account)


def _find_outcome_by_grant(request: AuthorizationRequest, plan: Plan, arn: str) -> Outcome:
    principal, context = request.principal, request.context
    for layer in needed_layers(request, find_grant(plan.grants, arn, context, principal)):
        statements = plan.sides.get(layer)
        if statements is None:
            if not may_be_absent(layer, principal):
                return Outcome.IMPLICIT_DENY
        elif not _any_applies(statements, arn, context, principal):
            return Outcome.IMPLICIT_DENY
    return Outcome.ALLOWED


def find_grant(grants: Statements, arn: str, context: Context, principal: Principal) -> Grant:
    """The strongest grant among the resource policy's Allow statements that apply (E29)."""
    best = Grant.NONE
    for statement in grants:
        grant = statement.grant(context, principal)
        if (
            grant > best
            and statement.matches_resource(arn, context, principal)
            and all(test(context, principal) for test in statement.tests)
        ):
            best = grant
    return best


def _any_applies(statements: Statements, arn: str, context: Context, principal: Principal) -> bool:
    """Whether a statement applies, all of them being about the action."""
    for statement in statements:
        if (
            statement.everything
            or arn in statement.exact
            or arn.startswith(statement.prefixes)
            or ((rest := statement.rest) is not None and rest(arn, context, principal))
        ):
            for test in statement.tests:
                if not test(context, principal):
                    break
            else:
                return True
    return False
