"""Actions that no statement distinguishes (spec analysis 3.4), and names that nobody lists (spec analysis 2.3).

The catalog and policies name actions; those that the same statements are about form one class, with one formula. Names
beyond the catalog are texts: a formula for each service constrains them.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from limen.analysis.dynamic import pattern_of
from limen.analysis.formula import ACTION_NAME, Atom, Formula, Lit, negate
from limen.analysis.tests_of_values import Test, text_test
from limen.analysis.texts.patterns import Pattern, Run, TextSet, Wild
from limen.policy.catalog.lookup import OwnServices, find_service, list_services, present_services
from limen.policy.match.action_pattern import EVERY_ACTION, compile_actions
from limen.policy.match.glob import find_fixed, tokenize
from limen.policy.syntax.document import Statement

_WILDCARDS: Final = frozenset("*?")
_USUAL: Final = ("s3:GetObject", "ec2:DescribeInstances", "iam:GetUser", "sqs:SendMessage", "sns:Publish")
"""The actions that represent the services that nobody names, if none of these is named."""

REMEMBERED_SERVICES: Final = 512

_NAME_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
LISTED_NAMES: Final = TextSet([(_NAME_CHARACTERS, Run(_NAME_CHARACTERS))])
"""The form of the names of AWS's actions, in lower case."""
ANY_NAME: Final = TextSet([(Wild.ONE, Wild.ANY)])


@dataclass(frozen=True, slots=True)
class ActionClass:
    """Actions that the same statements are about; `about` are the positions of these statements.

    `others` says that the class also contains every action of the services that no statement names.
    """

    actions: tuple[str, ...]
    about: tuple[int, ...]
    others: bool = False


@dataclass(frozen=True, slots=True)
class OpenService:
    """A service with actions that nobody lists; `conditions` give, by statement, the names that it is about."""

    prefix: str
    conditions: tuple[Formula, ...]
    unlisted: Formula
    domain: TextSet
    in_catalog: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    """The actions of one statement.

    `spelled` and `patterns` are its entries by service, without and with wildcards; `is_everywhere` says that it
    reaches services that it does not name.
    """

    entries: tuple[str, ...]
    is_negated: bool
    spelled: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    has_every: bool

    @property
    def is_everywhere(self) -> bool:
        return self.is_negated or self.has_every

    @property
    def services(self) -> AbstractSet[str]:
        return self.spelled.keys() | self.patterns.keys()

    @property
    def has_others(self) -> bool:
        """Whether it is about actions of services that it does not name."""
        return self.has_every is not self.is_negated

    def find_names(self, prefix: str, names: Mapping[str, str]) -> Iterable[str]:
        """The names of a service, in lower case, that the statement is about."""
        if self.has_every:
            return () if self.is_negated else names
        found = {entry.lower() for entry in self.spelled.get(prefix, ())} & names.keys()
        patterns = self.patterns.get(prefix, ())
        if patterns:
            matches = compile_actions(patterns)
            found |= {name for name in names if matches(name)}
        return names.keys() - found if self.is_negated else found


def _read(statement: Statement) -> _Reader:
    entries = statement.actions if statement.actions is not None else statement.not_actions or ()
    spelled: dict[str, list[str]] = {}
    patterns: dict[str, list[str]] = {}
    for entry in entries:
        prefix, colon, name = entry.partition(":")
        if colon and prefix and name and entry not in EVERY_ACTION:
            (spelled if _WILDCARDS.isdisjoint(name) else patterns).setdefault(prefix.lower(), []).append(entry)
    return _Reader(
        entries,
        statement.actions is None,
        {prefix: tuple(found) for prefix, found in spelled.items()},
        {prefix: tuple(found) for prefix, found in patterns.items()},
        not EVERY_ACTION.isdisjoint(entries),
    )


def _list_catalog(prefix: str) -> Mapping[str, str]:
    """The actions that the catalog lists of a service, by their names in lower case."""
    return _list_known(prefix, present_services())


@lru_cache(maxsize=REMEMBERED_SERVICES)
def _list_known(prefix: str, _own: OwnServices) -> Mapping[str, str]:
    service = find_service(prefix)
    listed = () if service is None else (action.full_name for action in service.actions.values())
    return {full_name.lower(): full_name for full_name in listed}


