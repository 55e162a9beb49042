"""Put-time validation (semantics L8): whether a policy may be stored as a given kind."""

from collections.abc import Mapping

from limen.policy.errors import MalformedPolicyError, PolicySyntaxError
from limen.policy.syntax.document import PolicyDocument, PolicyKind
from limen.policy.syntax.grammar import read_draft
from limen.policy.syntax.parse import settle_draft
from limen.policy.validate.identity_rules import INLINE_RULES, MANAGED_RULES, SESSION_RULES
from limen.policy.validate.kind_rules import KindRules
from limen.policy.validate.organization_rules import RESOURCE_CONTROL_RULES, SERVICE_CONTROL_RULES
from limen.policy.validate.principal_directory import PrincipalDirectory, resolve_principals
from limen.policy.validate.resource_rules import ENDPOINT_RULES, RESOURCE_RULES
from limen.policy.validate.trust_rules import TRUST_RULES

_RULES: Mapping[PolicyKind, KindRules] = {
    PolicyKind.IDENTITY_MANAGED: MANAGED_RULES,
    PolicyKind.IDENTITY_INLINE: INLINE_RULES,
    PolicyKind.SESSION: SESSION_RULES,
    PolicyKind.TRUST: TRUST_RULES,
    PolicyKind.RESOURCE: RESOURCE_RULES,
    PolicyKind.ENDPOINT: ENDPOINT_RULES,
    PolicyKind.SERVICE_CONTROL: SERVICE_CONTROL_RULES,
    PolicyKind.RESOURCE_CONTROL: RESOURCE_CONTROL_RULES,
}


def validate_policy(text: str, kind: PolicyKind, directory: PrincipalDirectory | None = None) -> PolicyDocument:
    """Parse `text` as a policy of `kind`; raises `MalformedPolicyError` with the text that AWS answers.

    With a `directory`, all principals that the policy names must exist; `resolve_principals` returns their ids. Without
    a directory, only the form of principals is checked.
    """
    rules = _RULES[kind]
    document = _check_form(text, rules)
    if directory is not None:
        resolve_principals(document, directory, rules.describe_invalid_principal)
    return document


def validate_trust_policy(text: str, directory: PrincipalDirectory) -> Mapping[str, str]:
    """Like `validate_policy`, for a trust policy; returns the unique ids of the users and roles in it, by ARN."""
    return resolve_principals(_check_form(text, TRUST_RULES), directory)


def _check_form(text: str, rules: KindRules) -> PolicyDocument:
    try:
        draft = read_draft(text)
        for check in rules.checks:
            check(draft)
        return settle_draft(draft)
    except PolicySyntaxError as error:
        raise MalformedPolicyError(rules.describe(error), error.position) from error
