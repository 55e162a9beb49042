"""Rules about who is allowed by trust and resource policies: everyone, services, and everyone but some."""

from collections.abc import Iterator
from typing import Final

from limen.policy.lint.entries import EVERYTHING
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import Remark, Rule, Subject, action_entries, statement_path
from limen.policy.syntax.document import PolicyKind, PrincipalElement, Statement

CHOSEN_BY_CALLERS: Final = frozenset(
    {"sts:externalid", "sts:rolesessionname", "sts:sourceidentity", "aws:useragent", "aws:referer"}
)
"""Keys whose values callers choose: a condition on them alone does not keep out anybody who knows the value."""

SOURCES: Final = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"})
"""Keys that state on whose behalf a service acts (AWS's advice against the confused deputy)."""

_RUNNERS: Final = frozenset({"ec2.amazonaws.com", "lambda.amazonaws.com"})
"""Services that can assume a role only if somebody with `iam:PassRole` in the role's account passed it to them."""


def _check_everyone(subject: Subject) -> Iterator[Remark]:
    for statement in _grants(subject):
        keys = {clause.key.lower(): clause.key for clause in statement.conditions}
        if _is_everyone(statement.principal) and CHOSEN_BY_CALLERS.issuperset(keys):
            sender = f"everyone who sends the expected {' and '.join(keys.values())} is allowed"
            message = sender if keys else "everyone is allowed, without a condition"
            yield Remark(message, (*statement_path(statement), "Principal"))


def _check_services(subject: Subject) -> Iterator[Remark]:
    for statement in _grants(subject):
        services = statement.principal.service if statement.principal else ()
        risky = [name for name in services if not (_is_assumed(statement) and name in _RUNNERS)]
        if risky and SOURCES.isdisjoint(clause.key.lower() for clause in statement.conditions):
            message = f"{risky[0]} is allowed on anybody's behalf: test aws:SourceArn or aws:SourceAccount"
            yield Remark(message, (*statement_path(statement), "Principal"))


def _check_not_principal(subject: Subject) -> Iterator[Remark]:
    for statement in subject.allows:
        if statement.not_principal is not None:
            message = "Allow with NotPrincipal grants access to everyone else, including anonymous callers"
            yield Remark(message, (*statement_path(statement), "NotPrincipal"), at_name=True)


def _check_deny_not_principal(subject: Subject) -> Iterator[Remark]:
    allowed = {statement.index for statement in subject.allows}
    for statement in subject.document.statements:
        if statement.not_principal is not None and statement.index not in allowed:
            message = 'NotPrincipal is error-prone: use Principal "*" and ArnNotEquals on aws:PrincipalArn'
            yield Remark(message, (*statement_path(statement), "NotPrincipal"), at_name=True)


def _grants(subject: Subject) -> Iterator[Statement]:
    """The statements that grant; an endpoint policy grants nothing by itself, and by default names everyone."""
    return iter(()) if subject.kind is PolicyKind.ENDPOINT else subject.allows


def _is_everyone(principal: PrincipalElement | None) -> bool:
    return principal is not None and (principal.everyone or EVERYTHING in principal.aws)


def _is_assumed(statement: Statement) -> bool:
    """Whether it is a statement of a trust policy."""
    return all(entry.lower().startswith("sts:") for entry in action_entries(statement))


RULES: Final = (
    Rule("public-principal", Severity.SECURITY_WARNING, "Everyone is allowed", _check_everyone),
    Rule(
        "service-without-source", Severity.SECURITY_WARNING, "A service is allowed on anybody's behalf", _check_services
    ),
    Rule("allow-not-principal", Severity.ERROR, "Allow with NotPrincipal", _check_not_principal),
    Rule("deny-not-principal", Severity.WARNING, "Deny with NotPrincipal", _check_deny_not_principal),
)
