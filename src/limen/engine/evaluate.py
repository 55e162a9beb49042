"""The decision: one pure function of a request and the policies (semantics E27 to E33; spec policy 6).

Here only whether the request is allowed is found, by the shortest way: what must allow is asked before what may deny,
because a request that nothing allows is denied in any case. What kind of denial it is, who was at fault and why, is
found when somebody asks the decision (`engine.trace`), from the same compiled statements and the same rules.
"""

from limen.engine.decision import Decision
from limen.engine.plan import find_grant
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.engine.rules import find_plan, is_denied_explicitly, may_be_absent, needed_layers

_make = tuple.__new__


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    if request.is_plain and policies.answers is not None:
        is_allowed = policies.answers[request.action](request.arn, request.context, request.principal)
    else:
        is_allowed = _is_allowed(request, policies) and not is_denied_explicitly(request, policies)
    return _make(Decision, (is_allowed, request, policies))


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
