"""SimulateCustomPolicy and SimulatePrincipalPolicy (spec policy 7.1, 7.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING, POLICY_SOURCE
from limen.domain.principals import Principal, RoleSession
from limen.engine import PolicySet
from limen.engine.compile.compiled_set import compile_policies
from limen.engine.compile.work_budget import MOST_STEPS
from limen.engine.model.layers import Level
from limen.operations.environment import Environment
from limen.operations.iam.faults import InvalidInputError
from limen.operations.iam.simulation.context_entries import parse_context
from limen.operations.iam.simulation.exclusions import excludes_boundary, parse_exclusions
from limen.operations.iam.simulation.inputs import SimulatedRequest, parse_caller, parse_simulated_request, unknown_user
from limen.operations.iam.simulation.policy_inputs import check_applicable, parse_input, parse_inputs
from limen.operations.iam.simulation.policy_sets import Source, attached_policies, boundary_policy, get_source
from limen.operations.iam.simulation.results import find_missing, simulate_action
from limen.operations.paging import Paged, paginate
from limen.operations.registry import OperationTable
from limen.policy import PolicyKind
from limen.policy.match.arn_pattern import fold_head
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

PAGE_CHECKS = 10_000
"""Statements that are evaluated for one page; a page that would need more has fewer actions, and is truncated."""
MOST_CHECKS = 100_000
"""Statements that are evaluated for one action on all resources; a simulation that needs more is refused."""
USUAL_LENGTH = 128
"""Characters of a statement, and of a value that it is compared with; longer ones count as several."""

table = OperationTable("iam", IAM_RESTRICTIONS)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The layers other than identity, for both operations; `boundary` is `None` if none was passed."""

    boundary: Level | None
    resource: Level | None
    service_control: tuple[Level, ...] | None


@table.read("SimulateCustomPolicy", EVERYTHING, is_long=True)
def simulate_custom_policy(
    call: AuthorizedCall[shapes.SimulateCustomPolicyRequest], reader: Reader, environment: Environment
) -> shapes.SimulateCustomPolicyResponse:
    """Simulate policies that are given as text."""
    parameters = call.parameters
    caller_arn = parameters.get("CallerArn")
    if caller_arn is None and "ResourcePolicy" in parameters:
        raise InvalidInputError("CallerArn is required if a ResourcePolicy is given.")
    caller = unknown_user(call.account, call.partition) if caller_arn is None else parse_caller(caller_arn)
    identity = parse_inputs(parameters["PolicyInputList"], "PolicyInputList")
    request = _read_request(parameters, caller, environment)
    organization = _read_service_control(parameters)
    return _simulate(call, request, identity, _read_limits(parameters, request, None, organization), environment)


@table.read("SimulatePrincipalPolicy", POLICY_SOURCE, is_long=True)
def simulate_principal_policy(
    call: AuthorizedCall[shapes.SimulatePrincipalPolicyRequest], reader: Reader, environment: Environment
) -> shapes.SimulatePrincipalPolicyResponse:
    """Simulate the policies of a user, group or role, with others added and some left out."""
    parameters = call.parameters
    source = get_source(reader, call.account, parameters["PolicySourceArn"])
    caller_arn = parameters.get("CallerArn", source.arn)
    caller = parse_caller(caller_arn, source.id if caller_arn == source.arn else "")
    exclusions = parse_exclusions(parameters.get("PolicyExclusionList", ()))
    attached = attached_policies(reader, source)
    own = tuple(each.policy for each in attached if not any(excludes(each) for excludes in exclusions))
    added = parse_inputs(parameters.get("PolicyInputList", ()), "PolicyInputList")
    request = replace(_read_request(parameters, caller, environment), reports_organizations=True)
    limits = _read_limits(parameters, request, _own_boundary(reader, source, parameters), None)
    return _simulate(call, request, (*own, *added), limits, environment)


