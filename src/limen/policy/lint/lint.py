"""Running the rules over a policy (our own rule ids, Access Analyzer's severities)."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from limen.policy.errors import PolicyError, Position
from limen.policy.lint import (
    account_rules,
    action_rules,
    breadth,
    comparison_rules,
    contradictions,
    outline,
    pitfalls,
    principal_rules,
    redundancy_rules,
    resources,
    variable_rules,
)
from limen.policy.lint import key_rules as context_keys
from limen.policy.lint.finding import Finding, Severity
from limen.policy.lint.misspelled import read_misspelled
from limen.policy.lint.rule import Remark, Rule, Subject
from limen.policy.syntax.document import PolicyDocument, PolicyKind
from limen.policy.syntax.parse import parse_policy
from limen.policy.text.json_places import Path, Places, Span, read_places, render_path
from limen.policy.text.json_text import read_json
from limen.policy.validate.put_time import validate_policy

MALFORMED: Final = Rule("malformed-policy", Severity.ERROR, "The text is not a policy", lambda _subject: ())
REFUSED: Final = Rule("refused-policy", Severity.ERROR, "The policy cannot be stored as its kind", lambda _subject: ())
"""Found by parser and validator, before any check can run."""

RULES: Final = (
    MALFORMED,
    REFUSED,
    *outline.RULES,
    *action_rules.RULES,
    *resources.RULES,
    *account_rules.RULES,
    *context_keys.RULES,
    *comparison_rules.RULES,
    *contradictions.RULES,
    *variable_rules.RULES,
    *pitfalls.RULES,
    *breadth.RULES,
    *principal_rules.RULES,
    *redundancy_rules.RULES,
)

MOST_FINDINGS: Final = 200
"""Findings of one rule in one policy; more would not help the reader, and this bounds the time of lint."""


def lint_policy(text: str, kind: PolicyKind | None = None, *, disabled: Collection[str] = ()) -> tuple[Finding, ...]:
    """All findings about a policy, in the order of the text; `disabled` are ids of rules. Raises nothing.

    With a `kind` the text is also validated as if it were stored; without one, lint infers what the policy is used as
    from whether it names principals.
    """
    try:
        document = parse_policy(text)
    except PolicyError as error:
        findings = [*_refusals(text, kind, error), *_read_on(text, kind, error)]
    else:
        findings = [*_refusals(text, kind, None), *_findings(document, kind)]
    return tuple(sorted((each for each in findings if each.rule not in disabled), key=_order))


def _refusals(text: str, kind: PolicyKind | None, cause: PolicyError | None) -> Iterator[Finding]:
    """The answer of put-time validation; with the parser's position if that is more precise."""
    if kind is None:
        return
    try:
        validate_policy(text, kind)
    except PolicyError as error:
        yield _find_fault(REFUSED, error, cause)


def _read_on(text: str, kind: PolicyKind | None, error: PolicyError) -> Iterator[Finding]:
    """The reason why the text does not parse; if operators are misspelled, each at its word, and other findings."""
    places = read_places(text) if _is_json(text) else Places({})
    misspelled = read_misspelled(text, places)
    if misspelled is None:
        yield _find_fault(MALFORMED, error)
        return
    subject = Subject(misspelled.document, places, kind)
    for place, meant in misspelled.meant.items():
        guess = f"; did you mean {meant}?" if meant else ""
        remark = Remark(f"unknown condition operator {place.path[-1]}{guess}", place.path, at_name=True)
        yield _locate(MALFORMED, remark, subject)
    for rule, remark in _remarks(subject):
        if places.find(remark.path) is not None:  # Else it is about a word that is not in the text.
            yield _locate(rule, remark, subject)


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except PolicyError:
        return False
    return True


def _find_fault(rule: Rule, error: PolicyError, cause: PolicyError | None = None) -> Finding:
    position = error.position or (cause.position if cause else None) or Position(1, 1)
    return Finding(rule.id, rule.severity, error.message, "$", Span(position, position))


def _findings(document: PolicyDocument, kind: PolicyKind | None) -> Iterator[Finding]:
    subject = Subject(document, read_places(document.text), kind)
    return (_locate(rule, remark, subject) for rule, remark in _remarks(subject))


def _remarks(subject: Subject) -> Iterator[tuple[Rule, Remark]]:
    return ((rule, remark) for rule in RULES for remark in islice(rule.check(subject), MOST_FINDINGS))


def _locate(rule: Rule, remark: Remark, subject: Subject) -> Finding:
    place = subject.places.find(remark.path) or subject.places.by_path[()]
    index = _statement_index(remark.path)
    sid = None if index is None else subject.document.statements[index].sid
    span = place.name if remark.at_name else _shorten(remark.path, place.span)
    path = render_path(place.path)
    return Finding(rule.id, rule.severity, remark.message, path, span, index, sid, place, remark.at_name)


def _shorten(path: Path, span: Span) -> Span:
    """The span of a whole document is its first character, that of a statement its opening brace."""
    is_large = len(path) <= 2 and (not path or path[0] == "Statement")
    if not is_large:
        return span
    return Span(span.start, Position(span.start.line, span.start.column + 1))


def _statement_index(path: Path) -> int | None:
    return path[1] if len(path) > 1 and isinstance(path[1], int) else None


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return finding.span.start.line, finding.span.start.column, finding.rule, finding.message
