"""The policy language: text to syntax tree, patterns, variables, condition operators, validation, lint, the catalog."""

from limen.policy.errors import MalformedPolicyError, PolicyError, PolicySyntaxError
from limen.policy.syntax.document import PolicyDocument, PolicyKind
from limen.policy.syntax.parse import parse_policy
from limen.policy.validate.put_time import validate_policy

__all__ = [
    "MalformedPolicyError",
    "PolicyDocument",
    "PolicyError",
    "PolicyKind",
    "PolicySyntaxError",
    "parse_policy",
    "validate_policy",
]
