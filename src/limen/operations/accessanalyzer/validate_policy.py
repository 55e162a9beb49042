"""ValidatePolicy: the findings of `limen lint` in the shape of Access Analyzer's.

The document is checked by the rules of its use: as an identity policy, a resource policy (a trust policy, if the
resource type says so), a service or a resource control policy. Nothing is read from the account.
https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.errors import ValidationError
from limen.operations.accessanalyzer.issue_codes import find_issue_code
from limen.operations.environment import Environment
from limen.operations.next_token import NextTokenError, parse_token, render_token
from limen.operations.registry import OperationTable
from limen.policy.errors import PolicySyntaxError, Position
from limen.policy.lint import Finding, lint_policy
from limen.policy.lint.lint import MALFORMED
from limen.policy.syntax.document import PolicyKind
from limen.policy.text.json_places import Path, Span
from limen.policy.text.json_text import Lines, read_json
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.accessanalyzer import shapes

DEFAULT_RESULTS: Final = 100
MOST_RESULTS: Final = 1000
MOST_CHARACTERS: Final = 32_768
"""The quota of a KMS key policy, the longest policy that AWS stores. The time of lint grows with its square."""

RESOURCE_POLICY: Final = "RESOURCE_POLICY"
TRUST_POLICY_TYPE: Final = "AWS::IAM::AssumeRolePolicyDocument"

KINDS: Final[Mapping[str, PolicyKind]] = {
    "IDENTITY_POLICY": PolicyKind.IDENTITY_INLINE,
    RESOURCE_POLICY: PolicyKind.RESOURCE,
    "SERVICE_CONTROL_POLICY": PolicyKind.SERVICE_CONTROL,
    "RESOURCE_CONTROL_POLICY": PolicyKind.RESOURCE_CONTROL,
}
"""By policy type. Identity policies are checked as inline ones, which may contain the same and be longer."""

RULE_PATH: Final = "/docs/lint/"
"""Every Limen serves the documentation of its own version, a section for each rule."""

table = OperationTable("access-analyzer", ())


@table.read("ValidatePolicy", EVERYTHING, is_long=True)
def validate_policy(
    call: AuthorizedCall[shapes.ValidatePolicyRequest], reader: Reader, environment: Environment
) -> shapes.ValidatePolicyResponse:
    """A page of the findings about a policy document, in the order of its text."""
    text = call.parameters["policyDocument"]
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(f"The policy document has more than {MOST_CHARACTERS} characters.")
    findings = _find(text, _find_kind(call.parameters))
    start, count = _read_page(call)
    page = findings[start : start + count]
    lines = Lines(text)
    is_json = _is_json(text)
    output: shapes.ValidatePolicyResponse = {
        "findings": [_render(finding, lines, call.origin, is_json=is_json) for finding in page]
    }
    if start + count < len(findings):
        output["nextToken"] = render_token(call, str(start + count).encode())
    return output


def _find_kind(parameters: shapes.ValidatePolicyRequest) -> PolicyKind:
    policy_type, resource_type = parameters["policyType"], parameters.get("validatePolicyResourceType")
    if resource_type is not None and policy_type != RESOURCE_POLICY:
        raise ValidationError(f"validatePolicyResourceType is only valid with the policy type {RESOURCE_POLICY}.")
    return PolicyKind.TRUST if resource_type == TRUST_POLICY_TYPE else KINDS[policy_type]


def _find(text: str, kind: PolicyKind) -> tuple[Finding, ...]:
    """The findings; for a text that does not parse only that one, since "cannot be stored" would add nothing."""
    findings = lint_policy(text, kind)
    malformed = tuple(finding for finding in findings if finding.rule == MALFORMED.id)
    return malformed or findings


def _read_page(call: AuthorizedCall[shapes.ValidatePolicyRequest]) -> tuple[int, int]:
    count = call.parameters.get("maxResults", DEFAULT_RESULTS)
    if count < 1:
        raise ValidationError("maxResults must be at least 1.")
    token = call.parameters.get("nextToken")
    try:
        start = 0 if token is None else int(parse_token(call, token))
    except (NextTokenError, ValueError):
        raise ValidationError("The nextToken is invalid.") from None
    return start, min(count, MOST_RESULTS)


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except PolicySyntaxError:
        return False
    return True


def _render_span(span: Span, lines: Lines) -> shapes.Span:
    """Lines count from 1, columns and offsets from 0, all in characters."""
    return {"start": _render_position(span.start, lines), "end": _render_position(span.end, lines)}


def _render_position(position: Position, lines: Lines) -> shapes.Position:
    return {"line": position.line, "column": position.column - 1, "offset": lines.offset(position)}


def _render(finding: Finding, lines: Lines, origin: str, *, is_json: bool) -> shapes.ValidatePolicyFinding:
    place = finding.place
    span = finding.span if place is None else place.name if finding.at_name else place.span
    path = () if place is None else place.path
    return {
        "findingDetails": finding.message,
        "findingType": finding.severity.value,
        "issueCode": find_issue_code(finding, is_json=is_json),
        "learnMoreLink": f"{origin}{RULE_PATH}{finding.rule}",
        "locations": [{"path": list(_render_path(path, at_name=finding.at_name)), "span": _render_span(span, lines)}],
    }


def _render_path(path: Path, *, at_name: bool) -> Iterator[shapes.PathElement]:
    """An index in a list, the value of a member, or, as the last step, the name of a member."""
    for number, step in enumerate(path, 1):
        if isinstance(step, int):
            yield {"index": step}
        elif at_name and number == len(path):
            yield {"key": step}
        else:
            yield {"value": step}
