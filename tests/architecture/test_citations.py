"""Code cites only what the repository holds: sections of docs/spec, and the promises of SECURITY.md."""

import pytest

from tests.architecture.citations import (
    Citation,
    citations,
    cited_promises,
    load_promises,
    load_sections,
    outside_citations,
    vague_citations,
)
from tests.architecture.source import ROOT

TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for directory in ("src", "tests", "tools", "benchmarks", "examples", "docs")
    for path in sorted((ROOT / directory).rglob("*"))
    if path.suffix in {".py", ".md", ".sh", ".js", ".mjs"} and "node_modules" not in path.parts
    if path.name not in {"citations.py", "test_citations.py"}
}


def test_every_cited_section_exists():
    sections = load_sections(ROOT / "docs/spec")
    missing = {name: unknown for name, text in TEXTS.items() if (unknown := sorted({*citations(text)} - sections))}
    assert missing == {}


def test_every_citation_names_a_section():
    assert {name: found for name, text in TEXTS.items() if (found := vague_citations(text))} == {}


def test_every_cited_promise_exists():
    promises = load_promises(ROOT / "SECURITY.md")
    assert len(promises) == 10
    python = {name: text for name, text in TEXTS.items() if name.endswith(".py")}
    assert {name: unknown for name, text in python.items() if (unknown := cited_promises(text) - promises)} == {}


def test_nothing_outside_the_repository_is_cited():
    assert {name: found for name, text in TEXTS.items() if (found := outside_citations(text))} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(spec policy 6.9)", ["policy 6.9"]),
        ("spec policy 6.9, api 2.13, 2.16.", ["policy 6.9", "api 2.13", "api 2.16"]),
        ("spec api 2.4 to 2.6, policy 1.7", ["api 2.4", "api 2.6", "policy 1.7"]),
        ("# spec api 2.1,\n    # policy 6", ["api 2.1", "policy 6"]),
        ("spec policy 8.1 #4", ["policy 8.1"]),
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


@pytest.mark.parametrize("text", ["(DESIGN section 6)", "DESIGN.md 4.9", "STYLE.md, part 2", "(DESIGN, tests)"])
def test_working_papers_are_noticed(text):
    assert outside_citations(text)


@pytest.mark.parametrize("text", ["click.style(text)", "the DESIGNATED owner", "docs/architecture.md"])
def test_other_words_are_not_taken_for_working_papers(text):
    assert not outside_citations(text)


def test_promises_are_found():
    assert cited_promises("(promises P1, P10)") == {"1", "10"}


def test_a_citation_without_a_section_is_noticed():
    assert vague_citations("(spec console sign-in)") == ["spec console"]
