"""What lint finds in documents that tests put together."""

from limen.policy.lint import lint_policy
from tests.unit.policy.documents import changed, document

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
PUBLIC = changed(ALLOW, Principal="*")


def lint(*statements, kind=None, **members):
    return lint_policy(document(*statements, **members), kind)


def rules(*statements, kind=None, **members):
    """The ids of the rules that find something, each once."""
    return {finding.rule for finding in lint(*statements, kind=kind, **members)}


def found(rule, *statements, kind=None, **members):
    """Path and message of what one rule finds."""
    return [(f.path, f.message) for f in lint(*statements, kind=kind, **members) if f.rule == rule]


def paths(rule, *statements, kind=None, **members):
    return [path for path, _ in found(rule, *statements, kind=kind, **members)]


def condition(**operators):
    """The plain Allow under a condition; `__` in an operator's name is a colon."""
    return changed(ALLOW, Condition={name.replace("__", ":"): keys for name, keys in operators.items()})
