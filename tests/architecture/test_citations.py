"""Code cites only what the repository holds: every cited section of docs/spec exists."""

import pytest

from tests.architecture.citations import Citation, citations, load_sections, vague_citations
from tests.architecture.source import ROOT

FILES = sorted(
    path
    for directory in ("src", "tests", "tools", "benchmarks", "examples", "docs")
    for path in (ROOT / directory).rglob("*")
    if path.suffix in {".py", ".md", ".sh", ".js"} and "node_modules" not in path.parts
)


def test_every_cited_section_exists():
    sections = load_sections(ROOT / "docs/spec")
    missing = {
        path.relative_to(ROOT).as_posix(): unknown
        for path in FILES
        if path.name != "test_citations.py"
        if (unknown := sorted(set(citations(path.read_text("utf-8"))) - sections))
    }
    assert missing == {}


def test_every_citation_names_a_section():
    vague = {
        path.relative_to(ROOT).as_posix(): found
        for path in FILES
        if path.name != "test_citations.py"
        if (found := vague_citations(path.read_text("utf-8")))
    }
    assert vague == {}


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


def test_a_citation_without_a_section_is_noticed():
    assert vague_citations("(spec console sign-in)") == ["spec console"]
