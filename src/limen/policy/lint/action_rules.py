"""Rules about entries of `Action` and `NotAction`, one by one: services and actions that do not exist."""

from collections.abc import Iterator
from typing import Final

from limen.policy.catalog import find_service
from limen.policy.lint.catalog_facts import describe_unknown_action, expand_action, has_wildcard
from limen.policy.lint.entries import is_every_action
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import Remark, Rule, Subject, action_entries, action_path, each_statement
from limen.policy.syntax.document import Statement
from limen.policy.validate.value_forms import find_action_fault


def _entries(statement: Statement) -> Iterator[tuple[int, str]]:
    """The entries that name a service, with their indexes."""
    return ((index, entry) for index, entry in enumerate(action_entries(statement)) if not is_every_action(entry))


def _find_fault(entry: str) -> str | None:
    """Why an entry, well formed or not, can match no action at all (semantics E2)."""
    service, _, name = entry.partition(":")
    if any(character.isspace() for character in entry):
        return "spaces are significant"
    if fault := find_action_fault(entry):
        return fault.rstrip(".")
    if has_wildcard(service):
        return "the service is compared literally, wildcards included"
    return None if name else "there is no action after the colon"


def _check_form(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in _entries(statement):
        if fault := _find_fault(entry):
            yield Remark(f"{entry!r} matches no action: {fault}", action_path(statement, index))


def _check_services(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in _entries(statement):
        if not _find_fault(entry) and find_service(entry.partition(":")[0]) is None:
            yield Remark(describe_unknown_action(entry) or "", action_path(statement, index))


def _check_actions(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in _unknown(statement):
        service = find_service(entry.partition(":")[0])
        if service and not has_wildcard(entry):
            yield Remark(describe_unknown_action(entry) or "", action_path(statement, index))


def _check_patterns(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in _unknown(statement):
        service = find_service(entry.partition(":")[0])
        if service and has_wildcard(entry):
            yield Remark(f"{entry} matches none of the actions of {service.title}", action_path(statement, index))


def _unknown(statement: Statement) -> Iterator[tuple[int, str]]:
    return (
        (index, entry) for index, entry in _entries(statement) if not _find_fault(entry) and not expand_action(entry)
    )


RULES: Final = (
    Rule(
        "impossible-action",
        Severity.ERROR,
        "An action that can never match",
        each_statement(_check_form),
    ),
    Rule(
        "unknown-service", Severity.ERROR, "An action of a service that does not exist", each_statement(_check_services)
    ),
    Rule("unknown-action", Severity.ERROR, "An action that does not exist", each_statement(_check_actions)),
    Rule("empty-action-pattern", Severity.ERROR, "A pattern that no action matches", each_statement(_check_patterns)),
)
