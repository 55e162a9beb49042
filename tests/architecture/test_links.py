"""The documents lead somewhere: to each other, and to files that exist."""

import re

import pytest

from tests.architecture.source import ROOT, SRC

DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
CODE = re.compile(r"`[^`\n]*`")
TABLE_OF_CONCEPTS = re.compile(r"## Where is \.\.\.\n(?P<table>.*?)\n## ", re.DOTALL)


def names(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


def anchors(text: str) -> set[str]:
    """What the headings of a document are called in links, as code hosts make it."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_leads_to_a_file_and_a_heading(document):
    for found in LINK.finditer(CODE.sub("", document.read_text("utf-8"))):
        target = (document.parent / found["path"]).resolve() if found["path"] else document
        assert target.exists(), found[0]
        if found["heading"]:
            assert found["heading"] in anchors(target.read_text("utf-8")), found[0]


def test_the_readme_leads_to_every_document():
    readme = (ROOT / "README.md").read_text("utf-8")
    linked = {found["path"] for found in LINK.finditer(readme)}
    assert set(names((ROOT / "docs").glob("*.md"))) - linked == set()


def test_the_map_of_concepts_names_files_that_exist():
    found = TABLE_OF_CONCEPTS.search((ROOT / "docs/architecture.md").read_text("utf-8"))
    assert found is not None
    paths = re.findall(r"`([a-z_0-9/*]+(?:\.py|/))`", found["table"])
    assert len(paths) > 40
    assert [path for path in paths if not list((SRC / "limen").glob(path.rstrip("/")))] == []
