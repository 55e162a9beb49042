"""Scenarios: a request and its policies as one JSON value, and the answer as another (semantics E37).

The format of `limen evaluate` and of the shared cases. A scenario with an unknown or unreadable part is refused as a
whole, because it could be decided wrongly.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from limen.engine.decision import Decision
from limen.engine.denial import denial_message, denial_reason
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import CONTROLS, LAYER_RULES, Layer, Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.engine.model.trace import StatementTrace, Trace
from limen.policy.errors import PolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy
from limen.scenario.members import JSON, ScenarioError, check_members, get_list, get_object, get_text
from limen.scenario.request import parse_request

__all__ = ["ScenarioError", "evaluate_scenario", "parse_scenario", "render_decision"]

_SCENARIO_MEMBERS: Final = frozenset({"request", "policies"})
_POLICY_MEMBERS: Final = frozenset({"name", "document", "arn", "principal_ids"})
_LAYERS: Final = frozenset(str(layer) for layer in Layer)


def evaluate_scenario(scenario: JSON) -> Decision:
    """Parse and decide; raises `ScenarioError`."""
    return evaluate(*parse_scenario(scenario))


def parse_scenario(scenario: JSON) -> tuple[AuthorizationRequest, PolicySet]:
    """Read a scenario; raises `ScenarioError` if it is incomplete, malformed or has an unknown member."""
    check_members("scenario", scenario, _SCENARIO_MEMBERS)
    return parse_request(get_object(scenario, "request")), _parse_policies(get_object(scenario, "policies", default={}))


def render_decision(decision: Decision) -> dict[str, object]:
    """The answer of `limen evaluate --json`; `message` is AWS's text of a denial, `None` if allowed."""
    trace = decision.trace
    request = decision.request
    return {
        "decision": str(trace.outcome),
        "reason": _allowed_by(trace) if decision.is_allowed else denial_reason(decision, request.action),
        "denied_by": [str(layer) for layer in trace.denied_by],
        "matched_statements": [_render_statement(each) for each in trace.matched],
        "layers": {str(layer): str(outcome) for layer, outcome in trace.layers.items()},
        "message": None
        if decision.is_allowed
        else denial_message(
            decision,
            principal_arn=request.principal.arn,
            action=request.action,
            resource_text="" if request.resource.arn == "*" else request.resource.arn,
        ),
    }


def _allowed_by(trace: Trace) -> str:
    if not trace.needs_permission:
        return "no permission is needed for this action"
    layers = dict.fromkeys(str(each.layer) for each in trace.matched)
    return f"allowed by {', '.join(layers)}" if layers else "allowed: no policy limits the caller"


def _render_statement(each: StatementTrace) -> dict[str, object]:
    statement = each.statement
    return {
        "layer": str(each.layer),
        "policy": each.policy.name,
        "sid": statement.sid,
        "index": statement.index,
        "effect": str(statement.effect),
    }


def _parse_policies(found: JSON) -> PolicySet:
    check_members("policies", found, _LAYERS)
    single = {layer: _single_level(found, layer) for layer in Layer}
    return PolicySet(
        identity=single[Layer.IDENTITY] or (),
        permissions_boundary=single[Layer.PERMISSIONS_BOUNDARY],
        session=single[Layer.SESSION],
        resource=single[Layer.RESOURCE],
        service_control=_levels(found, Layer.SERVICE_CONTROL),
        resource_control=_levels(found, Layer.RESOURCE_CONTROL),
        endpoint=single[Layer.ENDPOINT],
    )


def _single_level(found: JSON, layer: Layer) -> Level | None:
    """The policies of a layer without levels: a list, or one policy by itself."""
    value = found.get(layer)
    if value is None or layer in CONTROLS:
        return None
    return _level(layer, [value] if isinstance(value, Mapping) else get_list(found, layer))


def _levels(found: JSON, layer: Layer) -> tuple[Level, ...] | None:
    if found.get(layer) is None:
        return None
    levels = get_list(found, layer)
    if not all(isinstance(level, list) for level in levels):
        raise ScenarioError(f"{layer} must be a list of levels, each a list of policies")
    return tuple(_level(layer, level) for level in levels if isinstance(level, list))


def _level(layer: Layer, policies: list[object]) -> Level:
    return tuple(_named_policies(layer, policies))


def _named_policies(layer: Layer, policies: list[object]) -> Iterator[NamedPolicy]:
    for number, policy in enumerate(policies, 1):
        if not isinstance(policy, Mapping):
            raise ScenarioError(f"a policy in {layer} must be an object")
        check_members(f"policy in {layer}", policy, _POLICY_MEMBERS)
        ids = get_object(policy, "principal_ids", default={})
        yield NamedPolicy(
            name=get_text(policy, "name", default=f"{layer}.{number}"),
            document=_parse_document(policy, layer),
            arn=get_text(policy, "arn", default=""),
            principal_ids={arn: get_text(ids, arn) for arn in ids},
        )


def _parse_document(policy: JSON, layer: Layer) -> PolicyDocument:
    """The document of a policy, given as JSON or as its text."""
    document = policy.get("document")
    if not isinstance(document, str | Mapping):
        raise ScenarioError(f"a policy in {layer} needs a document: an object or its text")
    try:
        parsed = parse_policy(document if isinstance(document, str) else json.dumps(document))
    except (PolicyError, TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(f"a policy in {layer} cannot be read: {error}") from error
    if not LAYER_RULES[layer].names_principals and any(
        each.principal or each.not_principal for each in parsed.statements
    ):
        raise ScenarioError(f"a policy in {layer} cannot name principals")
    return parsed
