"""Actions that need no permission (semantics E38): decided without policies, and explained as such."""

import pytest

from limen.domain.principals import Anonymous, FederatedIdentity, ServicePrincipal
from limen.engine import AuthorizationRequest, Layer, Outcome, PolicySet, Resource, denial_message, evaluate
from limen.engine.explain.smallest_changes import explain
from limen.engine.model.request import DENIABLE, WITHOUT_PERMISSION
from limen.scenario.decide import render_decision
from tests.unit.engine.scenarios import DENY, FEDERATED, FULL, ROOT, SESSION, USER, grant, policies, statement

WHO, TOKEN = "sts:GetCallerIdentity", "sts:GetSessionToken"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
DENIED_EVERYWHERE = policies(
    identity=DENY,
    boundary=DENY,
    session=DENY,
    scp=[DENY],
    rcp=[grant("*", Effect="Deny")],
    endpoint=grant("*", Effect="Deny"),
    resource=grant("*", Effect="Deny"),
)


def ask(action=WHO, decided=DENIED_EVERYWHERE, principal=USER, *, heeded=False):
    return evaluate(AuthorizationRequest(principal, action, Resource("*"), heeds_token_denies=heeded), decided)


@pytest.mark.parametrize("action", [WHO, TOKEN, WHO.upper(), TOKEN.lower()])
@pytest.mark.parametrize("principal", [USER, SESSION, FEDERATED, ROOT], ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("decided", [DENIED_EVERYWHERE, PolicySet()], ids=["denied", "silent"])
def test_no_layer_applies_to_callers_with_credentials(action, principal, decided):
    decision = ask(action, decided, principal)
    assert decision.is_allowed
    assert decision.outcome is Outcome.ALLOWED
    assert decision.denied_by == ()
    assert decision.layers == {}
    assert decision.matched_statements == ()
    assert decision.trace.exempt == set(decided.levels)
    assert not decision.trace.needs_permission


@pytest.mark.parametrize("principal", [Anonymous(), ServicePrincipal("ec2.amazonaws.com"), FederatedIdentity("p")])
@pytest.mark.parametrize("action", sorted(WITHOUT_PERMISSION))
def test_callers_without_credentials_need_a_grant(principal, action):
    assert ask(action, PolicySet(), principal).denied_by == (Layer.RESOURCE,)
    assert ask(action, policies(resource=grant("*")), principal).is_allowed
    assert ask(action, DENIED_EVERYWHERE, principal).outcome is Outcome.EXPLICIT_DENY


def test_the_answer_says_that_no_permission_is_needed():
    answer = render_decision(ask())
    assert (answer["decision"], answer["reason"]) == ("Allowed", "no permission is needed for this action")
    assert (answer["denied_by"], answer["matched_statements"], answer["message"]) == ([], [], None)


def test_the_trace_still_shows_the_statements():
    trace = ask().trace
    assert {each.layer for each in trace.statements if each.applied and each.is_deny} == set(Layer)


def test_there_is_nothing_to_change():
    assert explain(ask()).remedies == ()


def test_context_keys_that_no_binding_statement_asks_about_are_not_missing():
    decided = policies(identity=[statement(Condition=MFA)])
    assert ask(decided=decided).missing_context_keys == ()
    assert ask(TOKEN, decided, heeded=True).missing_context_keys == ("aws:MultiFactorAuthPresent",)


def test_a_deny_of_session_tokens_counts_if_the_owner_chose_so():
    decision = ask(TOKEN, policies(identity=[*FULL, statement("Deny", "sts:*")]), heeded=True)
    assert decision.outcome is Outcome.EXPLICIT_DENY
    assert decision.denied_by == (Layer.IDENTITY,)
    message = denial_message(decision, principal_arn=USER.arn, action=TOKEN, resource_text="")
    assert message.endswith(f"not authorized to perform: {TOKEN} with an explicit deny in an identity-based policy")
    assert explain(decision).remedies


@pytest.mark.parametrize("decided", [PolicySet(), policies(identity=[], boundary=[], session=[], scp=[[]])])
def test_silence_takes_nothing_away_even_then(decided):
    decision = ask(TOKEN, decided, heeded=True)
    assert decision.is_allowed
    assert (decision.outcome, decision.denied_by, decision.matched_statements) == (Outcome.ALLOWED, (), ())
    assert render_decision(decision)["reason"] == "no permission is needed for this action"


def test_what_the_owner_chose_concerns_session_tokens_only():
    assert WITHOUT_PERMISSION > DENIABLE == {"sts:getsessiontoken"}
    assert ask(WHO, heeded=True).is_allowed
    assert not ask("sts:GetAccessKeyInfo", PolicySet(), heeded=True).is_allowed


def test_control_policies_that_do_not_reach_the_caller_deny_no_token():
    request = AuthorizationRequest(USER, TOKEN, Resource("*"), in_management_account=True, heeds_token_denies=True)
    assert evaluate(request, policies(identity=FULL, scp=[DENY])).is_allowed
