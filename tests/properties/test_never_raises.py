"""Evaluation answers for every policy and every request (promise P9)."""

from hypothesis import given
from hypothesis import strategies as st

from limen.domain.principals import IAMUser
from limen.engine import AuthorizationRequest, NamedPolicy, Outcome, PolicySet, Resource, evaluate
from limen.policy.errors import Position
from limen.policy.syntax.document import (
    ConditionClause,
    ConditionOperator,
    Effect,
    PolicyDocument,
    PrincipalElement,
    SetOperator,
    Statement,
    Version,
)
from limen.scenario import ScenarioError, evaluate_scenario, render_decision

START = Position(1, 1)
odd = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="*?${}:/arn-.'0123456789TZabc,\n", max_size=40),
    st.sampled_from(
        ["\ud800", "\x00", "9" * 5000, "1" * 400 + ".5", "2026-02-31", "::/0", "arn:::::", "${a, 'b'}", "*" * 500]
    ),
)
several = st.lists(odd, max_size=3).map(tuple)
maybe = st.one_of(st.none(), several)
clauses = st.builds(
    ConditionClause, st.sampled_from(ConditionOperator), odd, several, st.sampled_from(SetOperator), st.booleans()
)
elements = st.one_of(st.none(), st.builds(PrincipalElement, st.booleans(), several, several, several, several))
any_statement = st.builds(
    Statement, st.just(0), st.sampled_from(Effect), st.just(START), st.just(START), st.none(), elements, elements,
    maybe, maybe, maybe, maybe, st.lists(clauses, max_size=3).map(tuple),
)  # fmt: skip
documents = st.builds(PolicyDocument, st.sampled_from(Version), st.lists(any_statement, max_size=3).map(tuple), odd)
levels = st.lists(st.builds(NamedPolicy, odd, documents, odd, st.dictionaries(odd, odd, max_size=2)), max_size=2).map(
    tuple
)
policy_sets = st.builds(
    PolicySet, levels, st.one_of(st.none(), levels), st.one_of(st.none(), levels), levels,
    st.lists(levels, max_size=2).map(tuple), st.lists(levels, max_size=2).map(tuple), levels,
)  # fmt: skip
requests = st.builds(
    AuthorizationRequest,
    st.builds(IAMUser, odd, odd, odd, odd, odd),
    odd,
    st.builds(Resource, odd, st.one_of(st.none(), odd), st.booleans(), st.booleans()),
    st.dictionaries(odd.map(str.lower), st.one_of(odd, several), max_size=4),
)


@given(requests, policy_sets)
def test_evaluation_answers(request, policies):
    decision = evaluate(request, policies)
    assert decision.outcome in tuple(Outcome)
    assert decision.outcome is decision.trace.outcome
    assert isinstance(decision.missing_context_keys, tuple)
    assert render_decision(decision)["decision"] == decision.outcome


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), odd),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
members = st.sampled_from(["principal", "action", "resource", "context", "principal_id", "issuing_user"])
layers = st.sampled_from(["identity", "session", "resource", "service_control", "endpoint", "permissions_boundary"])


@given(st.dictionaries(members, json_values, max_size=4), st.dictionaries(layers, json_values, max_size=3))
def test_a_scenario_is_decided_or_refused(asked, policies):
    request = {"principal": "anonymous", "action": "s3:GetObject", "resource": {"arn": "*"}} | asked
    try:
        decision = evaluate_scenario({"request": request, "policies": policies})
    except ScenarioError:
        return
    assert decision.outcome in tuple(Outcome)
