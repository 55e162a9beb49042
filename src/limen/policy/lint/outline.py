"""Rules about the document as a whole: version, statements, Sids, empty elements, size."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import (
    Remark,
    Rule,
    Subject,
    clause_path,
    each_clause,
    each_statement,
    statement_path,
)
from limen.policy.match.operators import NEGATED
from limen.policy.syntax.document import ConditionClause, PolicyKind, Statement, Version
from limen.policy.validate.size import (
    MANAGED_POLICY_SIZE,
    ORGANIZATION_POLICY_SIZE,
    ROLE_INLINE_SIZE,
    SESSION_POLICY_SIZE,
    TRUST_POLICY_SIZE,
    policy_size,
)

NEAR_QUOTA: Final = 0.9

_QUOTAS: Final[Mapping[PolicyKind, tuple[int, Callable[[str], int]]]] = {
    PolicyKind.IDENTITY_MANAGED: (MANAGED_POLICY_SIZE, policy_size),
    PolicyKind.IDENTITY_INLINE: (ROLE_INLINE_SIZE, policy_size),
    PolicyKind.TRUST: (TRUST_POLICY_SIZE, policy_size),
    PolicyKind.SESSION: (SESSION_POLICY_SIZE, len),
    PolicyKind.SERVICE_CONTROL: (ORGANIZATION_POLICY_SIZE, len),
    PolicyKind.RESOURCE_CONTROL: (ORGANIZATION_POLICY_SIZE, len),
}


def _check_version_given(subject: Subject) -> Iterator[Remark]:
    if subject.places.find(("Version",)) is None:
        yield Remark('Version is missing, which means 2008-10-17; add "Version": "2012-10-17"')


def _check_version_current(subject: Subject) -> Iterator[Remark]:
    if subject.places.find(("Version",)) and subject.document.version is Version.V2008:
        yield Remark("version 2008-10-17 has no policy variables; use 2012-10-17", ("Version",))


def _check_statements_exist(subject: Subject) -> Iterator[Remark]:
    if not subject.document.statements:
        yield Remark("the policy has no statement: it allows nothing, and IAM does not store it")


def _check_sids(subject: Subject) -> Iterator[Remark]:
    first: dict[str, int] = {}
    for statement in subject.document.statements:
        if statement.sid and statement.sid in first:
            message = f"Statement[{first[statement.sid]}] already has the Sid {statement.sid}"
            yield Remark(message, (*statement_path(statement), "Sid"))
        first.setdefault(statement.sid or "", statement.index)


def _check_condition(subject: Subject, statement: Statement) -> Iterator[Remark]:
    path = (*statement_path(statement), "Condition")
    if subject.places.find(path) and not statement.conditions:
        yield Remark("the condition tests nothing; remove it", path)


def _check_values(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    if not clause.values:
        outcome = "is always met" if clause.operator in NEGATED else "is met by no value"
        yield Remark(f"a condition without values {outcome}", clause_path(statement, clause))


def _measure(subject: Subject) -> tuple[int, int] | None:
    """The size and the quota, if the kind has one; identity policies without a kind count as managed."""
    kind = subject.kind or (PolicyKind.IDENTITY_MANAGED if subject.is_identity_policy else None)
    if kind is None or kind not in _QUOTAS:
        return None
    quota, count = _QUOTAS[kind]
    return count(subject.document.text), quota


def _check_quota(subject: Subject) -> Iterator[Remark]:
    if (measured := _measure(subject)) and measured[0] > measured[1]:
        yield Remark(f"the policy has {measured[0]} characters, its quota is {measured[1]}")


def _check_near_quota(subject: Subject) -> Iterator[Remark]:
    if (measured := _measure(subject)) and measured[1] * NEAR_QUOTA < measured[0] <= measured[1]:
        yield Remark(f"the policy has {measured[0]} of the {measured[1]} characters that its quota allows")


RULES: Final = (
    Rule("missing-version", Severity.WARNING, "The policy has no version", _check_version_given),
    Rule("old-version", Severity.WARNING, "The policy is of version 2008-10-17", _check_version_current),
    Rule("no-statements", Severity.ERROR, "The policy has no statement", _check_statements_exist),
    Rule("duplicate-sid", Severity.ERROR, "Two statements have the same Sid", _check_sids),
    Rule("empty-condition", Severity.SUGGESTION, "A condition tests nothing", each_statement(_check_condition)),
    Rule("empty-values", Severity.WARNING, "A condition compares with no values", each_clause(_check_values)),
    Rule("size-over-quota", Severity.ERROR, "The policy is too long to be stored", _check_quota),
    Rule("size-near-quota", Severity.WARNING, "The policy is nearly too long to be stored", _check_near_quota),
)
