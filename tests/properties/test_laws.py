"""Laws of evaluation (spec policy 9) that hold for all policies and requests."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from limen.engine import Layer, NamedPolicy, Outcome, PolicySet, evaluate
from limen.engine.model.layers import Grant
from limen.policy.syntax.parse import parse_policy
from tests.properties.requests import levels, policy, policy_sets, requests, statements

LAYERS = ["identity", "permissions_boundary", "session", "resource", "endpoint"]
LIMITS = ["permissions_boundary", "session", "endpoint"]
DENY_ALL = {"Effect": "Deny", "Action": "*", "Resource": "*"}


@given(requests, policy_sets())
def test_the_short_way_and_the_whole_story_agree(request, policies):
    decision = evaluate(request, policies)
    assert decision.outcome is decision.trace.outcome
    assert decision.is_allowed is (decision.denied_by == ())


@given(requests, policy_sets(), st.sampled_from(LAYERS), st.data())
def test_an_explicit_deny_in_any_layer_wins(request, policies, layer, data):
    everyone = {"Principal": "*"} if layer in {"resource", "endpoint"} else {}
    denying = (*(getattr(policies, layer) or ()), policy([DENY_ALL | everyone]))
    decision = evaluate(request, replace(policies, **{layer: denying}))
    assert decision.outcome is Outcome.EXPLICIT_DENY
    assert Layer(layer) in decision.denied_by


@given(requests, policy_sets(), st.sampled_from(LAYERS), st.data())
def test_adding_a_deny_never_allows(request, policies, layer, data):
    named = layer in {"resource", "endpoint"}
    more = policy([data.draw(statements(effects=("Deny",), named=named))])
    if getattr(policies, layer) is None:
        return
    with_deny = replace(policies, **{layer: (*getattr(policies, layer), more)})
    assert evaluate(request, policies).is_allowed or not evaluate(request, with_deny).is_allowed


@given(requests, policy_sets(), st.sampled_from(LAYERS), st.data())
def test_adding_an_allow_never_denies(request, policies, layer, data):
    named = layer in {"resource", "endpoint"}
    more = policy([data.draw(statements(effects=("Allow",), named=named))])
    if getattr(policies, layer) is None:
        return
    with_allow = replace(policies, **{layer: (*getattr(policies, layer), more)})
    assert not evaluate(request, policies).is_allowed or evaluate(request, with_allow).is_allowed


@given(requests, policy_sets(), st.sampled_from(LIMITS), st.data())
def test_a_limit_only_takes_away(request, policies, layer, data):
    without = replace(policies, **{layer: None})
    limit = data.draw(levels(named=layer == "endpoint"))
    federated = layer == "session" and request.principal.type_name == "FederatedUser"
    if evaluate(request, replace(policies, **{layer: limit})).is_allowed and not federated:
        assert evaluate(request, without).is_allowed


@given(requests, policy_sets(), st.lists(levels(), min_size=1, max_size=3).map(tuple))
def test_service_control_policies_only_take_away(request, policies, scp):
    without = replace(policies, service_control=None)
    if evaluate(request, replace(policies, service_control=scp)).is_allowed:
        assert evaluate(request, without).is_allowed


@given(requests, policy_sets())
def test_a_silent_boundary_or_session_lets_only_direct_grants_pass(request, policies):
    for layer in ("permissions_boundary", "session"):
        decision = evaluate(request, replace(policies, **{layer: (policy([]),)}))
        has_none = layer == "permissions_boundary" and request.principal.type_name == "Account"
        if decision.is_allowed and request.principal.account is not None and not has_none:
            assert decision.trace.grant is Grant.DIRECT


def reordered(found, data):
    return json.dumps({"Version": "2012-10-17", "Statement": data.draw(st.permutations(found))})


@given(requests, st.lists(statements(), max_size=5), st.data())
def test_the_order_of_statements_does_not_matter(request, found, data):
    shuffled = NamedPolicy("policy", parse_policy(reordered(found, data)))
    one, other = PolicySet(identity=(policy(found),)), PolicySet(identity=(shuffled,))
    assert evaluate(request, one).outcome is evaluate(request, other).outcome


@given(requests, st.lists(statements(), min_size=2, max_size=5))
def test_one_policy_or_several_does_not_matter(request, found):
    several = PolicySet(identity=tuple(policy([each]) for each in found))
    assert evaluate(request, several).outcome is evaluate(request, PolicySet(identity=(policy(found),))).outcome


def scalar(value):
    """The value with every list of one element replaced by that element."""
    if isinstance(value, dict):
        return {key: scalar(each) for key, each in value.items()}
    return value[0] if isinstance(value, list) and len(value) == 1 else value


@given(requests, st.lists(statements(), max_size=4))
def test_a_list_of_one_is_its_element(request, found):
    one, other = policy(found), policy([scalar(each) for each in found])
    assert (
        evaluate(request, PolicySet(identity=(one,))).outcome is evaluate(request, PolicySet(identity=(other,))).outcome
    )


@given(requests, policy_sets(), st.sampled_from([str.lower, str.upper, str.swapcase]))
def test_letter_case_of_actions_does_not_matter(request, policies, change):
    changed = replace(request, action=change(request.action))
    assert evaluate(request, policies).outcome is evaluate(changed, policies).outcome


@given(requests, policy_sets(), st.lists(requests, max_size=4))
def test_other_questions_do_not_change_an_answer(request, policies, others):
    first = evaluate(request, policies).outcome
    for other in others:
        evaluate(other, policies)
    assert evaluate(request, policies).outcome is first


def without_variables(value):
    """The same with another sign where a variable begins."""
    if isinstance(value, dict):
        return {key: without_variables(each) for key, each in value.items()}
    if isinstance(value, str):
        return value.replace("${", "$[")
    return type(value)(without_variables(each) for each in value)


@given(requests, st.lists(statements(), max_size=3))
def test_variables_are_text_in_2008(request, found):
    old = evaluate(request, PolicySet(identity=(policy(found, "2008-10-17"),)))
    plain = replace(request, context=without_variables(request.context))
    assert evaluate(plain, PolicySet(identity=(policy(without_variables(found)),))).outcome is old.outcome
