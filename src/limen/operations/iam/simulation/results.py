"""Decisions of the engine about simulated requests, in the simulator's form (spec policy 7.2, 7.3).

The engine that decides live requests decides here too. Where AWS's simulator is known to differ from live AWS, this one
differs in the same way: for `sts:Assume*` the trust policy given as ResourcePolicy is read and left out, and so is the
account of the role. `limen evaluate` answers as live AWS would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from limen.engine import AuthorizationRequest, Layer, Outcome, PolicySet, Resource, evaluate
from limen.engine.model.trace import StatementTrace, Trace
from limen.engine.rules import is_cross_account
from limen.operations.iam.simulation.inputs import EVERYTHING, SimulatedRequest
from limen.policy.catalog import find_action, find_service
from limen.policy.catalog.template import compile_template
from limen.policy.errors import Position
from limen.policy.match.context import find_value
from limen.policy.match.mentioned_keys import find_context_keys

if TYPE_CHECKING:
    from limen.operations.iam import shapes

    Details = dict[str, shapes.PolicyEvaluationDecisionType]

SOURCE_TYPES: Final[Mapping[Layer, str]] = {
    Layer.IDENTITY: "IAM Policy",
    Layer.RESOURCE: "Resource Policy",
    Layer.PERMISSIONS_BOUNDARY: "Permissions Boundary Policy",
}
"""The service's own values, which differ from those of its model. Statements of other layers are not shown."""

DECISIONS: Final[Mapping[Outcome, shapes.PolicyEvaluationDecisionType]] = {
    Outcome.ALLOWED: "allowed",
    Outcome.IMPLICIT_DENY: "implicitDeny",
    Outcome.EXPLICIT_DENY: "explicitDeny",
}
_RANKS: Final = {decision: rank for rank, decision in enumerate(DECISIONS.values())}
_WITHOUT_RESOURCE_SIDE: Final = "sts:assume"


@dataclass(frozen=True, slots=True)
class _Result:
    """The result for one action on one resource. `details` is `None` where the answer has none.

    Empty details are part of the answer for the action, and not of those for each resource.
    """

    resource: Resource
    decision: shapes.PolicyEvaluationDecisionType
    matched: tuple[StatementTrace, ...]
    boundary: bool | None
    organizations: bool | None
    details: Details | None

    def render(self, missing: Sequence[str]) -> shapes.ResourceSpecificResult:
        """A member of ResourceSpecificResults."""
        answer: shapes.ResourceSpecificResult = {
            "EvalResourceName": self.resource.arn,
            "EvalResourceDecision": self.decision,
            "MatchedStatements": [_render_statement(each) for each in self.matched],
            "MissingContextValues": list(missing),
        }
        if self.details:
            answer["EvalDecisionDetails"] = self.details
        if self.boundary is not None:
            answer["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": self.boundary}
        return answer


def find_missing(request: SimulatedRequest, policies: PolicySet) -> tuple[str, ...]:
    """Keys that identity and resource policies mention anywhere and the request does not have, as AWS reports them."""
    found: dict[str, str] = {}
    context = {**request.context, "aws:resourceaccount": ""}
    for policy in (*policies.identity, *(policies.resource or ())):
        for key in find_context_keys(policy.document):
            if find_value(context, request.principal, key.lower()) is None:
                found.setdefault(key.lower(), key)
    return tuple(found.values())


def simulate_action(
    request: SimulatedRequest, policies: PolicySet, action: str, missing: Sequence[str], *, with_templates: bool
) -> shapes.EvaluationResult:
    """An EvaluationResult: the action on all resources, the most restrictive decision on top."""
    results = [_simulate(request, policies, action, each) for each in request.resources]
    about_everything = request.resources[0].arn == EVERYTHING and len(request.resources) == 1
    answer: shapes.EvaluationResult = {
        "EvalActionName": action,
        "EvalResourceName": _resource_name(request.resources, action, with_templates=with_templates),
        "EvalDecision": max((result.decision for result in results), key=_RANKS.__getitem__),
        "MatchedStatements": _union(results),
        "MissingContextValues": list(missing),
    }
    if (organizations := _all(result.organizations for result in results)) is not None:
        answer["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": organizations}
    if (boundary := _all(result.boundary for result in results)) is not None:
        answer["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": boundary}
    if (details := _combine(result.details for result in results)) is not None:
        answer["EvalDecisionDetails"] = details
    if not about_everything:
        answer["ResourceSpecificResults"] = [result.render(missing) for result in results]
    return answer


