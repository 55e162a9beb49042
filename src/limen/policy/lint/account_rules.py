"""A rule about account ids: twelve digits, in resources, in principals and in values of conditions."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from limen.domain.arn import ACCOUNT_PART, PARTS
from limen.domain.identifiers import is_account_id
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import (
    Remark,
    Rule,
    Subject,
    clause_path,
    each_statement,
    resource_entries,
    resource_path,
    statement_path,
)
from limen.policy.syntax.document import Statement
from limen.policy.text.json_places import Path

_ACCOUNT_KEYS: Final = frozenset({"aws:sourceaccount", "aws:principalaccount", "aws:resourceaccount"})


def _check(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for entry, path in chain(_resources(statement), _principals(statement), _values(statement)):
        account = _find_account(entry)
        if account.isdecimal() and not is_account_id(account):
            yield Remark(f"{entry} matches nothing: an account id has 12 digits, not {len(account)}", path)


def _find_account(entry: str) -> str:
    """The account of an ARN, or the entry itself."""
    parts = entry.split(":")
    return parts[ACCOUNT_PART] if len(parts) >= PARTS else entry


def _resources(statement: Statement) -> Iterator[tuple[str, Path]]:
    for index, entry in enumerate(resource_entries(statement)):
        if entry.startswith("arn:"):
            yield entry, resource_path(statement, index)


def _principals(statement: Statement) -> Iterator[tuple[str, Path]]:
    for member, principal in (("Principal", statement.principal), ("NotPrincipal", statement.not_principal)):
        for index, entry in enumerate(principal.aws if principal else ()):
            yield entry, (*statement_path(statement), member, "AWS", index)


def _values(statement: Statement) -> Iterator[tuple[str, Path]]:
    for clause in statement.conditions:
        for index, value in enumerate(clause.values):
            if value.startswith("arn:") or clause.key.lower() in _ACCOUNT_KEYS:
                yield value, clause_path(statement, clause, index)


RULES: Final = (
    Rule("invalid-account", Severity.ERROR, "An account id that is not twelve digits", each_statement(_check)),
)
