"""What must hold for any bytes. Each target raises `AssertionError`, or whatever the code under test must not raise.

`check_policy`: any text is a policy or a `PolicyError`, for every kind, in time linear in the text; what was parsed and
rendered parses to the same. `check_scenario`: any JSON value is decided or a `ScenarioError`; the decision, its trace,
its message and its explanation agree with each other, and the decision with the plain evaluator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import process_time
from typing import Any

from limen.domain.principals import SERVICE_LINKED_PATH, RoleSession, RootUser
from limen.engine import Decision, Outcome
from limen.engine.explain.render import describe_change, find_owner, render_change, render_trace
from limen.engine.explain.smallest_changes import explain, is_allowed_after
from limen.engine.rules import has_full_identity
from limen.policy import PolicyDocument, PolicyError, PolicyKind, parse_policy, validate_policy
from limen.policy.errors import Position
from limen.policy.lint.lint import lint_policy
from limen.policy.match.mentioned_keys import find_context_keys
from limen.policy.syntax.render import render_policy
from limen.policy.text.json_places import read_places
from limen.policy.validate.size import policy_size
from limen.scenario import ScenarioError, evaluate_scenario, render_decision
from tests.fuzz.edits import decode_scenario
from tests.oracle import decide

MOST_SECONDS = 1.0
"""Of the processor, for a policy with all that is done to it (128 KiB at most), or for a scenario."""

NOWHERE = Position(1, 1)


def check_policy(data: bytes) -> None:
    text = data.decode("utf-8", errors="surrogateescape" if len(data) % 8 == 0 else "replace")
    started = process_time()
    for kind in (None, *PolicyKind):
        _validate(text, kind)
    policy_size(text)
    try:
        document = parse_policy(text)
    except PolicyError:
        assert lint_policy(text), "what is refused must have a finding"
        return
    assert all(isinstance(key, str) for key in find_context_keys(document))
    read_places(text)
    lint_policy(text, PolicyKind.IDENTITY_MANAGED)
    _check_rendering(document)
    _check_time(started, text)


def _validate(text: str, kind: PolicyKind | None) -> None:
    """Parser and validators refuse only with their own errors; a stored policy can always be parsed."""
    try:
        document = parse_policy(text) if kind is None else validate_policy(text, kind)
    except PolicyError as error:
        _check_words(error)
        return
    assert document == parse_policy(text)


def _check_words(error: Exception) -> None:
    assert str(error), "a refusal says why"


def _check_rendering(document: PolicyDocument) -> None:
    rendered = render_policy(document)
    again = parse_policy(rendered)
    assert _meaning(again) == _meaning(document)
    assert render_policy(again) == rendered


def _meaning(document: PolicyDocument) -> PolicyDocument:
    """The document without text and positions."""
    statements = tuple(replace(each, start=NOWHERE, end=NOWHERE) for each in document.statements)
    return replace(document, text="", statements=statements)


def check_scenario(data: bytes) -> None:
    scenario = decode_scenario(data)
    started = process_time()
    try:
        decision = evaluate_scenario(scenario)
    except ScenarioError as error:
        _check_words(error)
        return
    _check_time(started, scenario)
    _check_story(decision)
    _check_explanation(decision)
    if _reads_alike(decision):
        _check_agreement(decision, scenario)


def _reads_alike(decision: Decision) -> bool:
    """Whether the plain evaluator reads the scenario in the same way.

    Root has no policies of its own and no boundary, and a session only by AssumeRoot. If the path of a service-linked
    role is not given, the engine assumes the beginning that all of them have, and the plain evaluator none.
    """
    policies, principal = decision.policies, decision.request.principal
    if isinstance(principal, RoleSession):
        return principal.role_path != SERVICE_LINKED_PATH
    if not has_full_identity(principal):
        return True
    has_session = isinstance(principal, RootUser) and policies.session is not None
    return not policies.identity and policies.permissions_boundary is None and not has_session


def _check_agreement(decision: Decision, scenario: object) -> None:
    try:
        expected = decide(scenario)
    except ValueError:
        return  # The plain evaluator reads fewer kinds of callers, and wants more of a policy's form.
    found = {"decision": str(decision.outcome), "denied_by": [str(layer) for layer in decision.denied_by]}
    assert found == expected, json.dumps(scenario)


def _check_story(decision: Decision) -> None:
    trace = decision.trace
    answer = render_decision(decision)
    assert trace.outcome is decision.outcome
    assert decision.is_allowed == (decision.outcome is Outcome.ALLOWED)
    assert (answer["message"] is None) == decision.is_allowed
    assert bool(trace.denied_by) != decision.is_allowed
    assert all(each.applied for each in trace.matched)
    assert isinstance(decision.missing_context_keys, tuple)
    json.dumps([answer, render_trace(trace)])


def _check_explanation(decision: Decision) -> None:
    explanation = explain(decision, limit=2)
    assert not (explanation.remedies and decision.is_allowed)
    for remedy in explanation.remedies:
        assert is_allowed_after(decision, remedy)
        for change in remedy:
            json.dumps(render_change(change, decision.request))
            assert describe_change(change, decision.request)
            assert find_owner(change, decision.request)


def _check_time(started: float, subject: Any) -> None:
    seconds = process_time() - started
    assert seconds < MOST_SECONDS, f"{seconds:.1f} s for {str(subject)[:200]!r}"


TARGETS: Mapping[str, Callable[[bytes], None]] = {"policy": check_policy, "scenario": check_scenario}
