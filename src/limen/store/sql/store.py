"""The `Store` on a SQL database (docs/decisions/0003): the newest snapshot in memory, everything else in the tables."""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, select, update

from limen.domain.events import AuditRecord
from limen.domain.iam.credentials import LastUsed
from limen.errors import ConcurrentModificationError, ServiceUnavailableError
from limen.store.codec import from_microseconds, to_microseconds
from limen.store.interface import AuditFilter, Change, Condition
from limen.store.last_uses import LastUses, Subject
from limen.store.snapshot import Snapshot
from limen.store.sql import state
from limen.store.sql.backend import UNAVAILABLE, Backend, faults_of
from limen.store.sql.event_codec import number_of
from limen.store.sql.records import (
    Position,
    count_records,
    is_selected,
    list_audit_records,
    make_revision,
    remove_records,
    render_event,
    storable_uses,
    write_last_uses,
    write_revision,
)
from limen.store.sql.revision_times import find_revision_at
from limen.store.sql.tables import meta
from limen.store.sql.upgrade import SCHEMA_VERSION, fetch_version
from limen.store.transaction import Writes, WriteTransaction, refuse_to_keep
from limen.store.turns import BUSY, Turns

PAGE = 500
"""Rows read at a time, so that no read transaction stays open during an iteration."""

BEHIND = (
    "The database is older than the state that this server has seen; it may have been replaced. Restart the server."
)

CLOCK_WENT_BACK = (
    "Revision %d is written at %s, but the previous one at %s: one of the clocks is wrong. "
    "The state between these two times cannot be read. Synchronize the clocks of all nodes."
)

_log = logging.getLogger(__name__)

T = TypeVar("T")
P = TypeVar("P")
Read = Callable[[Connection, P, int], Iterable[tuple[P, T]]]
"""At most the given number of items after a position, each with its position."""


