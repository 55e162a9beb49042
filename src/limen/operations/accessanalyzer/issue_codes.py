"""Issue codes for findings of lint: Access Analyzer's own where it has the same check, else the name of our rule.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

import re
from collections.abc import Mapping
from typing import Final

from limen.policy.lint import Finding
from limen.policy.lint.lint import MALFORMED, REFUSED

JSON_SYNTAX_ERROR: Final = "JSON_SYNTAX_ERROR"

BY_RULE: Final[Mapping[str, str]] = {
    "action-needs-star": "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    "action-not-of-resources": "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    "allow-not-principal": "ALLOW_WITH_NOTPRINCIPAL",
    "compared-as-text": "TYPE_MISMATCH_STRING",
    "deny-not-principal": "DENY_WITH_NOTPRINCIPAL",
    "duplicate-action": "REDUNDANT_ACTION",
    "duplicate-resource": "REDUNDANT_RESOURCE",
    "duplicate-sid": "UNIQUE_SIDS_REQUIRED",
    "empty-action-pattern": "INVALID_ACTION",
    "empty-condition": "EMPTY_OBJECT_CONDITION",
    "empty-values": "EMPTY_ARRAY_CONDITION",
    "for-all-values-without-null": "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    "impossible-action": "INVALID_ACTION",
    "invalid-account": "INVALID_ARN_ACCOUNT",
    "invalid-resource": "INVALID_ARN_PREFIX",
    "invalid-value": "TYPE_MISMATCH",
    "key-not-of-actions": "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
    "literal-wildcard": "WILDCARD_WITHOUT_LIKE_OPERATOR",
    "malformed-variable": "MISSING_BRACE_IN_VARIABLE",
    "misplaced-variable": "VARIABLE_UNSUPPORTED_IN_ELEMENT",
    "missing-set-operator": "MISSING_QUALIFIER",
    "missing-version": "MISSING_VERSION",
    "needless-set-operator": "REDUNDANT_QUALIFIER",
    "no-statements": "MISSING_STATEMENT",
    "old-version": "MISSING_VERSION",
    "redundant-action": "REDUNDANT_ACTION",
    "redundant-resource": "REDUNDANT_RESOURCE",
    "redundant-statement": "REDUNDANT_STATEMENT",
    "resource-not-of-actions": "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    "service-without-source": "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
    "short-arn": "MISSING_ARN_FIELD",
    "size-over-quota": "POLICY_SIZE_EXCEEDS_QUOTA",
    "true-and-false": "INVALID_CONDITION_MULTIPLE_BOOLEAN",
    "type-mismatch": "TYPE_MISMATCH",
    "unknown-action": "INVALID_ACTION",
    "unknown-condition-key": "INVALID_SERVICE_CONDITION_KEY",
    "unknown-global-key": "INVALID_GLOBAL_CONDITION_KEY",
    "unknown-service": "INVALID_SERVICE_IN_ACTION",
    "variable-in-old-version": "VARIABLE_UNSUPPORTED_IN_VERSION",
}
"""By lint rule. The code of a rule that is not listed is the rule's own name in capitals."""

BY_MESSAGE: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"^a policy must be a JSON object", JSON_SYNTAX_ERROR),
        (r"^Version must be ", "INVALID_VERSION"),
        (r" exclude each other$", "UNSUPPORTED_ELEMENT_COMBINATION"),
        (r"unknown condition operator", "INVALID_CONDITION_OPERATOR"),
        (r"^unknown member ", "INVALID_POLICY_ELEMENT"),
        (r"must contain actions", "MISSING_ACTION"),
        (r"must contain resources|resources must not be empty", "MISSING_RESOURCE"),
        (r"^Effect must be ", "INVALID_EFFECT"),
        (r"wildcard inside", "UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
        (r"^a principal that is a string", "INVALID_PRINCIPAL_FORMAT"),
        (r"should not specify a principal|must not (?:have|contain|specify) a principal", "UNSUPPORTED_PRINCIPAL"),
        (r"principal must not be empty|Missing required field Principal", "MISSING_PRINCIPAL"),
        (r"under one operator|in one Condition", "DUPLICATE_KEYS_WITH_DIFFERENT_CASE"),
        (r" must be an? (?:string|object|list)", "DATA_TYPE_MISMATCH"),
    )
)
"""By message about a text that does not parse or cannot be stored: the first pattern that matches counts."""


def find_issue_code(finding: Finding, *, is_json: bool) -> str:
    """The issue code; `is_json` says whether the text is JSON at all."""
    if not is_json:
        return JSON_SYNTAX_ERROR
    if finding.rule in {MALFORMED.id, REFUSED.id}:
        for pattern, code in BY_MESSAGE:
            if pattern.search(finding.message):
                return code
    return BY_RULE.get(finding.rule, finding.rule.replace("-", "_").upper())
