"""docs/lint.md: every rule is in it, and every example is found by its rule."""

import json
import re
from pathlib import Path

import pytest

from limen.policy import PolicyKind
from limen.policy.lint import RULES, lint_policy
from tests.unit.policy.documents import document

TEXT = (Path(__file__).parents[4] / "docs" / "lint.md").read_text("utf-8")
SECTION = re.compile(
    r"^### `(?P<rule>[a-z-]+)` \((?P<severity>[a-z ]+)\)\n(?P<body>.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL
)
EXAMPLE = re.compile(r"^```json ?(?P<kind>[a-z-]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = {found["rule"]: found for found in SECTION.finditer(TEXT)}
WITHOUT_EXAMPLE = {"size-over-quota", "size-near-quota"}


def test_the_document_lists_exactly_the_rules():
    listed = [(rule, section["severity"]) for rule, section in SECTIONS.items()]

    assert listed == [(rule.id, rule.severity.value.lower().replace("_", " ")) for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_section_says_what_why_and_how_to_fix(rule):
    body = SECTIONS[rule.id]["body"]

    assert body.lstrip().startswith(f"{rule.summary}. ")
    assert "\nFix: " in body


@pytest.mark.parametrize("rule", [rule.id for rule in RULES if rule.id not in WITHOUT_EXAMPLE])
def test_an_example_is_found_by_its_rule(rule):
    ((kind_name, code),) = EXAMPLE.findall(SECTIONS[rule]["body"])
    text = code if '"Statement"' in code else document(json.loads(code))
    kind = PolicyKind(kind_name) if kind_name else None

    assert rule in {finding.rule for finding in lint_policy(text, kind)}
