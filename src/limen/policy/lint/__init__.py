"""Lint: what is wrong with a policy that parses, told by the catalog of services and by the semantics of evaluation."""

from limen.policy.lint.finding import Finding, Severity
from limen.policy.lint.rule import Rule
from limen.policy.lint.run import RULES, lint_policy

__all__ = ["RULES", "Finding", "Rule", "Severity", "lint_policy"]