def _listed_test(prefix: str, spelled: frozenset[str]) -> Test:
    """The names of a service's actions that are listed or spelled out, without the service."""
    return _known_test(prefix, spelled, present_services())


@lru_cache(maxsize=REMEMBERED_SERVICES)
def _known_test(prefix: str, spelled: frozenset[str], _own: OwnServices) -> Test:
    return text_test(tuple(name.partition(":")[2]) for name in {*_list_catalog(prefix), *spelled})


def _places(bits: int) -> tuple[int, ...]:
    return tuple(place for place in range(bits.bit_length()) if bits >> place & 1)


class Actions:
    """The actions of statements, by class."""

    def __init__(self, statements: Sequence[Statement], services: Iterable[str] = ()) -> None:
        """Read the statements; actions of `services` are listed although no statement names them."""
        self._readers = [_read(statement) for statement in statements]
        self._services = sorted(frozenset(services).union(*(reader.services for reader in self._readers)))

    def list_classes(self) -> list[ActionClass]:
        """The classes of the actions that are listed or spelled out; those that no statement is about are left out."""
        found: dict[int, list[str]] = {}
        for prefix in self._services:
            names = self._list_names(prefix)
            about = dict.fromkeys(names, 0)
            for place in self._find_relevant(prefix):
                for name in self._readers[place].find_names(prefix, names):
                    about[name] |= 1 << place
            for name, bits in about.items():
                if bits:
                    found.setdefault(bits, []).append(names[name])
        other = self._find_other()
        bits = sum(1 << place for place, reader in enumerate(self._readers) if reader.has_others)
        classes = {key: ActionClass(tuple(names), _places(key)) for key, names in found.items()}
        if bits:
            classes[bits] = ActionClass((*found.get(bits, ()), other), _places(bits), others=True)
        return list(classes.values())

    def list_open_services(self, *, beyond: bool) -> list[OpenService]:
        """Services with names that nobody lists: those that the catalog does not know; with `beyond`, all of them.

        A service is left out if every statement names its actions one by one, because then no statement is about any
        other.
        """
        return [
            self._open_service(prefix)
            for prefix in self._services
            if (beyond or find_service(prefix) is None) and self._reaches_beyond(prefix)
        ]

    def _reaches_beyond(self, prefix: str) -> bool:
        return any(
            reader.is_everywhere or prefix in reader.patterns
            for reader in self._readers
            if reader.is_everywhere or prefix in reader.services
        )

    def _find_relevant(self, prefix: str) -> list[int]:
        return [i for i, reader in enumerate(self._readers) if reader.is_everywhere or prefix in reader.services]

    def _list_names(self, prefix: str) -> dict[str, str]:
        """The actions of a service by their names in lower case: those of the catalog, and those spelled out."""
        names = dict(_list_catalog(prefix))
        for reader in self._readers:
            for entry in reader.spelled.get(prefix, ()):
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
        in_catalog = find_service(prefix) is not None
        conditions = tuple(self._name_condition(reader, prefix) for reader in self._readers)
        extra = frozenset(self._list_names(prefix).keys() - _list_catalog(prefix).keys())
        unlisted = not in_catalog or negate(Lit(Atom("T", ACTION_NAME, _listed_test(prefix, extra))))
        return OpenService(prefix, conditions, unlisted, LISTED_NAMES if in_catalog else ANY_NAME, in_catalog)

    def _name_condition(self, reader: _Reader, prefix: str) -> Formula:
        """The condition on the names of a service's actions under which a statement is about them."""
        found = _match_names(reader.entries, prefix)
        return negate(found) if reader.is_negated else found


def _match_names(entries: Iterable[str], prefix: str) -> Formula:
    patterns: list[Pattern] = []
    for entry in entries:
        if entry in EVERY_ACTION:
            return True
        vendor, colon, name = entry.lower().partition(":")
        if colon and vendor == prefix:
            patterns.append(pattern_of(find_fixed(tokenize((name,))) or ()))
    return Lit(Atom("T", ACTION_NAME, text_test(patterns))) if patterns else False
