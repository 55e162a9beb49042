"""Citations of the documents in docs/spec: `spec policy 6.9, 7.2, api 2.4 to 2.6` in code, tests and documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIRST = re.compile(r"\bspec (?!of\b)(?P<document>[a-z]+) (?P<section>\d+(?:\.\d+)?)")
# After a comma, `to` or `and`, perhaps on the next line of a comment: a further section, perhaps of another document.
NEXT = re.compile(r"(?:,|\s+to|\s+and)\s+(?:#\s+)?(?:(?P<document>[a-z]+)\s+)?(?P<section>\d+(?:\.\d+)?)\b(?!:)")
# A document without a section says too little; `spec` as a word of its own is not a citation.
VAGUE = re.compile(r"\bspec (?:policy|api|gateway|console|analysis)\b(?! \d)")
# Working papers that the repository does not hold.
OUTSIDE = re.compile(r"\b(?:DESIGN|STYLE)(?:\.md\b|\b(?=[ ,;)]))")
PROMISE = re.compile(r"\bP(?P<number>[1-9]\d?)\b")
PROMISED = re.compile(r"^\| P(?P<number>\d+) \|", re.MULTILINE)
HEADING = re.compile(r"^#{2,3} (?P<section>\d+(?:\.\d+)?)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    document: str
    section: str


def citations(text: str) -> Iterator[Citation]:
    for first in FIRST.finditer(text):
        found: re.Match[str] | None = first
        document = first["document"]
        while found is not None:
            document = found["document"] or document
            yield Citation(document, found["section"])
            found = NEXT.match(text, found.end())


def vague_citations(text: str) -> list[str]:
    return VAGUE.findall(text)


def outside_citations(text: str) -> list[str]:
    return OUTSIDE.findall(text)


def cited_promises(text: str) -> set[str]:
    """Promises of SECURITY.md, cited as `promise P9` or `P9`."""
    return set(PROMISE.findall(text))


def load_promises(path: Path) -> set[str]:
    return set(PROMISED.findall(path.read_text("utf-8")))


def load_sections(directory: Path) -> set[Citation]:
    return {
        Citation(path.stem, found["section"])
        for path in directory.glob("*.md")
        for found in HEADING.finditer(path.read_text("utf-8"))
    }
