"""Actions that no statement at hand tells apart (3.4), and names that nobody lists (2.3).

Catalog and policies name actions; those that the same statements are about are one class, with one formula. Names
beyond the catalog are texts: a formula for each service asks about them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from limen.analysis.dynamic import pattern_of
from limen.analysis.formula import ACTION_NAME, Atom, Formula, Lit, negate
from limen.analysis.tests_of_values import Test, text_test
from limen.analysis.texts.patterns import Pattern, Run, TextSet, Wild
from limen.policy.catalog.lookup import find_service, list_services
from limen.policy.match.action_pattern import ActionTest, compile_actions
from limen.policy.match.glob import find_fixed, tokenize
from limen.policy.syntax.document import Statement

_EVERY: Final = frozenset({"*", "*:*"})
_WILDCARDS: Final = frozenset("*?")
_USUAL: Final = ("s3:GetObject", "ec2:DescribeInstances", "iam:GetUser", "sqs:SendMessage", "sns:Publish")
"""What stands for the services that nobody names, if none of these is named."""

_NAME_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
LISTED_NAMES: Final = TextSet([(_NAME_CHARACTERS, Run(_NAME_CHARACTERS))])
"""What actions of AWS's services are called, in lower case."""
ANY_NAME: Final = TextSet([(Wild.ONE, Wild.ANY)])


@dataclass(frozen=True, slots=True)
class ActionClass:
    """Actions that the same statements are about; `about` are their places.

    `others` says that the class also holds every action of the services that no statement names.
    """

    actions: tuple[str, ...]
    about: tuple[int, ...]
    others: bool = False


@dataclass(frozen=True, slots=True)
class OpenService:
    """A service with actions that nobody lists; `conditions` say, by statement, which names it is about."""

    prefix: str
    conditions: tuple[Formula, ...]
    unlisted: Formula
    domain: TextSet
    in_catalog: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    """What one statement's actions are: the test, the services it names, and whether it reaches beyond them."""

    matches: ActionTest
    entries: tuple[str, ...]
    is_negated: bool
    services: frozenset[str] = field(default=frozenset())
    is_everywhere: bool = False

    def is_about(self, action: str) -> bool:
        return self.matches(action) is not self.is_negated


def _read(statement: Statement) -> _Reader:
    entries = statement.actions if statement.actions is not None else statement.not_actions or ()
    is_negated = statement.actions is None
    named = (entry.lower().partition(":")[0] for entry in entries if ":" in entry and entry not in _EVERY)
    services = frozenset(prefix for prefix in named if prefix)
    is_everywhere = is_negated or not _EVERY.isdisjoint(entries)
    return _Reader(compile_actions(entries), entries, is_negated, services, is_everywhere)


class Actions:
    """The actions of statements, by class."""

    def __init__(self, statements: Sequence[Statement], services: Iterable[str] = ()) -> None:
        """Read the statements; actions of `services` are listed although no statement names them."""
        self._readers = [_read(statement) for statement in statements]
        self._services = sorted(frozenset(services).union(*(reader.services for reader in self._readers)))

    def list_classes(self) -> list[ActionClass]:
        """The classes of the actions that are listed or spelled out; those that no statement is about are left out."""
        found: dict[tuple[int, ...], list[str]] = {}
        for prefix in self._services:
            relevant = self._find_relevant(prefix)
            for folded, action in self._list_names(prefix).items():
                about = tuple(i for i in relevant if self._readers[i].is_about(folded))
                if about:
                    found.setdefault(about, []).append(action)
        other = self._find_other()
        about = tuple(i for i, reader in enumerate(self._readers) if reader.is_about(other.lower()))
        classes = {key: ActionClass(tuple(names), key) for key, names in found.items()}
        if about:
            names = tuple(found.get(about, ()))
            classes[about] = ActionClass((other, *names) if not names else (*names, other), about, others=True)
        return list(classes.values())

    def list_open_services(self, *, beyond: bool) -> list[OpenService]:
        """Services with names that nobody lists: those that the catalog does not know; with `beyond` all of them."""
        return [self._open_service(prefix) for prefix in self._services if (beyond or find_service(prefix) is None)]

    def _find_relevant(self, prefix: str) -> list[int]:
        return [i for i, reader in enumerate(self._readers) if reader.is_everywhere or prefix in reader.services]

    def _list_names(self, prefix: str) -> dict[str, str]:
        """The actions of a service by their names in lower case: those of the catalog, and those spelled out."""
        service = find_service(prefix)
        listed = () if service is None else (action.full_name for action in service.actions.values())
        names = {full_name.lower(): full_name for full_name in listed}
        for reader in self._readers:
            if prefix in reader.services:
                for entry in reader.entries:
                    vendor, _, name = entry.partition(":")
                    if vendor.lower() == prefix and name and _WILDCARDS.isdisjoint(name):
                        names.setdefault(entry.lower(), entry)
        return names

    def _find_other(self) -> str:
        """An action of a service that no statement names."""
        usual = (action for action in _USUAL if action.partition(":")[0] not in self._services)
        found = next(usual, None)
        if found is not None:
            return found
        for prefix in list_services():
            service = find_service(prefix)
            if prefix not in self._services and service is not None and service.actions:
                return next(iter(service.actions.values())).full_name
        return "x7:Example"

    def _open_service(self, prefix: str) -> OpenService:
        names = [name.partition(":")[2] for name in self._list_names(prefix)]
        in_catalog = find_service(prefix) is not None
        conditions = tuple(self._name_condition(reader, prefix) for reader in self._readers)
        listed = text_test(tuple(name) for name in names) if in_catalog else Test()
        unlisted = negate(Lit(Atom("T", ACTION_NAME, listed))) if names and in_catalog else True
        return OpenService(prefix, conditions, unlisted, LISTED_NAMES if in_catalog else ANY_NAME, in_catalog)

    def _name_condition(self, reader: _Reader, prefix: str) -> Formula:
        """For which names of a service's actions a statement is about them."""
        found = _match_names(reader.entries, prefix)
        return negate(found) if reader.is_negated else found


def _match_names(entries: Iterable[str], prefix: str) -> Formula:
    patterns: list[Pattern] = []
    for entry in entries:
        if entry in _EVERY:
            return True
        vendor, colon, name = entry.lower().partition(":")
        if colon and vendor == prefix:
            patterns.append(pattern_of(find_fixed(tokenize((name,))) or ()))
    return Lit(Atom("T", ACTION_NAME, text_test(patterns))) if patterns else False
