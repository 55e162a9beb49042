"""The formula of all layers against the engine, on the oracle's adversarial scenarios (spec analysis 14.2)."""

import pytest

from limen.analysis.budget import Budget
from limen.analysis.formula import RESOURCE, Lit, both, negate
from limen.analysis.layer_formula import Layered, Situation
from limen.analysis.outcome import literal_holds
from limen.analysis.partial import assign
from limen.analysis.solve import Answer, solve
from limen.domain.principals import IAMUser, RootUser
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest, Resource
from limen.policy.match.context import DERIVED, find_value
from limen.scenario.decide import ScenarioError, parse_scenario
from tests.oracle.generator import generate_scenario
from tests.unit.analysis.documents import B, allow, deny, policy

BOB = IAMUser("111111111111", "bob", id="AIDABOB")


def holds(formula, values):
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, Lit):
        return literal_holds(formula, values)
    return (all if formula.is_and else any)(holds(part, values) for part in formula.parts)


def values_of(request):
    values = {key: find_value(request.context, request.principal, key) for key in (*DERIVED, *request.context)}
    return {**{key: None if value == () else value for key, value in values.items()}, RESOURCE: request.arn}


def value_of(layered, formula, key=RESOURCE):
    values = solve(formula, layered.world, Budget()).values
    assert values is not None
    return values[key]


def difference(seed):
    """Whether formula and engine differ about a scenario: with the resource known, and open where that is possible."""
    try:
        request, policies = parse_scenario(generate_scenario(seed))
    except ScenarioError:
        return None
    if request.heeds_token_denies:
        return None  # A setting of a server, which situations do not have.
    expected = evaluate(request, policies).is_allowed
    values = values_of(request)
    open_resource = request.resource.arn == "*" and not request.resource.requires_resource_policy
    for is_known in (True, False) if open_resource else (True,):
        flags = request.in_management_account, request.heeds_token_denies, is_known
        situation = Situation(request.principal, policies, request.resource, *flags)
        if any(key in request.context for key in DERIVED):
            return None  # The caller's own keys are constants here; the scenario brings others.
        layered = Layered(situation)
        formula = layered.allowed(layered.case_of(request.action))
        if holds(formula, values) is not expected or holds(assign(formula, values), values) is not expected:
            return seed
    return None


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_the_formula_is_what_the_engine_says(first):
    assert [seed for seed in range(first, first + 100) if difference(seed) is not None] == []


def test_a_variable_without_value_stays_open():
    assert difference(17321) is None


def level(*statements):
    return (NamedPolicy("p", policy(*statements)),)


def asks(policies, principal=BOB, action="s3:GetObject", **more):
    layered = Layered(Situation(principal, policies, **more))
    found = {}
    for case in layered.list_cases():
        for name in case.actions:
            if name.lower() == action.lower():
                found[name] = solve(layered.allowed(case), case.world(layered.world), Budget()).answer
    return found.get(action, Answer.NO)


def test_a_boundary_limits_and_a_deny_of_any_layer_denies():
    identity = level(allow("s3:*"))
    assert asks(PolicySet(identity)) is Answer.YES
    assert asks(PolicySet(identity, permissions_boundary=level(allow("sqs:*")))) is Answer.NO
    assert asks(PolicySet(identity, endpoint=level(deny("s3:*"), allow("*")))) is Answer.NO
    assert asks(PolicySet(identity, service_control=(level(allow("*")), level(allow("ec2:*"))))) is Answer.NO


def test_what_needs_no_permission_is_allowed_whatever_policies_say():
    nothing = PolicySet(level(deny("*")), service_control=(level(deny("*")),))
    assert asks(nothing, action="sts:GetCallerIdentity") is Answer.YES
    assert asks(nothing, action="sts:GetAccessKeyInfo") is Answer.NO


def test_root_is_bound_by_control_policies_of_member_accounts_only():
    policies = PolicySet(service_control=(level(allow("*"), deny("s3:*")),))
    root = RootUser("111111111111")
    assert asks(policies, root) is Answer.NO
    assert asks(policies, root, in_management_account=True) is Answer.YES


def test_keys_need_a_policy_of_their_own():
    policies = PolicySet(level(allow("kms:*", "arn:aws:kms:*:*:key/*")))
    assert asks(policies, action="kms:Decrypt") is Answer.NO
    assert asks(PolicySet(level(allow("kms:*"))), action="kms:ListKeys") is Answer.YES


def test_resource_control_policies_bind_the_services_that_take_part():
    control = (level(deny("*", Principal="*"), allow("*", Principal="*")),)
    policies = PolicySet(level(allow("*")), resource_control=control)
    known = {"resource": Resource(f"{B}/x"), "has_known_resource": True}
    assert asks(policies, action="s3:GetObject", **known) is Answer.NO
    assert asks(policies, action="ec2:DescribeInstances", **known) is Answer.YES
    layered = Layered(Situation(BOB, policies))
    assert value_of(layered, layered.allowed(layered.case_of("s3:GetObject"))).endswith(":alias/aws/x")
    assert asks(policies, action="ec2:DescribeInstances") is Answer.YES


def test_a_grant_by_name_in_a_resource_policy_is_enough():
    statement = allow("s3:GetObject", f"{B}/*", Principal={"AWS": BOB.arn})
    granted = PolicySet(permissions_boundary=level(), resource=level(statement))
    assert asks(granted) is Answer.YES
    assert asks(granted, IAMUser("111111111111", "eve")) is Answer.NO
    federated = PolicySet(resource=level(allow("s3:GetObject", Principal={"Federated": "idp"})))
    layered = Layered(Situation(BOB, federated))
    formula = layered.allowed(layered.case_of("s3:GetObject"))
    assert value_of(layered, formula, "aws:federatedprovider") == "idp"


def test_what_one_layer_allows_and_another_forbids_is_found():
    identity = level(allow("s3:*", f"{B}/*"))
    layered = Layered(
        Situation(BOB, PolicySet(identity, service_control=(level(allow("*"), deny("s3:*", f"{B}/x*")),)))
    )
    case = layered.case_of("s3:GetObject")
    arn = value_of(layered, layered.allowed(case))
    request = AuthorizationRequest(BOB, "s3:GetObject", Resource(arn))
    assert evaluate(request, layered.situation.policies).is_allowed
    alone = Layered(Situation(BOB, PolicySet(identity)))
    denied = both(alone.allowed(alone.case_of("s3:GetObject")), negate(layered.allowed(case)))
    assert value_of(layered, denied).startswith(f"{B}/x")