class SQLStore:
    """A store on one database; created by `open_store`."""

    def __init__(self, backend: Backend, *, timeout_seconds: float) -> None:
        self._backend = backend
        self._turns = Turns(timeout_seconds)
        # Guards `_present`, `_answered`, writes to `_uses`, and the backend's `fetch_numbers`.
        self._lock = Lock()
        # Readers are numbered as they arrive. `_answered` is the number of the last reader that had arrived when the
        # latest query for the newest revision was sent: readers up to this number share its answer.
        self._arrivals = Lock()
        self._arrived = 0
        self._answered = 0
        # States find uses here. They do not hold the store itself, which would keep both from being released.
        self._uses = LastUses()
        self._noted: Callable[[Sequence[AuditRecord]], None] = _ignore
        with backend.reading() as connection:
            state.read_uses(connection, self._uses)
            self._present = state.load_present(connection, self._uses.find)

    def latest(self) -> Snapshot:
        with self._arrivals:
            self._arrived += 1
            mine = self._arrived
        with self._lock:
            if self._answered < mine:
                everyone = self._arrived
                self._follow(*self._backend.fetch_numbers())
                self._answered = everyone
            return self._present

    def snapshot(
        self, *, revision: int | None = None, at: datetime | None = None, now: datetime | None = None
    ) -> Snapshot:
        present = self.latest()
        if revision is None and at is None:
            return present
        with faults_of(self._backend), self._backend.reading() as connection:
            if at is not None:
                # Commits since the answer of `latest` are not later than this call.
                revision = min(find_revision_at(connection, at, now), present.revision)
            return state.read_past(connection, present, revision or 0)

    @contextmanager
    def begin(self, *, now: datetime) -> Iterator[WriteTransaction]:
        with self._writing() as connection:
            head = state.lock_head(connection)
            base = self._advance(connection, head)
            transaction = WriteTransaction(base, partial(self._keep, connection, head, now))
            try:
                yield transaction
            finally:
                transaction.end()

    def rehearse(self) -> WriteTransaction:
        return WriteTransaction(self.latest(), refuse_to_keep)

    def append(self, records: Sequence[AuditRecord]) -> None:
        if records:
            with self._appending():
                self._backend.append([render_event(record) for record in records])
            self._noted(records)

    def audit_records(self, select: AuditFilter, *, limit: int, newest_first: bool = True) -> Iterator[AuditRecord]:
        def read(connection: Connection, after: Position | None, count: int) -> Iterator[tuple[Position, AuditRecord]]:
            return list_audit_records(connection, select, after=after, limit=count, newest_first=newest_first)

        return (record for record in self._paged(read, None, limit) if is_selected(select, record))

    def changes(self, *, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        return self._paged(state.list_changes, state.end_of(since), limit)

    def sealed_keys(self) -> bytes | None:
        with faults_of(self._backend), self._backend.reading() as connection:
            sealed: bytes | None = connection.execute(select(meta.c.sealed_keys)).scalar_one()
            return sealed

    def replace_sealed_keys(self, *, expected: bytes | None, sealed: bytes) -> None:
        with self._writing() as connection:
            state.lock_head(connection)
            if connection.execute(select(meta.c.sealed_keys)).scalar_one() != expected:
                raise ConcurrentModificationError(BUSY)
            connection.execute(update(meta).values(sealed_keys=sealed))
            connection.commit()

    def watch(self, noted: Callable[[Sequence[AuditRecord]], None]) -> None:
        self._noted = noted

    def inspect(self) -> Condition:
        with faults_of(self._backend), self._backend.reading() as connection:
            return Condition(fetch_version(connection), SCHEMA_VERSION, self._backend.measure(connection))

    def count_audit_records(self, *, before: datetime) -> dict[str, int]:
        accounts = {number_of(each.account): each.account for each in self.latest().accounts()}
        counts: Counter[str] = Counter()
        with faults_of(self._backend), self._backend.reading() as connection:
            for number, count in count_records(connection, to_microseconds(before)):
                counts[accounts.get(number, "")] += count
        return counts

    def remove_audit_records(self, *, before: datetime, limit: int) -> int:
        with self._appending(), self._backend.appending() as connection:
            removed = remove_records(connection, to_microseconds(before), limit)
            connection.commit()
        return removed

    def count_connections(self) -> tuple[int, int]:
        return self._backend.count_connections()

    def close(self) -> None:
        with self._lock:
            self._backend.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turns.turn(), faults_of(self._backend), self._backend.writing() as connection:
            yield connection

    @contextmanager
    def _appending(self) -> Iterator[None]:
        """A turn for audit records alone; a conflict with another writer is a failure of the store."""
        turn = self._turns.turn() if self._backend.is_append_exclusive else nullcontext()
        try:
            with turn, faults_of(self._backend):
                yield
        except ConcurrentModificationError as error:
            raise ServiceUnavailableError(UNAVAILABLE) from error

    def _follow(self, revision: int, uses: int) -> None:
        """Take over the writes of other processes. The caller holds the lock."""
        if (revision, uses) == (self._present.revision, self._uses.number):
            return
        with faults_of(self._backend), self._backend.reading() as connection:
            self._catch_up(connection, revision, uses)

    def _advance(self, connection: Connection, head: state.Head) -> Snapshot:
        """The present state for the writer, which excludes all others."""
        with self._lock:
            self._catch_up(connection, head.revision, head.uses)
            return self._present

    def _catch_up(self, connection: Connection, revision: int, uses: int) -> None:
        if revision < self._present.revision or uses < self._uses.number:
            raise ServiceUnavailableError(BEHIND)
        if revision > self._present.revision:
            self._present = state.catch_up(connection, self._present)
        if uses > self._uses.number:
            state.read_uses(connection, self._uses)

    def _keep(
        self,
        connection: Connection,
        head: state.Head,
        now: datetime,
        written: Snapshot,
        writes: Writes,
    ) -> int:
        uses = storable_uses(writes.last_uses)
        with faults_of(self._backend):
            if writes.edits:
                revision = make_revision(head, now, writes.edits, writes.record)
                write_revision(connection, revision)
                if revision.at < head.at:
                    _log.warning(
                        CLOCK_WENT_BACK, revision.number, now.isoformat(), from_microseconds(head.at).isoformat()
                    )
            if uses:
                write_last_uses(connection, uses, head.uses + 1)
            if writes.record is not None:
                self._backend.insert_events(connection, [render_event(writes.record)])
            connection.commit()
        number = head.revision + 1 if writes.edits else head.revision
        self._publish(written.at_revision(number), uses, head.uses + 1)
        if writes.record is not None:
            self._noted([writes.record])
        return number

    def _publish(self, snapshot: Snapshot, uses: Mapping[Subject, LastUsed | None], number: int) -> None:
        with self._lock:
            # A reader may already have followed this commit, and later ones.
            if snapshot.revision > self._present.revision:
                self._present = snapshot
            self._uses.take(number, uses)

    def _paged(self, read: Read[P, T], after: P, limit: int | None) -> Iterator[T]:
        left = sys.maxsize if limit is None else limit
        while left > 0:
            count = min(PAGE, left)
            with faults_of(self._backend), self._backend.reading() as connection:
                page = list(read(connection, after, count))
            yield from (item for _, item in page)
            if len(page) < count:
                return
            after, left = page[-1][0], left - len(page)


def _ignore(records: Sequence[AuditRecord]) -> None:
    """Note nothing."""
