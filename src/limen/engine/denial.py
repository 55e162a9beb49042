"""AWS's text for a denial (semantics E36; spec policy 7.5, 7.6)."""

from typing import Final

from limen.domain.arn import PARTS
from limen.engine.decision import Decision
from limen.engine.model.layers import Layer, Outcome
from limen.engine.model.trace import Trace
from limen.engine.rules import is_cross_account
from limen.policy.syntax.document import TRUST_ACTIONS

_KINDS: Final = {
    Layer.SERVICE_CONTROL: "service control policy",
    Layer.RESOURCE_CONTROL: "resource control policy",
    Layer.ENDPOINT: "VPC endpoint policy",
    Layer.RESOURCE: "resource-based policy",
    Layer.IDENTITY: "identity-based policy",
    Layer.PERMISSIONS_BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
}
_TRUST: Final = "role trust policy"

_TRANSITIVE: Final = "with an explicit deny in a VPC endpoint policy transitively through a service control policy"
"""AWS's reason if both deny a request that comes through an endpoint (spec policy 7.6)."""
_BOTH: Final = frozenset({Layer.SERVICE_CONTROL, Layer.ENDPOINT})

_TOO_MUCH: Final = "because the request and the policies that apply to it are too large to be evaluated"

_WITHOUT_ARN: Final = frozenset({Layer.RESOURCE, Layer.ENDPOINT})


def denial_message(
    decision: Decision,
    *,
    principal_arn: str,
    action: str,
    resource_text: str,
    with_policy_arn: bool = True,
) -> str:
    """The text for a denied decision; `resource_text` is the resource as the service prints it, empty to omit it.

    `with_policy_arn` appends the ARN of the denying policy, as AWS does since 2026 if caller and policy belong to the
    same account or organization.
    """
    target = f" on resource: {resource_text}" if resource_text else ""
    reason = denial_reason(decision, action, with_policy_arn=with_policy_arn)
    return f"User: {principal_arn} is not authorized to perform: {action}{target}{_suffix(decision, action, reason)}"


def denial_reason(decision: Decision, action: str, *, with_policy_arn: bool = True) -> str:
    """The reason, without a leading space: the first cause in reporting order; empty for an allowed request."""
    trace = decision.trace
    if trace.is_too_much:
        return _TOO_MUCH
    if not trace.denied_by:
        return ""
    layer = trace.denied_by[0]
    is_trust = layer is Layer.RESOURCE and is_trust_decision(action, decision.request.resource.arn)
    kind = _TRUST if is_trust else _KINDS[layer]
    if trace.outcome is Outcome.IMPLICIT_DENY:
        return f"because no {kind} allows the {action} action"
    if _BOTH.issubset(trace.denied_by):
        return _TRANSITIVE
    article = "the" if is_trust else _article(kind)
    arn = _policy_arn(decision, trace, layer) if with_policy_arn else ""
    return f"with an explicit deny in {article} {kind}{arn}"


def is_trust_decision(action: str, arn: str) -> bool:
    """Whether the resource policy of this request is a role's trust policy."""
    return action.lower() in TRUST_ACTIONS and is_kind_of_resource(arn, "iam", "role/")


def is_kind_of_resource(arn: str, service: str, prefix: str) -> bool:
    """Whether it is the ARN of a resource of this service whose sixth part begins with `prefix`."""
    parts = arn.split(":", PARTS - 1)
    return len(parts) == PARTS and parts[2] == service and parts[5].startswith(prefix)


def _suffix(decision: Decision, action: str, reason: str) -> str:
    """The reason as in the message; for a role of another account AWS gives none (observed, spec policy 7.6)."""
    if is_cross_account(decision.request) and is_trust_decision(action, decision.request.resource.arn):
        return ""
    return f" {reason}" if reason else ""


def _article(kind: str) -> str:
    return "an" if kind.startswith("identity") else "a"


def _policy_arn(decision: Decision, trace: Trace, layer: Layer) -> str:
    """`: ARN` of the denying policy, if it has one and belongs to the caller's account, AWS or the organization."""
    if layer in _WITHOUT_ARN:
        return ""
    arn = next((each.policy.arn for each in trace.matched if each.layer is layer), "")
    parts = arn.split(":")
    if len(parts) < PARTS:
        return ""
    belongs = parts[2] == "organizations" or parts[4] in {"aws", decision.request.principal.account}
    return f": {arn}" if belongs else ""
