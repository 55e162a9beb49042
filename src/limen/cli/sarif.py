"""Findings of lint as SARIF 2.1.0 (OASIS standard), which code hosts show next to the lines of a change."""

from importlib.metadata import version
from pathlib import PurePath
from urllib.parse import quote

from limen.cli.lint_report import Findings, spell_severity
from limen.cli.policy_files import PolicyFile
from limen.policy.lint import RULES, Finding, Rule, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS = {
    Severity.ERROR: "error",
    Severity.SECURITY_WARNING: "warning",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "note",
}
_INDEXES = {rule.id: index for index, rule in enumerate(RULES)}


def render_sarif(found: Findings) -> dict[str, object]:
    """One run with all rules and all findings."""
    driver = {"name": "limen", "version": version("limen"), "rules": [_render_rule(rule) for rule in RULES]}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_render_result(file, finding) for file, finding in found],
            }
        ],
    }


def _render_rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"severity": spell_severity(rule.severity)},
    }


def _render_result(file: PolicyFile, finding: Finding) -> dict[str, object]:
    start, end = finding.span.start, finding.span.end
    region = {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
    physical = {"artifactLocation": {"uri": _render_uri(file.name)}, "region": region}
    return {
        "ruleId": finding.rule,
        "ruleIndex": _INDEXES[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": finding.path}]}],
    }


def _render_uri(name: str) -> str:
    """Render a path as a URI reference; an absolute path as a `file:` URI."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
