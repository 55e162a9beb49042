"""The whole state at one revision, immutable, in memory (docs/decisions/0003).

Two hash array mapped tries: entities by identity, and the rows of every index. A row has the entities themselves, in
order, so that a read is one lookup. `with_put`, `with_all` and `with_delete` share unchanged parts with the original.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TypeVar, cast

from immutables import Map, MapMutation

from limen.domain.entity import Entity
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey, LastUsed
from limen.store.interface import StoreError
from limen.store.kinds import EVERY_ACCOUNT, KIND_BY_TYPE

E = TypeVar("E", bound=Entity)
Identity = tuple[type, str, str]
"""Kind, account, key."""

Place = tuple[type, str, str, str]
"""A row of an index: kind, index, account (empty for an index over all accounts), value."""

Row = tuple[Entity, ...]

EVERYTHING = ""
"""The index with every entity of a kind in an account, under the value `""`."""

ANY_ACCOUNT = ""

FindLastUsed = Callable[[str, str], LastUsed | None]
"""From an account and a subject to its last use, past or unknown uses being `None`."""

_order: Callable[[Entity], tuple[str, str]] = attrgetter("account", "key")


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A `Reader` of one revision; created by `make_snapshot`."""

    revision: int
    entities: Map[Identity, Entity]
    rows: Map[Place, Row]
    last_uses: FindLastUsed

    def __repr__(self) -> str:
        """Show the revision, not the content."""
        return f"Snapshot(revision={self.revision}, entities={len(self.entities)})"

    def find(self, kind: type[E], account: str, key: str) -> E | None:
        if kind is LastUsed:
            return cast("E | None", self.last_uses(account, key))
        return cast("E | None", self.entities.get((kind, account, key)))

    def find_by(self, kind: type[E], index: str, account: str, value: str) -> tuple[E, ...]:
        row = self.rows.get((kind, index, account, value))
        if row is None:
            _require_index(kind, index)
            return ()
        return cast("tuple[E, ...]", row)

    def all(self, kind: type[E], account: str) -> tuple[E, ...]:
        row = self.rows.get((kind, EVERYTHING, account, ""))
        if row is None:
            _require_rows(kind)
            return ()
        return cast("tuple[E, ...]", row)

    def find_access_key(self, access_key_id: str) -> AccessKey | None:
        return _first(cast("tuple[AccessKey, ...]", self._anywhere(AccessKey, "id", access_key_id)))

    def find_account_by_alias(self, alias: str) -> Account | None:
        return _first(cast("tuple[Account, ...]", self._anywhere(Account, "alias", alias)))

    def accounts(self) -> tuple[Account, ...]:
        return cast("tuple[Account, ...]", self._anywhere(Account, EVERY_ACCOUNT, EVERY_ACCOUNT))

    def at_revision(self, revision: int) -> "Snapshot":
        """The same state under another revision."""
        return replace(self, revision=revision)

    def with_put(self, entity: Entity) -> "Snapshot":
        """This state with the entity inserted or replaced; the revision stays."""
        identity = identity_of(entity)
        before = self.entities.get(identity)
        places = tuple(_places_of(entity))
        rows = self.rows.mutate()
        if before is not None:
            for place in set(_places_of(before)).difference(places):
                _take_out(rows, place, before)
        for place in places:
            rows[place] = _row_with(rows.get(place, ()), entity)
        return replace(self, entities=self.entities.set(identity, entity), rows=rows.finish())

    def with_all(self, entities: Collection[Entity]) -> "Snapshot":
        """This state with entities of different identities; each row that they are in is copied only once."""
        if len(entities) == 1:
            return self.with_put(*entities)
        by_identity, rows = self.entities.mutate(), self.rows.mutate()
        arrived: dict[Place, list[Entity]] = defaultdict(list)
        for entity in entities:
            identity = identity_of(entity)
            before = by_identity.get(identity)
            places = tuple(_places_of(entity))
            if before is not None:
                for place in set(_places_of(before)).difference(places):
                    _take_out(rows, place, before)
            for place in places:
                arrived[place].append(entity)
            by_identity[identity] = entity
        for place, added in arrived.items():
            rows[place] = _row_with_all(rows.get(place, ()), added)
        return replace(self, entities=by_identity.finish(), rows=rows.finish())

    def with_delete(self, identity: Identity) -> "Snapshot":
        """This state without the entity; raises `LookupError` if it does not exist."""
        entity = self.entities[identity]
        rows = self.rows.mutate()
        for place in _places_of(entity):
            _take_out(rows, place, entity)
        return replace(self, entities=self.entities.delete(identity), rows=rows.finish())

    def _anywhere(self, kind: type, index: str, value: str) -> Row:
        return self.rows.get((kind, index, ANY_ACCOUNT, value), ())


def find_no_use(_account: str, _subject: str) -> None:
    """Find nothing, as a past state does."""


def make_snapshot(revision: int, entities: Iterable[Entity], last_uses: FindLastUsed = find_no_use) -> Snapshot:
    """Build a snapshot at once, in time linear in the number of entities except for sorting."""
    by_identity = {identity_of(entity): entity for entity in entities}
    rows: dict[Place, list[Entity]] = defaultdict(list)
    for entity in by_identity.values():
        for place in _places_of(entity):
            rows[place].append(entity)
    return Snapshot(
        revision,
        Map(by_identity),
        Map({place: tuple(sorted(row, key=_order)) for place, row in rows.items()}),
        last_uses,
    )


def identity_of(entity: Entity) -> Identity:
    """The index rows of an entity."""
    return type(entity), entity.account, entity.key


def _places_of(entity: Entity) -> Iterator[Place]:
    kind = KIND_BY_TYPE[type(entity)]
    yield kind.type, EVERYTHING, entity.account, ""
    for index, function in kind.indexes.items():
        if value := function(entity):
            yield kind.type, index, entity.account, value
    for index, function in kind.global_indexes.items():
        if value := function(entity):
            yield kind.type, index, ANY_ACCOUNT, value


def _row_with(row: Row, entity: Entity) -> Row:
    at = bisect_left(row, _order(entity), key=_order)
    present = at < len(row) and _order(row[at]) == _order(entity)
    return row[:at] + (entity,) + row[at + present :]  # noqa: RUF005 - half the time of unpacking, on long rows


def _row_with_all(row: Row, entities: Iterable[Entity]) -> Row:
    grown = list(row)
    for entity in entities:
        at = bisect_left(grown, _order(entity), key=_order)
        present = at < len(grown) and _order(grown[at]) == _order(entity)
        grown[at : at + present] = [entity]
    return tuple(grown)


def _take_out(rows: MapMutation[Place, Row], place: Place, entity: Entity) -> None:
    row = rows[place]
    at = bisect_left(row, _order(entity), key=_order)
    if len(row) == 1:
        del rows[place]
    else:
        rows[place] = (*row[:at], *row[at + 1 :])


def _require_rows(kind: type) -> None:
    if kind not in KIND_BY_TYPE:
        raise StoreError(f"{kind.__name__} cannot be listed, only found by its key")


def _require_index(kind: type, index: str) -> None:
    _require_rows(kind)
    if index not in KIND_BY_TYPE[kind].indexes:
        raise StoreError(f"{kind.__name__} has no index {index!r}")


def _first(row: tuple[E, ...]) -> E | None:
    return row[0] if row else None
