"""Rules about superfluous parts: entries and statements that others cover, grants that a Deny overrides."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Final

from limen.policy.lint.catalog_facts import has_wildcard
from limen.policy.lint.entries import action_covers, resource_covers
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import (
    Remark,
    Rule,
    Subject,
    action_entries,
    action_path,
    each_statement,
    resource_entries,
    resource_path,
    statement_path,
)
from limen.policy.lint.statement_cover import statement_covers
from limen.policy.syntax.document import Effect, Statement

MOST_COMPARISONS: Final = 500_000
MOST_STATEMENTS: Final = 200
"""Pairwise comparisons are bounded, because the text of a policy may be 131,072 characters long."""

Covers = Callable[[str, str], bool]


def _repeated(entries: Sequence[str], fold: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes: an entry and an earlier one that is the same."""
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if fold(entry) in first:
            yield index, first[fold(entry)]
        first.setdefault(fold(entry), index)


def _covered(entries: Sequence[str], covers: Covers) -> Iterator[tuple[int, int]]:
    """Pairs of indexes: an entry and another that covers it, without being the same."""
    patterns = [(index, entry) for index, entry in enumerate(entries) if has_wildcard(entry)]
    wide = patterns[: MOST_COMPARISONS // max(1, len(entries))]
    for index, entry in enumerate(entries):
        for other, pattern in wide:
            if index != other and covers(pattern, entry) and not covers(entry, pattern):
                yield index, other
                break


def _check_repeated_actions(subject: Subject, statement: Statement) -> Iterator[Remark]:
    entries = action_entries(statement)
    for index, first in _repeated(entries, str.lower):
        yield Remark(f"{entries[index]} repeats entry {first}", action_path(statement, index))


def _check_repeated_resources(subject: Subject, statement: Statement) -> Iterator[Remark]:
    entries = resource_entries(statement)
    for index, first in _repeated(entries, str):
        yield Remark(f"{entries[index]} repeats entry {first}", resource_path(statement, index))


def _check_actions(subject: Subject, statement: Statement) -> Iterator[Remark]:
    entries = action_entries(statement)
    for index, other in _covered(entries, action_covers):
        yield Remark(f"{entries[index]} is covered by {entries[other]}", action_path(statement, index))


def _check_resources(subject: Subject, statement: Statement) -> Iterator[Remark]:
    entries, version = resource_entries(statement), subject.document.version
    for index, other in _covered(entries, lambda wide, narrow: resource_covers(wide, narrow, version)):
        yield Remark(f"{entries[index]} is covered by {entries[other]}", resource_path(statement, index))


def _check_shadowed(subject: Subject) -> Iterator[Remark]:
    """An Allow that a Deny overrides wherever it grants; in control policies a Deny wins too."""
    for wide, narrow in _covering(subject):
        if (wide.effect, narrow.effect) == (Effect.DENY, Effect.ALLOW):
            yield Remark(f"{_name(wide)} denies everything that this allows", statement_path(narrow))


def _check_repeated(subject: Subject) -> Iterator[Remark]:
    """Of two statements that cover each other, the later one is reported."""
    reported_indexes: set[int] = set()
    for wide, narrow in _covering(subject):
        is_twin = wide.index > narrow.index and statement_covers(narrow, wide, subject.document.version)
        if wide.effect is narrow.effect and not is_twin and narrow.index not in reported_indexes:
            reported_indexes.add(narrow.index)
            yield Remark(f"{_name(wide)} already covers this", statement_path(narrow))


def _covering(subject: Subject) -> Iterator[tuple[Statement, Statement]]:
    statements = subject.document.statements[:MOST_STATEMENTS]
    for wide, narrow in permutations(statements, 2):
        if statement_covers(wide, narrow, subject.document.version):
            yield wide, narrow


def _name(statement: Statement) -> str:
    return f"Statement[{statement.index}]" + (f" ({statement.sid})" if statement.sid else "")


RULES: Final = (
    Rule("duplicate-action", Severity.SUGGESTION, "An action twice in a list", each_statement(_check_repeated_actions)),
    Rule("redundant-action", Severity.SUGGESTION, "An action that another covers", each_statement(_check_actions)),
    Rule(
        "duplicate-resource",
        Severity.SUGGESTION,
        "A resource twice in a list",
        each_statement(_check_repeated_resources),
    ),
    Rule("redundant-resource", Severity.SUGGESTION, "A resource that another covers", each_statement(_check_resources)),
    Rule("shadowed-allow", Severity.WARNING, "An Allow that a Deny overrides", _check_shadowed),
    Rule("redundant-statement", Severity.SUGGESTION, "A statement that another covers", _check_repeated),
)
