"""The project cites only what the repository holds, in a form that a reader can follow."""

import json
from collections.abc import Mapping
from functools import cache

import pytest

from tests.architecture.citations import (
    Citation,
    bare_citations,
    citations,
    cited_files,
    cited_promises,
    cited_records,
    cited_rules,
    load_promises,
    load_rules,
    load_sections,
    outside_citations,
    own_citations,
    prose,
    vague_citations,
)
from tests.architecture.repository import committed_files
from tests.architecture.source import ROOT
from tests.oracle.decide import READINGS

SUFFIXES = {
    ".py",
    ".pyi",
    ".md",
    ".sh",
    ".js",
    ".mjs",
    ".ts",
    ".tsx",
    ".css",
    ".html",
    ".toml",
    ".yml",
    ".yaml",
    ".conf",
    "",
}
OWN_EXAMPLES = {"tests/architecture/citations.py", "tests/architecture/test_citations.py"}
TEXTS = {
    name: path.read_text("utf-8")
    for path in committed_files()
    if path.suffix in SUFFIXES and (name := path.relative_to(ROOT).as_posix()) not in OWN_EXAMPLES
}

SPECIFICATIONS = {path.stem: f"docs/spec/{path.name}" for path in (ROOT / "docs/spec").glob("[a-z]*.md")}
MEASURED = {"benchmarks/RESULTS.md", "LICENSE", *SPECIFICATIONS.values()}
"""Files whose bare numbers are measurements or, in docs/spec, sections of the document itself."""

TABLES_OF_NUMBERS = {"gateway", "console"}
"""Documents of docs/spec that write shares and seconds in parentheses; their own sections have no second level."""


@cache
def proses() -> Mapping[str, str]:
    """Comments and docstrings of Python, all of other files. Text in Python's strings is often data of a test."""
    return {name: prose(name, text) for name, text in TEXTS.items()}


def test_the_whole_repository_is_read():
    for name in ("src/limen/engine/decision.py", "console/src/api/limen.ts", "tools/build_data.py", "hatch_build.py"):
        assert name in TEXTS
    for name in (
        "pyproject.toml",
        "Makefile",
        "README.md",
        ".ci/run",
        "benchmarks/RESULTS.md",
        ".pre-commit-config.yaml",
    ):
        assert name in TEXTS


def test_every_cited_section_exists():
    sections = load_sections(ROOT / "docs/spec")
    missing = {name: unknown for name, text in TEXTS.items() if (unknown := sorted({*citations(text)} - sections))}
    assert missing == {}


def test_every_section_that_a_specification_cites_of_itself_exists():
    sections = load_sections(ROOT / "docs/spec")
    assert SPECIFICATIONS.keys() > TABLES_OF_NUMBERS
    for document in SPECIFICATIONS.keys() - TABLES_OF_NUMBERS:
        cited = {*own_citations(document, TEXTS[SPECIFICATIONS[document]])}
        assert sorted(cited - sections) == []


def test_every_citation_names_a_document_and_a_section():
    assert {name: found for name, text in TEXTS.items() if (found := vague_citations(text))} == {}
    assert {
        name: found for name, text in proses().items() if name not in MEASURED if (found := bare_citations(text))
    } == {}


def test_every_cited_rule_exists():
    rules = load_rules(ROOT / "docs/semantics.md")
    assert {"L1", "E1", "E38"} <= rules
    places = {
        name: text for name, text in proses().items() if name.startswith(("src/", "docs/", "tools/", "tests/oracle/"))
    }
    assert {name: unknown for name, text in places.items() if (unknown := cited_rules(text) - rules)} == {}


def test_every_cited_promise_exists():
    promises = load_promises(ROOT / "SECURITY.md")
    assert len(promises) == 10
    python = {name: text for name, text in TEXTS.items() if name.endswith(".py")}
    assert {name: unknown for name, text in python.items() if (unknown := cited_promises(text) - promises)} == {}


def test_every_cited_decision_record_exists():
    records = {path.name[:4] for path in (ROOT / "docs/decisions").glob("0*.md")}
    assert {name: unknown for name, text in proses().items() if (unknown := cited_records(text) - records)} == {}


def test_every_file_that_is_named_exists():
    missing = {
        name: absent
        for name, text in proses().items()
        if (absent := sorted(path for path in cited_files(text) if not (ROOT / path).exists()))
    }
    assert missing == {}


