"""Citations in code, tests and documents, and the forms that are refused because a reader cannot follow them.

`spec policy 6.9, 7.2, api 2.4 to 2.6` cites sections of docs/spec. A document of docs/spec may cite its own sections as
`(6.9)`, `see 6.9`, `§6.9` or `section 6`. `semantics E38` cites a rule of docs/semantics.md, `decision 0007` a record
of docs/decisions, and `P9` a promise of SECURITY.md.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SECTION = r"[1-9]\d?(?:\.\d+)?\b"
# The next word of a citation may be on the next line of a comment.
_GAP = r"\s+(?:(?:#|//|\*)\s+)?"
FIRST = re.compile(rf"\b[Ss]pec{_GAP}(?!of\b|is\b)(?P<document>[a-z]+){_GAP}(?P<section>{_SECTION})")
# After a comma, `to` or `and`: a further section, perhaps of another document.
NEXT = re.compile(
    rf"(?:,|\s+to|\s+and){_GAP}(?:(?P<document>policy|api|gateway|console|analysis){_GAP})?(?P<section>{_SECTION})(?!:)"
)
# A document without a section is too vague; `spec` as a separate word is not a citation.
VAGUE = re.compile(rf"\b[Ss]pec (?:policy|api|gateway|console|analysis)\b(?!{_GAP}\d)(?!\.(?:json|js|tsx?)\b)")
# Working papers that the repository does not hold.
OUTSIDE = re.compile(r"\b(?:DESIGN|STYLE)(?:\.md\b|\b(?=[ ,;)]|\.\s))")
# Numbers of sections that do not name their document. RFCs and other standards are cited as `RFC 9110, 7.2`.
BARE = re.compile(
    rf"(?<![\w)\]])\((?:section )?[1-9]\d?\.[1-9]\d?(?=[,;)]| [a-z]\))"
    rf"|\b[Ss]pec {_SECTION}"
    rf"|[a-z]\.md\)?`?,?{_GAP}(?:section |§)?{_SECTION}(?! ?%)"
    rf"|(?<!RFC \d{{4}}, )\b[Ss]ections? {_SECTION}|§\d"
)
OWN = re.compile(
    r"(?:§|\b[Ss]ections? |\bsee |(?<![\w)\]])\()(?P<section>[1-9]\d?\.[1-9]\d?|(?<=ection )\d+)\b(?![%\w]|\.\d)"
)
RULE = re.compile(r"\b[EL][1-9]\d?\b")
DEFINED_RULE = re.compile(r"^\*\*(?P<rule>[EL]\d+)\b", re.MULTILINE)
RECORD = re.compile(r"\b[Dd]ecisions? (?P<number>\d{4})\b")
FILE = re.compile(r"(?<![\w/.:-])(?:docs|tests|tools|benchmarks|examples)/[\w/.-]+\.(?:md|py|sh|json)\b")
# Text after a number sign in a string is taken for a comment: a check more, and much quicker than tokens.
COMMENT = re.compile(r"(?<!\S)# .*")
PROMISE = re.compile(r"\bP(?P<number>[1-9]\d?)\b")
PROMISED = re.compile(r"^\| P(?P<number>\d+) \|", re.MULTILINE)
HEADING = re.compile(r"^#{2,3} (?P<section>\d+(?:\.\d+)?)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    document: str
    section: str


def citations(text: str) -> Iterator[Citation]:
    for first in FIRST.finditer(text):
        yield from _cited_from(first, text, first["document"])


def own_citations(document: str, text: str) -> Iterator[Citation]:
    """The sections of itself that a document of docs/spec cites; it may leave its name out."""
    return (each for first in OWN.finditer(text) for each in _cited_from(first, text, document))


def vague_citations(text: str) -> list[str]:
    return VAGUE.findall(text)


def bare_citations(text: str) -> list[str]:
    return BARE.findall(text)


def outside_citations(text: str) -> list[str]:
    return OUTSIDE.findall(text)


def cited_rules(text: str) -> set[str]:
    return set(RULE.findall(text))


def cited_records(text: str) -> set[str]:
    return set(RECORD.findall(text))


def cited_files(text: str) -> set[str]:
    return set(FILE.findall(text))


def cited_promises(text: str) -> set[str]:
    """Promises of SECURITY.md, cited as `promise P9` or `P9`."""
    return set(PROMISE.findall(text))


def load_promises(path: Path) -> set[str]:
    return set(PROMISED.findall(path.read_text("utf-8")))


def load_rules(path: Path) -> set[str]:
    return set(DEFINED_RULE.findall(path.read_text("utf-8")))


def load_sections(directory: Path) -> set[Citation]:
    return {
        Citation(path.stem, found["section"])
        for path in directory.glob("*.md")
        for found in HEADING.finditer(path.read_text("utf-8"))
    }


def prose(name: str, text: str) -> str:
    """The comments and docstrings of a Python file; all of any other file."""
    return "\n".join(_python_prose(text)) if name.endswith(".py") else text


def _cited_from(first: re.Match[str], text: str, document: str) -> Iterator[Citation]:
    found: re.Match[str] | None = first
    while found is not None:
        document = found.groupdict().get("document") or document
        yield Citation(document, found["section"])
        found = NEXT.match(text, found.end())


def _python_prose(text: str) -> Iterator[str]:
    yield from COMMENT.findall(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
