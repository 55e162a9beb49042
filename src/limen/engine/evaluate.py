"""The decision: one pure function of a request and the policies (semantics E27 to E33; spec policy 6).

Here only whether the request is allowed is found, by the shortest way: what must allow is asked before what may deny,
because a request that nothing allows is denied in any case. What kind of denial it is, who was at fault and why, is
found when somebody asks the decision (`engine.trace`), from the same compiled statements and the same rules.
"""

from limen.domain.principals import IAMUser, Principal, RoleSession
from limen.engine.decision import Decision
from limen.engine.grants import Grant
from limen.engine.index import Plan, Statements
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.engine.rules import find_plan, may_be_absent, needed_layers
from limen.policy.context import Context

_make = tuple.__new__


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    principal, context, resource, index = (request.principal, request.context, request.resource, policies.index)
    arn, owner, kind = resource.folded, resource.account, principal.__class__
    plan = find_plan(request, policies) if index.controls else index[request.action]
    is_allowed = True
    if (
        (kind is not RoleSession and kind is not IAMUser)
        or (owner is not None and owner != principal.account)
        or resource.requires_resource_policy
    ):
        is_allowed = _is_allowed(request, plan)
    else:
        # A user or role session in its own account: if all layers allow, a grant by the resource policy adds nothing.
        for applies in plan.required:
            if not applies(arn, context, principal):
                is_allowed = plan.granting(arn, context, principal) and _is_granted(request, plan)
                break
    if is_allowed and plan.denies is not None and plan.denies(arn, context, principal):
        is_allowed = False
    return _make(Decision, (is_allowed, request, policies))


def _is_granted(request: AuthorizationRequest, plan: Plan) -> bool:
    """Whether a grant to the session's role or to the caller itself makes up for what some layer does not allow."""
    principal, context, arn = request.principal, request.context, request.resource.folded
    for applies in plan.limits:
        if not applies(arn, context, principal):
            return _is_allowed(request, plan)
    return True


def _is_allowed(request: AuthorizationRequest, plan: Plan) -> bool:
    """Whether every layer allows that must, given how directly the resource policy grants."""
    principal, context, arn = (request.principal, request.context, request.resource.folded)
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
