"""Findings of lint as text (position, message, source line with carets) and as JSON."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from typing import TypeAlias

import click

from limen.cli.policy_files import PolicyFile
from limen.policy.lint import Finding, Severity

Findings: TypeAlias = Sequence[tuple[PolicyFile, Finding]]

WIDTH = 100
"""Characters shown of a source line at most; of a longer line, the part around the finding."""

NARROWEST = 20
MARGIN = len("12345 | ……")
"""Columns used beside the source line."""

_COLORS = {
    Severity.ERROR: "red",
    Severity.SECURITY_WARNING: "magenta",
    Severity.WARNING: "yellow",
    Severity.SUGGESTION: "cyan",
}


def spell_severity(severity: Severity) -> str:
    """`security-warning`, as options and reports write it."""
    return severity.value.lower().replace("_", "-")


def render_text(found: Findings, policy_count: int) -> str:
    """All findings, each followed by its line, and a summary."""
    width = _choose_width()
    return "\n".join(
        [*(_render_finding(file, finding, width) for file, finding in found), _render_summary(found, policy_count)]
    )


def render_json(found: Findings) -> list[dict[str, object]]:
    """One object per finding; lines and columns count from 1, `end_column` is after the last character."""
    return [
        {
            "file": file.name,
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "path": finding.path,
            "line": finding.span.start.line,
            "column": finding.span.start.column,
            "end_line": finding.span.end.line,
            "end_column": finding.span.end.column,
            "statement_index": finding.statement_index,
            "sid": finding.sid,
        }
        for file, finding in found
    ]


def _choose_width() -> int:
    """The width that fits: in a wrapped line the carets would point at the wrong place."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(NARROWEST, min(WIDTH, get_terminal_size().columns - MARGIN))


def _render_finding(file: PolicyFile, finding: Finding, width: int) -> str:
    start = finding.span.start
    label = click.style(f"{spell_severity(finding.severity)}[{finding.rule}]", fg=_COLORS[finding.severity], bold=True)
    place = f"{_make_printable(file.name)}:{start.line}:{start.column}"
    where = "" if finding.path == "$" else f" ({_make_printable(finding.path)})"
    return f"{place}: {label} {_make_printable(finding.message)}{where}\n{_render_source(file.text, finding, width)}"


def _render_source(text: str, finding: Finding, width: int) -> str:
    """Render the line of the finding's start, a window of it if it is long, with carets below the finding."""
    start, end = finding.span.start, finding.span.end
    line = _find_line(text, start.line)
    column = min(start.column - 1, len(line))
    length = max(1, (end.column - 1 if end.line == start.line else len(line)) - column)
    first = max(0, min(column - width // 4, len(line) - width))
    shown = line[first : first + width]
    before, after = "…" if first else "", "…" if first + width < len(line) else ""
    carets = "^" * max(1, min(length, first + len(shown) - column))
    margin = f"{start.line:>5} | "
    pointer = f"{' ' * (len(margin) - 2)}| {' ' * (len(before) + column - first)}"
    marks = click.style(carets, fg=_COLORS[finding.severity])
    return f"{margin}{before}{_make_printable(shown)}{after}\n{pointer}{marks}"


def _find_line(text: str, number: int) -> str:
    """A line by its number; only JSON's line ends count, other separators are characters of a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def _make_printable(text: str) -> str:
    """The text without control characters, which could manipulate the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _render_summary(found: Findings, policy_count: int) -> str:
    counts = Counter(finding.severity for _, finding in found)
    parts = [_count(counts[each], spell_severity(each).replace("-", " ")) for each in Severity if counts[each]]
    policies = "1 policy" if policy_count == 1 else f"{policy_count} policies"
    return f"{policies}: {', '.join(parts) or 'nothing found'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def is_any_at_least(findings: Iterable[Finding], threshold: Severity) -> bool:
    """Whether a finding is as severe as the threshold or more severe."""
    return any(finding.severity.is_at_least(threshold) for finding in findings)
