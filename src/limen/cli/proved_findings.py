"""Findings of `limen lint --prove`: statements without effect, proved for all requests (docs/proofs.md)."""

from collections.abc import Iterator
from typing import Final

from limen.analysis.redundancy import Flaw, find_flaws
from limen.policy.errors import PolicyError, Position
from limen.policy.lint import RULES, Finding
from limen.policy.syntax.document import PolicyDocument, PolicyKind
from limen.policy.syntax.parse import parse_policy
from limen.policy.text.json_places import Span, read_places, render_path

_IDENTITY: Final = frozenset({PolicyKind.IDENTITY_INLINE, PolicyKind.IDENTITY_MANAGED, PolicyKind.SESSION})
_RULES: Final = {
    Flaw.DEAD: "contradictory-conditions",
    Flaw.SHADOWED: "shadowed-allow",
    Flaw.REDUNDANT: "redundant-statement",
}
_MESSAGES: Final = {
    Flaw.DEAD: "no request satisfies this statement (proved)",
    Flaw.SHADOWED: "all that this statement allows is denied by the same policy (proved)",
    Flaw.REDUNDANT: "this statement changes nothing beside the others (proved)",
}
_SEVERITIES: Final = {rule.id: rule.severity for rule in RULES}


def prove_findings(text: str, kind: PolicyKind | None) -> Iterator[Finding]:
    """Findings about an identity policy, in the order of its statements; other kinds of policy have none."""
    try:
        document = parse_policy(text)
    except PolicyError:
        return
    if not _is_identity(document, kind):
        return
    places = read_places(text)
    for flawed in sorted(find_flaws(document), key=lambda each: each.index):
        rule = _RULES[flawed.flaw]
        place = places.find(("Statement", flawed.index)) or places.by_path[()]
        start = place.span.start
        brace = Span(start, Position(start.line, start.column + 1))
        message, path = _MESSAGES[flawed.flaw], render_path(place.path)
        yield Finding(rule, _SEVERITIES[rule], message, path, brace, flawed.index, flawed.sid, place)


def _is_identity(document: PolicyDocument, kind: PolicyKind | None) -> bool:
    if kind is not None:
        return kind in _IDENTITY
    return not any(each.principal or each.not_principal for each in document.statements)