def _read_request(parameters: members.Simulates, caller: Principal, environment: Environment) -> SimulatedRequest:
    context = parse_context(parameters.get("ContextEntries", ()))
    return parse_simulated_request(parameters, caller, context, heeds_token_denies=environment.heeds_token_denies)


def _own_boundary(reader: Reader, source: Source, parameters: shapes.SimulatePrincipalPolicyRequest) -> Level | None:
    if excludes_boundary(parameters.get("PolicyExclusionList", ())):
        return None
    boundary = boundary_policy(reader, source)
    return None if boundary is None else (boundary,)


def _read_limits(
    parameters: members.Simulates,
    request: SimulatedRequest,
    own_boundary: Level | None,
    service_control: tuple[Level, ...] | None,
) -> _Limits:
    return _Limits(
        boundary=_read_boundary(parameters) or own_boundary,
        resource=_read_resource_policy(parameters, request),
        service_control=service_control,
    )


def _read_boundary(parameters: members.Simulates) -> Level | None:
    texts = parameters.get("PermissionsBoundaryPolicyInputList", ())
    if len(texts) > 1:
        raise InvalidInputError("PermissionsBoundaryPolicyInputList can hold only one policy.")
    return parse_inputs(texts, "PermissionsBoundaryPolicyInputList") or None


def _read_resource_policy(parameters: members.Simulates, request: SimulatedRequest) -> Level | None:
    if "ResourcePolicy" not in parameters:
        return None
    if isinstance(request.principal, RoleSession):
        raise InvalidInputError("Simulation of resource-based policies isn't supported for IAM roles.")
    policy = parse_input(parameters["ResourcePolicy"], "ResourcePolicy", PolicyKind.RESOURCE)
    check_applicable(policy.document, [resource.arn for resource in request.resources])
    return (policy,)


def _read_service_control(parameters: shapes.SimulateCustomPolicyRequest) -> tuple[Level, ...] | None:
    """Levels from the organization's root down to the account; `None` where no organization is simulated."""
    member: Final = "ServiceControlPolicyInputList"
    levels = parameters.get("OrderedOrganizationPolicyInputList", ())
    return tuple(parse_inputs(level.get(member, ()), member, PolicyKind.SERVICE_CONTROL) for level in levels) or None


def _simulate(
    call: AuthorizedCall[Paged], request: SimulatedRequest, identity: Level, limits: _Limits, environment: Environment
) -> shapes.SimulateCustomPolicyResponse:
    """The answer of both operations is the same."""
    policies = PolicySet(
        identity=identity,
        permissions_boundary=limits.boundary,
        resource=limits.resource,
        service_control=limits.service_control,
    )
    checks = len(request.resources) * _count_statements(policies) * (1 + _longest_value(request) // USUAL_LENGTH)
    work, arns = compile_policies(policies).work, [fold_head(resource.arn) for resource in request.resources]
    steps = sum(work.count_steps(arn, request.context) for arn in arns)
    if checks > MOST_CHECKS or steps > MOST_STEPS:
        raise InvalidInputError("The simulation is too large: use fewer resources or policies.")
    order = {action: f"{number:06}" for number, action in enumerate(request.actions)}
    page = paginate(call, request.actions, order.__getitem__, at_most=max(1, PAGE_CHECKS // max(1, checks, steps)))
    missing, with_templates = find_missing(request, policies), environment.simulates_with_templates
    results = [
        simulate_action(request, policies, action, missing, with_templates=with_templates) for action in page.items
    ]
    return {"EvaluationResults": results, **page.ending()}


def _count_statements(policies: PolicySet) -> int:
    levels = (level for found in policies.levels.values() for level in found)
    documents = (policy.document for level in levels for policy in level)
    return sum(max(len(document.statements), len(document.text) // USUAL_LENGTH) for document in documents)


def _longest_value(request: SimulatedRequest) -> int:
    values = ((value,) if isinstance(value, str) else value for value in request.context.values())
    return max(map(len, chain((each.arn for each in request.resources), *values)))
