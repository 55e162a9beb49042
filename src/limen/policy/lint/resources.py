"""Rules about resources, and about which action applies to which of them."""

from collections.abc import Iterator
from typing import Final

from limen.policy.lint.catalog_facts import entry_arns, expand_action, has_wildcard
from limen.policy.lint.entries import EVERYTHING, is_every_action, resources_overlap, split_resource
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import (
    Remark,
    Rule,
    Subject,
    action_path,
    each_statement,
    resource_entries,
    resource_path,
    statement_path,
)
from limen.policy.syntax.document import Statement, Version
from limen.policy.validate.resource_form import is_complete_arn

BUCKETS: Final = "arn:*:s3:::*"
"""The pattern of a bucket's ARN. A bucket's name has no slash, although the star in its place matches one."""


def _check_short(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in enumerate(resource_entries(statement)):
        if entry.startswith("arn:") and not is_complete_arn(entry):
            message = f"{entry} is not a complete ARN: the meaning of missing parts depends on the kind of policy"
            yield Remark(message, resource_path(statement, index))


def _check_form(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in enumerate(resource_entries(statement)):
        if entry != EVERYTHING and not entry.startswith("arn:"):
            yield Remark(f"{entry!r} is neither an ARN nor *, and matches nothing", resource_path(statement, index))


def _check_statement(subject: Subject, statement: Statement) -> Iterator[Remark]:
    if _is_dead(subject, statement):
        message = "none of the actions applies to any of the resources: the statement matches no request"
        yield Remark(message, statement_path(statement))


def _is_dead(subject: Subject, statement: Statement) -> bool:
    """Whether no action applies to any resource. For actions without resources the catalog is not reliable enough."""
    entries = statement.actions or ()
    return (
        _is_comparable(statement)
        and all(map(entry_arns, entries))
        and not any(_fits(entry, statement, subject) for entry in entries)
    )


def _check_star(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in _misfits(subject, statement):
        if not entry_arns(entry):
            what = "have" if has_wildcard(entry) else "has"
            message = f"{entry} {what} no resource-level permissions: only the resource * matches"
            yield Remark(message, action_path(statement, index))


def _check_actions(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for index, entry in _misfits(subject, statement):
        if arns := entry_arns(entry):
            message = f"{entry} applies to none of these resources, but to {_list(arns)}"
            yield Remark(message, action_path(statement, index))


def _check_resources(subject: Subject, statement: Statement) -> Iterator[Remark]:
    if not _is_comparable(statement) or _is_dead(subject, statement):
        return
    arns = {arn for entry in statement.actions or () for arn in entry_arns(entry)}
    for index, resource in enumerate(statement.resources or ()):
        if arns and not _meets(resource, arns, subject.document.version):
            message = f"none of these actions applies to {resource}, only to {_list(arns)}"
            yield Remark(message, resource_path(statement, index))


def _misfits(subject: Subject, statement: Statement) -> Iterator[tuple[int, str]]:
    """The entries that apply to none of the resources, unless that holds for all of them."""
    if not _has_arns(statement) or _is_dead(subject, statement):
        return
    for index, entry in enumerate(statement.actions or ()):
        if _is_known(entry) and not _fits(entry, statement, subject):
            yield index, entry


def _is_comparable(statement: Statement) -> bool:
    """Whether the catalog is complete for all actions and all resources."""
    return bool(statement.actions) and _has_arns(statement) and all(map(_is_known, statement.actions or ()))


def _has_arns(statement: Statement) -> bool:
    """Whether all resources are whole ARNs; `*` matches everything; a short ARN depends on the kind."""
    return bool(statement.resources) and all(map(is_complete_arn, statement.resources or ()))


def _is_known(entry: str) -> bool:
    return not is_every_action(entry) and bool(expand_action(entry))


def _fits(entry: str, statement: Statement, subject: Subject) -> bool:
    version = subject.document.version
    return any(_meets(resource, entry_arns(entry), version) for resource in statement.resources or ())


def _meets(resource: str, arns: set[str] | frozenset[str], version: Version) -> bool:
    return any(
        resources_overlap(resource, arn, version) for arn in arns if arn != BUCKETS or not _has_slash(resource, version)
    )


def _has_slash(resource: str, version: Version) -> bool:
    """Whether its last part has a slash outside of variable names."""
    parts = split_resource(resource, version)
    return parts is not None and "/" in parts[-1]


def _list(arns: set[str] | frozenset[str]) -> str:
    first, *others = sorted(arns)
    return f"{first} and {len(others)} more kinds" if len(others) > 1 else " and ".join([first, *others])


RULES: Final = (
    Rule("invalid-resource", Severity.ERROR, "A resource that is not an ARN", each_statement(_check_form)),
    Rule("short-arn", Severity.WARNING, "An ARN with fewer than six parts", each_statement(_check_short)),
    Rule("dead-statement", Severity.ERROR, "No request can match the statement", each_statement(_check_statement)),
    Rule("action-needs-star", Severity.WARNING, "An action that only `*` can allow", each_statement(_check_star)),
    Rule(
        "action-not-of-resources",
        Severity.WARNING,
        "An action that applies to none of the resources",
        each_statement(_check_actions),
    ),
    Rule(
        "resource-not-of-actions",
        Severity.WARNING,
        "A resource that none of the actions applies to",
        each_statement(_check_resources),
    ),
)
