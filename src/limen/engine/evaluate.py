"""The decision: one pure function of a request and the policies (semantics E27 to E33; spec policy 6).

Here only whether the request is allowed is found, by the shortest way: what must allow is asked before what may deny,
because a request that nothing allows is denied in any case. What kind of denial it is, who was at fault and why, is
found when somebody asks the decision (`engine.trace`), from the same compiled statements and the same rules.
"""

from limen.domain.principals import Principal
from limen.engine.decision import Decision
from limen.engine.grants import Grant
from limen.engine.index import Plan
from limen.engine.level import CompiledLevel, Statements
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.engine.rules import find_plan, is_denied_explicitly, may_be_absent, needed_layers
from limen.policy.context import Context

_make = tuple.__new__


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    if not request.is_plain or policies.index.has_resource_control:
        is_allowed = _is_allowed(request, policies) and not is_denied_explicitly(request, policies)
        return _make(Decision, (is_allowed, request, policies))
    arn, context, principal, own = request.arn, request.context, request.principal, policies.own
    plan = policies.index[request.action]
    is_allowed = True
    for applies in plan.required:
        if not applies(arn, context, principal):
            # If all layers allow, a grant adds nothing; if one does not, a grant may make up for it.
            is_allowed = own is not None and _is_granted(request, policies, plan, own)
            break
    if is_allowed and own is not None and own[request.action].denies(arn, context, principal):
        is_allowed = False
    if is_allowed:
        for applies in plan.denies:
            if applies(arn, context, principal):
                is_allowed = False
                break
    return _make(Decision, (is_allowed, request, policies))


def _is_granted(request: AuthorizationRequest, policies: PolicySet, plan: Plan, own: CompiledLevel) -> bool:
    """Whether a grant to the session's role or to the caller itself makes up for what some layer does not allow."""
    principal, context, arn = request.principal, request.context, request.arn
    if not own[request.action].granting(arn, context, principal):
        return False
    for applies in plan.limits:
        if not applies(arn, context, principal):
            return _is_allowed(request, policies)
    return True


def _is_allowed(request: AuthorizationRequest, policies: PolicySet) -> bool:
    """Whether every layer allows that must, given how directly the resource policy grants."""
    principal, context, arn = request.principal, request.context, request.arn
    plan = find_plan(request, policies)
    grants = () if policies.own is None else policies.own[request.action].grants
    for layer in needed_layers(request, find_grant(grants, arn, context, principal)):
        applies = policies.index.find_side(layer, request.action)
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
