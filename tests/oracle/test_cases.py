"""Every decision case through the plain evaluator, and the cases' own bookkeeping."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.cases import generate_cases
from tests.oracle import decide
from tests.oracle.decide import IMPLICIT_ORDER

FILES = sorted(generate_cases.FOLDER.glob("*.json"))
CASES = [each for path in FILES for each in json.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_oracle_decides_as_the_case_expects(case):
    assert decide(case["scenario"]) == case["expect"], case["title"]


def test_files_are_what_the_tables_say():
    written = {path.name: path.read_text(encoding="utf-8") for path in FILES}
    assert written == {name: generate_cases.render(cases) for name, cases in generate_cases.themed_cases().items()}


def test_cases_are_complete_and_distinct():
    assert all(set(case) == {"id", "rule", "title", "evidence", "scenario", "expect"} for case in CASES)
    assert {case["evidence"] for case in CASES} <= {"D", "L", "C", "?", "R"}
    for name in ("id", "scenario"):
        seen = Counter(json.dumps(case[name], sort_keys=True) for case in CASES)
        assert [value for value, count in seen.items() if count > 1] == []


def test_expectations_name_layers_exactly_for_denials():
    for case in CASES:
        expect = case["expect"]
        assert set(expect["denied_by"]) <= set(IMPLICIT_ORDER), case["id"]
        assert bool(expect["denied_by"]) == (expect["decision"] != "Allowed"), case["id"]


def test_there_are_enough_cases_of_every_decision():
    counts = Counter(case["expect"]["decision"] for case in CASES)
    assert len(CASES) >= 700
    assert min(counts[decision] for decision in ("Allowed", "ExplicitDeny", "ImplicitDeny")) >= 100
