"""Remedies: each allows the request, no subset of its changes does, and all kinds of change are found."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.engine.explain import smallest_changes
from limen.engine.explain.candidates import MOST_KEYS, find_candidates
from limen.engine.explain.changes import AddStatement, RemoveStatement, SetKey, TrimStatement
from limen.engine.explain.render import describe_change, find_owner, render_change, render_trace
from limen.engine.explain.smallest_changes import MAX_REMEDIES, explain, is_allowed_after
from limen.engine.model.layers import Layer
from limen.scenario.decide import evaluate_scenario
from tests.oracle.campaign import oracle_answer
from tests.oracle.generator import generate_scenario

ACCOUNT = "111122223333"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/R/s"
OBJECT = "arn:aws:s3:::b/k"
FULL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
MFA = "aws:MultiFactorAuthPresent"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"document": {"Version": "2012-10-17", "Statement": list(statements)}}


def decide(*, principal: str = ALICE, owner: str = ACCOUNT, context: dict[str, Any] | None = None, **layers: Any):
    resource = {"arn": OBJECT, "account": owner}
    request = {"principal": principal, "action": "s3:GetObject", "resource": resource, "context": context or {}}
    return evaluate_scenario({"request": request, "policies": layers})


def remedies(decision) -> list[list[str]]:
    found = explain(decision).remedies
    assert all(is_allowed_after(decision, remedy) for remedy in found)
    return [[describe_change(change, decision.request) for change in remedy] for remedy in found]


def assert_smallest(decision) -> None:
    explanation = explain(decision)
    assert bool(explanation.remedies) is not decision.is_allowed
    sizes = [len(remedy) for remedy in explanation.remedies]
    assert sizes == sorted(sizes)
    assert len(set(map(frozenset, explanation.remedies))) == len(explanation.remedies) <= MAX_REMEDIES
    for remedy in explanation.remedies:
        assert is_allowed_after(decision, remedy)
        for size in range(len(remedy)):
            assert not any(is_allowed_after(decision, fewer) for fewer in combinations(remedy, size))
    assert explain(decision).remedies == explanation.remedies


def is_sound(scenario: dict[str, Any]) -> bool:
    return bool(oracle_answer(scenario)["decision"] != "malformed")


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_remedies_allow_and_are_smallest(first):
    for seed in range(first, first + 100):
        scenario = generate_scenario(seed)
        if is_sound(scenario):
            assert_smallest(evaluate_scenario(scenario))


@settings(max_examples=50, deadline=None)
@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_remedies_of_any_scenario(seed):
    scenario = generate_scenario(seed)
    if is_sound(scenario):
        assert_smallest(evaluate_scenario(scenario))


def test_an_allowed_request_needs_nothing():
    decision = decide(identity=[policy(FULL)])
    assert explain(decision).remedies == ()
    assert list(find_candidates(decision)) == []


def test_nothing_is_looked_for_when_nothing_is_wanted():
    assert explain(decide(), limit=0).remedies == ()


def test_a_silent_layer_gets_a_statement_for_exactly_this():
    text = '{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"}'
    assert remedies(decide()) == [[f"add to identity: {text}"]]


def test_every_silent_layer_gets_its_own():
    decision = decide(permissions_boundary=policy(), session=[policy()], principal=SESSION)
    (changes,) = explain(decision).remedies
    assert [change.layer for change in changes] == [Layer.IDENTITY, Layer.PERMISSIONS_BOUNDARY, Layer.SESSION]
    assert [find_owner(change, decision.request) for change in changes] == [
        "the account", "the account", "the principal that starts the session",
    ]  # fmt: skip


def test_every_silent_level_of_a_control_layer_gets_its_own():
    decision = decide(identity=[policy(FULL)], service_control=[[policy()], [policy(FULL)], [policy()]])
    (changes,) = explain(decision).remedies
    assert [(change.layer, change.level) for change in changes] == [(Layer.SERVICE_CONTROL, level) for level in (0, 2)]
    assert {find_owner(change, decision.request) for change in changes} == {"the organization"}


def test_a_missing_resource_control_is_the_full_one():
    decision = decide(identity=[policy(FULL)], resource_control=[[]])
    ((change,),) = explain(decision).remedies
    assert json.loads(change.text) == {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def test_a_resource_policy_may_make_the_callers_own_superfluous():
    decision = decide(resource=policy(), permissions_boundary=policy())
    first, second = explain(decision).remedies
    assert [change.layer for change in first] == [Layer.RESOURCE]
    assert {change.layer for change in second} == {Layer.IDENTITY, Layer.PERMISSIONS_BOUNDARY}


@pytest.mark.parametrize(("boundary", "principal"), [(None, f"arn:aws:iam::{ACCOUNT}:role/R"), (policy(), SESSION)])
def test_a_resource_policy_names_a_session_only_where_its_role_does_not_do(boundary, principal):
    found = explain(decide(principal=SESSION, resource=policy(), permissions_boundary=boundary)).remedies
    texts = [json.loads(change.text) for (change, *rest) in found if not rest and change.layer is Layer.RESOURCE]
    assert [text["Principal"] for text in texts] == [{"AWS": principal}]


@pytest.mark.parametrize(
    ("principal", "element"),
    [
        ("anonymous", "*"),
        ("ec2.amazonaws.com", {"Service": "ec2.amazonaws.com"}),
        ("accounts.google.com", {"Federated": "accounts.google.com"}),
        ("arn:aws:iam::444455556666:root", {"AWS": "arn:aws:iam::444455556666:root"}),
    ],
)
def test_a_resource_policy_names_the_caller(principal, element):
    decision = decide(principal=principal, resource=policy())
    changes = explain(decision).remedies[0]
    assert [json.loads(change.text)["Principal"] for change in changes if change.layer is Layer.RESOURCE] == [element]


def test_a_deny_is_removed():
    deny = {"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    assert remedies(decide(identity=[policy(FULL, deny)])) == [
        ['remove Deny statement "No" (2) of policy identity.1 (identity)']
    ]


@pytest.mark.parametrize(
    ("element", "entries", "taken"),
    [("Action", ["s3:Get*", "s3:Put*", "s3:*Object"], ["s3:Get*", "s3:*Object"]), ("Resource", ["*", "x"], ["*"])],
)
def test_a_deny_is_trimmed_where_something_else_remains(element, entries, taken):
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"} | {element: entries}
    decision = decide(identity=[policy(FULL, deny)])
    ((change,),) = explain(decision).remedies
    assert isinstance(change, TrimStatement)
    assert (change.element, list(change.taken)) == (element, taken)
    assert render_change(change, decision.request)["taken"] == {element: taken}


def test_two_denies_of_one_policy_are_both_removed():
    denies = [
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
        FULL,
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
    ]
    ((first, second),) = explain(decide(identity=[policy(*denies)])).remedies
    assert isinstance(first, RemoveStatement)
    assert isinstance(second, RemoveStatement)
    assert (first.place.index, second.place.index) == (0, 2)


def test_a_deny_may_be_avoided_by_other_context():
    deny = FULL | {"Effect": "Deny", "Condition": {"BoolIfExists": {MFA: "false"}}}
    found = remedies(decide(identity=[policy(FULL, deny)], context={MFA: "false"}))
    assert found[0] == [f'{MFA} "true" instead of "false"']
    assert len(found) == 2


def test_an_allow_may_be_reached_by_other_context():
    allow = FULL | {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "Bool": {MFA: "true"}}}
    found = explain(decide(identity=[policy(allow)], context={"aws:SourceIp": "10.0.0.1"})).remedies
    assert [len(remedy) for remedy in found] == [1, 2]
    assert found[1] == (SetKey("aws:sourceip", "203.0.113.0", ""), SetKey(MFA.lower(), "true", ""))


@pytest.mark.parametrize("layer", ["session", "permissions_boundary"])
def test_a_trust_policy_that_names_the_session_spares_its_limits(layer):
    role = {"arn": f"arn:aws:iam::{ACCOUNT}:role/T"}
    asked = {"principal": SESSION, "action": "sts:AssumeRole", "resource": role}
    found = explain(evaluate_scenario({"request": asked, "policies": {"identity": [policy(FULL)], layer: policy()}}))
    assert [len(remedy) for remedy in found.remedies] == [1, 2]
    assert f'"Principal": {{"AWS": "{SESSION}"}}' in found.remedies[0][0].text


@pytest.mark.parametrize(("count", "first"), [(MOST_KEYS, MOST_KEYS), (MOST_KEYS + 1, 1), (5000, 1)])
def test_a_statement_that_lacks_too_many_keys_is_not_proposed(count, first):
    allow = FULL | {"Condition": {"StringEquals": {f"k:{number}": "x" for number in range(count)}}}
    sizes = [len(remedy) for remedy in explain(decide(identity=[policy(allow)])).remedies]
    assert sizes == sorted({1, first})


def test_who_the_caller_is_is_never_another_context():
    allow = FULL | {"Condition": {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}}
    (remedy,) = explain(decide(identity=[policy(allow)])).remedies
    assert isinstance(remedy[0], AddStatement)


def test_other_context_that_runs_into_a_deny_needs_more():
    allow = FULL | {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}
    deny = FULL | {"Sid": "NoBlue", "Effect": "Deny", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}
    found = explain(decide(identity=[policy(allow, deny)])).remedies
    assert [len(remedy) for remedy in found] == [1, 2]
    assert {type(change) for change in found[1]} == {SetKey, RemoveStatement}


def test_more_blockers_than_the_search_can_try_have_one_remedy():
    keys = {f"k:{number}": "x" for number in range(12)}
    denies = [FULL | {"Effect": "Deny", "Condition": {"StringEquals": {key: "x"}}} for key in keys]
    decision = decide(identity=[policy(FULL, *denies)], context=keys)
    (remedy,) = explain(decision).remedies
    assert len(remedy) == 12
    assert is_allowed_after(decision, remedy)


def test_the_remedy_of_last_resort_has_nothing_superfluous(monkeypatch):
    monkeypatch.setattr(smallest_changes, "MAX_TRIALS", 0)
    decisions = [evaluate_scenario(scenario) for scenario in map(generate_scenario, range(400)) if is_sound(scenario)]
    found = [(one, remedy) for one in decisions for remedy in explain(one).remedies]
    for decision, remedy in found:
        assert is_allowed_after(decision, remedy)
        assert not any(is_allowed_after(decision, fewer) for fewer in combinations(remedy, len(remedy) - 1))
    denied = [one for one in decisions if not one.is_allowed]
    assert len(denied) > len(found) > 0.9 * len(denied)  # Some have answers that contradict each other.


def test_a_set_of_changes_that_contains_a_smaller_one_is_not_a_remedy():
    scenario = json.loads(Path(__file__).with_name("overlapping_changes.json").read_text(encoding="utf-8"))
    decision = evaluate_scenario(scenario)
    assert len(explain(decision).remedies) == 4
    assert_smallest(decision)


def test_there_is_an_end_to_looking():
    denies = [FULL | {"Effect": "Deny", "Condition": {"StringEquals": {f"k:{n}": "x"}}} for n in range(80)]
    decision = decide(identity=[policy(FULL, *denies)], context={f"k:{n}": "x" for n in range(80)})
    assert explain(decision).remedies == ()


def test_a_policy_of_the_resources_account_is_its_affair():
    decision = decide(owner="444455556666")
    (remedy,) = explain(decision).remedies
    assert {find_owner(change, decision.request) for change in remedy} == {"the resource's account", "the account"}


@pytest.mark.parametrize(
    ("key", "owner"), [("aws:PrincipalTag/a", "the caller"), ("aws:ResourceTag/a", "the resource"), ("k:a", "request")]
)
def test_other_context_is_somebodys_affair(key, owner):
    decision = decide(identity=[policy(FULL | {"Condition": {"StringEquals": {key: "x"}}})])
    ((change,), *_) = explain(decision).remedies
    assert owner in find_owner(change, decision.request)


def test_variables_in_the_resource_are_escaped():
    request = {"principal": ALICE, "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/${aws:username}"}}
    decision = evaluate_scenario({"request": request, "policies": {}})
    ((change,),) = explain(decision).remedies
    assert json.loads(change.text)["Resource"] == "arn:aws:s3:::b/${$}{aws:username}"


def test_changes_can_be_rendered_as_json():
    deny = FULL | {"Effect": "Deny", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}}
    decision = decide(identity=[policy(FULL, deny)], permissions_boundary=policy(), context={"aws:TagKeys": ["a", "b"]})
    kinds = set()
    for remedy in explain(decision).remedies:
        for change in remedy:
            rendered = json.loads(json.dumps(render_change(change, decision.request)))
            kinds.add(rendered["change"])
            assert rendered["by"]
            assert rendered["text"] == describe_change(change, decision.request)
    assert kinds == {"add_statement", "remove_statement", "set_key"}


def test_the_trace_reports_what_was_compared():
    allow = FULL | {"Sid": "A", "Action": "s3:Put*", "Condition": {"Bool": {MFA: "true"}}}
    (statement,) = render_trace(decide(identity=[policy(allow)]).trace)
    assert statement == {
        "layer": "identity", "level": 0, "policy": "identity.1", "sid": "A", "index": 0, "effect": "Allow",
        "binds": True, "applied": False,
        "failures": [
            {"clause": "action", "wanted": ["s3:Put*"], "found": "s3:GetObject"},
            {"clause": "condition", "wanted": ["true"], "found": None, "operator": "Bool", "key": MFA},
        ],
    }  # fmt: skip
