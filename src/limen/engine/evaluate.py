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
_ALLOWED, _EXPLICIT_DENY, _IMPLICIT_DENY = Outcome.ALLOWED, Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    principal, context, resource, index = request.principal, request.context, request.resource, policies.index
    arn, owner, kind = resource.arn, resource.account, principal.__class__
    if not arn.islower():
        arn = fold_head(arn)
    if index.controls and (exempt := find_exempt_controls(request, index.controls)):
        plan = index.find_plan(request.action, exempt)
    else:
        plan = index.plans.get(request.action) or index.make_plan(request.action)
    outcome = _ALLOWED
    if plan.denies is not None and plan.denies(arn, context, principal):
        outcome = _EXPLICIT_DENY
    elif (
        (kind is not IAMUser and kind is not RoleSession)
        or (owner is not None and owner != principal.account)
        or resource.requires_resource_policy
    ):
        outcome = _find_outcome(request, plan, arn)
    else:
        for group in plan.required:
            if not group(arn, context, principal):
                # If all layers allow, a grant adds nothing; if one does not, a grant may make it superfluous.
                outcome = _find_outcome(request, plan, arn) if plan.grants else _IMPLICIT_DENY
                break
    return _make(Decision, (outcome, request, policies))


def _find_outcome(request: AuthorizationRequest, plan: Plan, arn: str) -> Outcome:
    """The outcome where nothing denies explicitly and it matters how directly a resource policy grants."""
    principal, context = request.principal, request.context
    for gate in plan.gates:
        if not gate(arn, context, principal):
            return _IMPLICIT_DENY
    for layer in needed_layers(request, find_grant(plan.grants, arn, context, principal)):
        group = plan.sides.get(layer)
        if not (may_be_absent(layer, principal) if group is None else group(arn, context, principal)):
            return _IMPLICIT_DENY
    return _ALLOWED


def find_grant(grants: Statements, arn: str, context: Context, principal: Principal) -> Grant:
    """The strongest grant among the resource policy's Allow statements that apply (E29)."""
    best = Grant.NONE
    for statement in grants:
        grant = statement.grant(context, principal)
        if (
            grant > best
            and statement.resource.matches(arn, context, principal)
            and (statement.condition is None or statement.condition(context, principal))
        ):
            best = grant
    return best