def test_the_sections_of_cases_and_of_the_readings_of_the_oracle_exist():
    sections = {each.section for each in load_sections(ROOT / "docs/spec") if each.document == "policy"}
    rules = {
        case["rule"] for path in (ROOT / "tests/cases").glob("*.json") for case in json.loads(path.read_text("utf-8"))
    }
    assert len(rules) > 50
    for cited in {*rules, *READINGS}:
        assert ".".join(cited.split()[0].split(".")[:2]) in sections, cited


def test_nothing_outside_the_repository_is_cited():
    assert {name: found for name, text in proses().items() if (found := outside_citations(text))} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(spec policy 6.9)", ["policy 6.9"]),
        ("Spec policy 6.9: both sides", ["policy 6.9"]),
        ("spec policy 6.9, api 2.13, 2.16.", ["policy 6.9", "api 2.13", "api 2.16"]),
        ("spec api 2.4 to 2.6, policy 1.7", ["api 2.4", "api 2.6", "policy 1.7"]),
        ("# spec api 2.1,\n    # policy 6", ["api 2.1", "policy 6"]),
        ("(spec\n    console 3)", ["console 3"]),
        ("spec policy 8.1 #4", ["policy 8.1"]),
        ("spec analysis 4.6, step 5", ["analysis 4.6"]),
        ("a spec of 3 policies", []),
    ],
)
def test_citations_are_found(text, expected):
    assert [f"{each.document} {each.section}" for each in citations(text)] == expected


def test_a_section_that_does_not_exist_is_noticed():
    sections = load_sections(ROOT / "docs/spec")
    assert Citation("policy", "6.9") in sections
    assert set(citations("spec policy 6.99")) - sections == {Citation("policy", "6.99")}
    assert set(citations("spec plot 1")) - sections == {Citation("plot", "1")}
    assert set(own_citations("policy", "Limits (6.9, 6.99), §6.98, see 6.97")) - sections == {
        Citation("policy", section) for section in ("6.97", "6.98", "6.99")
    }


@pytest.mark.parametrize(
    "text",
    [
        "what documents allow (3.4).", "actions (2.5, 3.4)", "the theory (4.10 d)", "(section 7)", "spec 6.9",
        "policy.md 5.5", "docs/spec/analysis.md, section 12", "[policy.md](policy.md) section 6",
        "see section 4", "§2.6",
    ],
)  # fmt: skip
def test_a_number_without_its_document_is_noticed(text):
    assert bare_citations(text)


@pytest.mark.parametrize(
    "text",
    [
        "sleep(0.5)", "RFC 7239, section 6", "(RFC 9110, 7.2)", "(AuthZEN 1.0, 6 and 7)", "(version 1.11)",
        "took 3.4 seconds", "spec policy 6.9, 7.2", "[spec console 3](spec/console.md#3-a-content-security-policy)",
    ],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_citations(text):
    assert not bare_citations(text)


@pytest.mark.parametrize(
    "text", ["(DESIGN section 6)", "DESIGN.md 4.9", "STYLE.md, part 2", "(DESIGN, tests)", "see STYLE."]
)
def test_working_papers_are_noticed(text):
    assert outside_citations(text + "\n")


@pytest.mark.parametrize(
    "text", ["click.style(text)", "the DESIGNATED owner", "docs/architecture.md", "STYLE.encode()"]
)
def test_other_words_are_not_taken_for_working_papers(text):
    assert not outside_citations(text)


def test_promises_rules_records_and_files_are_found():
    assert cited_promises("(promises P1, P10)") == {"1", "10"}
    assert cited_rules("semantics E3 to E8, E14 and L2, not E501") == {"E3", "E8", "E14", "L2"}
    assert cited_records("decision 0007 and Decision 0003") == {"0007", "0003"}
    named = cited_files("in `docs/lint.md`, https://host/docs/x.md, tests/wire/tour.py.")
    assert named == {"docs/lint.md", "tests/wire/tour.py"}


def test_a_citation_without_a_section_is_noticed():
    assert vague_citations("(spec console sign-in)") == ["spec console"]


def test_prose_is_comments_and_docstrings():
    code = '"""What it is (3.4)."""\n\nVALUE = "text (3.5)"  # why (3.6)\n"""Its meaning (3.7)."""\n'
    assert bare_citations(prose("x.py", code)) == ["(3.6", "(3.4", "(3.7"]
    assert prose("x.md", code) == code
