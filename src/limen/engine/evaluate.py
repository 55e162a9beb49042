"""The decision: one pure function of a request and the policies (semantics E27 to E33, E38, E41; spec policy 6).

This module only determines whether the request is allowed, by the shortest path: layers that must allow are tested
before statements that may deny, because a request that nothing allows is denied in any case. The kind of denial, the
layers at fault and the reason are computed when they are first read from the decision (`engine.tracing`), from the same
compiled statements and by the same rules.
"""

from limen.engine.compile.compiled_set import COMPILED, compile_policies
from limen.engine.compile.index import CompiledPolicies
from limen.engine.compile.plan import find_grant
from limen.engine.decision import Decision
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.engine.rules import find_plan, is_denied_explicitly, may_be_absent, needed_layers

_make = tuple.__new__


def evaluate(request: AuthorizationRequest, policies: PolicySet) -> Decision:
    """Decide one request."""
    if request.is_plain:
        try:
            answer = COMPILED[policies].answers[request.action]
        except KeyError:  # Calling `compile_policies` first would slow down every decision.
            answer = compile_policies(policies).find_answer(request.action)
        if answer is not None:
            return _make(Decision, (answer(request.arn, request.context, request.principal), request, policies))
    compiled = compile_policies(policies)
    is_allowed = (
        not compiled.work.is_too_much_for(request)
        and _is_allowed(request, compiled)
        and not is_denied_explicitly(request, compiled)
    )
    return _make(Decision, (is_allowed, request, policies))


def _is_allowed(request: AuthorizationRequest, compiled: CompiledPolicies) -> bool:
    """Whether every layer that must allow does so, given how directly the resource policy grants."""
    if not request.needs_permission:
        return True
    principal, context, arn = request.principal, request.context, request.arn
    plan = find_plan(request, compiled)
    grants = () if compiled.own is None else compiled.own[request.action].grants
    for layer in needed_layers(request, find_grant(grants, arn, context, principal)):
        applies = compiled.index.find_side(layer, request.action)
        if not (may_be_absent(layer, principal) if applies is None else applies(arn, context, principal)):
            return False
    return all(applies(arn, context, principal) for applies in plan.gates)
