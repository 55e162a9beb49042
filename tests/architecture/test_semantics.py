"""The table of uncertain choices in docs/semantics.md names existing code, cases and tests."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHOICES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| U[0-9]+ \|", line)
]
CASES = {each["id"] for path in (ROOT / "tests" / "cases").glob("*.json") for each in json.loads(path.read_text())}
TEST = re.compile(r"(test_\w+\.py)::(test_\w+)")


def test_choices_are_numbered_without_gaps():
    assert [number for number, *_ in CHOICES] == [f"U{number}" for number in range(1, len(CHOICES) + 1)]


def test_every_choice_is_in_code_that_exists():
    missing = [(row[0], row[-2]) for row in CHOICES if not (ROOT / "src" / "limen" / row[-2].strip("`")).is_file()]
    assert missing == []


def test_every_choice_is_shown_by_cases_or_tests_that_are_there():
    for row in CHOICES:
        shown = re.findall(r"`([^`]+)`", row[-1])
        assert shown, row[0]
        assert [each for each in shown if each not in CASES and not _is_test(each)] == [], row[0]


def test_no_case_of_a_choice_is_left_out_of_the_table():
    printed = {each for row in CHOICES for each in re.findall(r"`([^`]+)`", row[-1])}
    assert {each for each in CASES if each.startswith("uncertain-")} - printed == set()


def _is_test(text: str) -> bool:
    found = TEST.fullmatch(text)
    return found is not None and any(
        re.search(rf"^ *def {found[2]}\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in (ROOT / "tests").rglob(found[1])
    )
