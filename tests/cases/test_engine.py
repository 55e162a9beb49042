"""Every decision case through the engine, as `limen evaluate` would ask it."""

from __future__ import annotations

import json

import pytest

from limen.scenario.decide import evaluate_scenario, parse_scenario, render_decision
from tests.cases.generate_cases import FOLDER

CASES = [each for path in sorted(FOLDER.glob("*.json")) for each in json.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_engine_decides_as_the_case_expects(case):
    decision = evaluate_scenario(case["scenario"])
    assert str(decision.outcome) == case["expect"]["decision"], case["title"]
    assert [str(layer) for layer in decision.denied_by] == case["expect"]["denied_by"], case["title"]


def test_every_answer_can_be_rendered_as_json():
    for case in CASES:
        answer = json.loads(json.dumps(render_decision(evaluate_scenario(case["scenario"]))))
        assert answer["decision"] == case["expect"]["decision"]
        assert (answer["message"] is None) == (answer["decision"] == "Allowed")
        assert answer["reason"]


def test_a_scenario_is_parsed_without_being_changed():
    for case in CASES[::20]:
        before = json.dumps(case["scenario"])
        parse_scenario(case["scenario"])
        assert json.dumps(case["scenario"]) == before
