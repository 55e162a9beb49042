"""Lint: mistakes in a policy that parses, by the catalog of services and the semantics of evaluation."""

from limen.policy.lint.finding import Finding, Severity
from limen.policy.lint.lint import RULES, lint_policy
from limen.policy.lint.rule import Rule

__all__ = ["RULES", "Finding", "Rule", "Severity", "lint_policy"]
