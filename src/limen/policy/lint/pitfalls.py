"""Rules about conditions that do not do what they seem to do when a key is absent (spec policy 5.9)."""

from collections.abc import Iterator
from typing import Final

from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import Remark, Rule, Subject, clause_path, each_clause
from limen.policy.match.comparisons import find_boolean
from limen.policy.syntax.document import ConditionClause, ConditionOperator, Effect, Statement

_MFA: Final = "aws:multifactorauthpresent"
_SOURCE_IP: Final = "aws:sourceip"
_SERVICE_KEYS: Final = frozenset({"aws:viaawsservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast"})


def _tests_mfa(clause: ConditionClause, *, value: bool) -> bool:
    is_bool = clause.key.lower() == _MFA and clause.operator is ConditionOperator.BOOL
    return is_bool and value in map(find_boolean, clause.values)


def _check_allow_mfa(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    if statement.effect is Effect.ALLOW and clause.if_exists and _tests_mfa(clause, value=True):
        message = "access keys carry no aws:MultiFactorAuthPresent, so IfExists allows them; use Bool"
        yield Remark(message, clause_path(statement, clause), at_name=True)


def _check_deny_mfa(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    if statement.effect is Effect.DENY and not clause.if_exists and _tests_mfa(clause, value=False):
        message = (
            "access keys carry no aws:MultiFactorAuthPresent, so this Deny does not apply to them; use BoolIfExists"
        )
        yield Remark(message, clause_path(statement, clause), at_name=True)


def _check_deny_address(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    is_address = clause.key.lower() == _SOURCE_IP and clause.operator is ConditionOperator.NOT_IP_ADDRESS
    if statement.effect is not Effect.DENY or not is_address:
        return
    if _SERVICE_KEYS.isdisjoint(other.key.lower() for other in statement.conditions):
        message = "this also denies calls that services make for the caller; test aws:ViaAWSService as well"
        yield Remark(message, clause_path(statement, clause), at_name=True)


RULES: Final = (
    Rule(
        "mfa-if-exists",
        Severity.SECURITY_WARNING,
        "An Allow for MFA that does not require it",
        each_clause(_check_allow_mfa),
    ),
    Rule(
        "mfa-deny-without-if-exists",
        Severity.SECURITY_WARNING,
        "A Deny without MFA that does not apply to access keys",
        each_clause(_check_deny_mfa),
    ),
    Rule(
        "source-ip-deny",
        Severity.WARNING,
        "A Deny by address that also applies to services",
        each_clause(_check_deny_address),
    ),
)