def _simulate(request: SimulatedRequest, policies: PolicySet, action: str, resource: Resource) -> _Result:
    if action.lower().startswith(_WITHOUT_RESOURCE_SIDE):
        policies, resource = _without_resource(policies), replace(resource, account=request.principal.account)
    owner = {} if resource.account is None else {"aws:resourceaccount": resource.account}
    asked = AuthorizationRequest(
        request.principal,
        action,
        resource,
        {**owner, **request.context},
        heeds_token_denies=request.heeds_token_denies,
    )
    decision = evaluate(asked, policies)
    trace = decision.trace
    organizations = _allows(trace, Layer.SERVICE_CONTROL)
    if organizations is None and request.reports_organizations:
        organizations = True
    return _Result(
        resource=resource,
        decision=DECISIONS[decision.outcome],
        matched=tuple(each for each in trace.matched if each.layer in SOURCE_TYPES),
        boundary=_allows(trace, Layer.PERMISSIONS_BOUNDARY),
        organizations=organizations,
        details=None if organizations is False else _details(trace, decision.request),
    )


def _without_resource(policies: PolicySet) -> PolicySet:
    return policies if policies.resource is None else replace(policies, resource=None)


def _allows(trace: Trace, layer: Layer) -> bool | None:
    """Whether a layer allows; `None` where it takes no part."""
    outcome = trace.layers.get(layer)
    return None if outcome is None else outcome is Outcome.ALLOWED


def _details(trace: Trace, request: AuthorizationRequest) -> Details | None:
    """Each side's decision across accounts; within one account, empty details for an ARN, and none at all for `*`."""
    if not is_cross_account(request) or not trace.needs_permission:
        return None if request.resource.arn == EVERYTHING else {}
    sides = {Layer.IDENTITY: Outcome.IMPLICIT_DENY, Layer.RESOURCE: Outcome.IMPLICIT_DENY, **trace.layers}
    return {SOURCE_TYPES[layer]: DECISIONS[outcome] for layer, outcome in sides.items() if layer in SOURCE_TYPES}


def _combine(details: Iterable[Details | None]) -> Details | None:
    """The most restrictive decision by policy type; `None` if no resource has details."""
    combined: Details | None = None
    for found in details:
        if found is not None:
            combined = {} if combined is None else combined
            for source, decision in found.items():
                combined[source] = max(combined.get(source, decision), decision, key=_RANKS.__getitem__)
    return combined


def _all(flags: Iterable[bool | None]) -> bool | None:
    known = [flag for flag in flags if flag is not None]
    return all(known) if known else None


def _union(results: Sequence[_Result]) -> list[shapes.Statement]:
    """The statements that decided, each once, from the resources with the same decision as the whole."""
    worst = max((result.decision for result in results), key=_RANKS.__getitem__)
    decided = (each for result in results if result.decision == worst for each in result.matched)
    distinct = {(each.layer, id(each.policy), each.statement.index): each for each in decided}
    return [_render_statement(each) for each in distinct.values()]


def _render_statement(each: StatementTrace) -> shapes.Statement:
    return {
        "SourcePolicyId": each.policy.name,
        "SourcePolicyType": cast("shapes.PolicySourceType", SOURCE_TYPES[each.layer]),
        "StartPosition": _render_position(each.statement.start),
        "EndPosition": _render_position(each.statement.end),
    }


def _render_position(position: Position) -> shapes.Position:
    return {"Line": position.line, "Column": position.column}


def _resource_name(resources: Sequence[Resource], action: str, *, with_templates: bool) -> str:
    """The ARN if there is one resource, else `*` (spec policy 7.2).

    With `with_templates`: the template that the first resource matches, or else that of the action's required
    resources.
    """
    if with_templates:
        templates = list(_templates(action))
        fitting = (each for each in templates if compile_template(each).fullmatch(resources[0].arn))
        return next(fitting, templates[0] if templates else EVERYTHING)
    return resources[0].arn if len(resources) == 1 else EVERYTHING


def _templates(action: str) -> Iterator[str]:
    known = find_action(action)
    service = find_service(known.service) if known is not None else None
    if known is None or service is None:
        return
    for resource in sorted(known.resources, key=lambda each: not each.is_required):
        yield from service.resource_types[resource.type_name.lower()].arns
