"""The decision: one pure function of a request and the policies (semantics E27 to E33; spec policy 6).

Here only whether the request is allowed is found, by the shortest way: what must allow is asked before what may deny,
because a request that nothing allows is denied in any case. What kind of denial it is, who was at fault and why, is
found when somebody asks the decision (`engine.trace`), from the same compiled statements and the same rules.
"""

from limen.domain.principals import Principal
from limen.engine.decision import Decision
from limen.engine.grants import Grant
from limen.engine.index import Plan
from limen.engine.level import Statements
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.engine.rules import find_plan, may_be_absent, needed_layers
from limen.policy.context import Context

_make = tuple.__new__


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    arn, context, principal, index = request.arn, request.context, request.principal, policies.index
    is_allowed = True
    if request.is_plain and not index.has_resource_control:
        plan = index[request.action]
        for applies in plan.required:
            if not applies(arn, context, principal):
                # If all layers allow, a grant adds nothing; if one does not, a grant may make up for it.
                is_allowed = plan.granting(arn, context, principal) and _is_granted(request, plan)
                break
    else:
        plan = find_plan(request, policies)
        is_allowed = _is_allowed(request, plan)
    if is_allowed:
        for applies in plan.denies:
            if applies(arn, context, principal):
                is_allowed = False
                break
    return _make(Decision, (is_allowed, request, policies))


def _is_granted(request: AuthorizationRequest, plan: Plan) -> bool:
    """Whether a grant to the session's role or to the caller itself makes up for what some layer does not allow."""
    principal, context, arn = request.principal, request.context, request.arn
    for applies in plan.limits:
        if not applies(arn, context, principal):
            return _is_allowed(request, plan)
    return True


def _is_allowed(request: AuthorizationRequest, plan: Plan) -> bool:
    """Whether every layer allows that must, given how directly the resource policy grants."""
    principal, context, arn = (request.principal, request.context, request.arn)
    needed = needed_layers(request, find_grant(plan.grants, arn, context, principal))
    for layer in needed:
        applies = plan.sides.get(layer)
        if not (may_be_absent(layer, principal) if applies is None else applies(arn, context, principal)):
            return False
    return all(applies(arn, context, principal) for applies in plan.gates)


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
