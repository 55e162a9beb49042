"""A store without a database: the product's own snapshots and transactions, kept in this process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from limen.domain.entity import Entity
from limen.domain.events import AuditRecord
from limen.store.interface import AuditFilter, Change
from limen.store.snapshot import Snapshot, make_snapshot
from limen.store.transaction import Edit, WriteTransaction, refuse_to_keep


class MemoryStore:
    def __init__(self, *entities: Entity) -> None:
        self._present = make_snapshot(1, entities)
        self._turn = Lock()
        self.records: list[AuditRecord] = []

    def latest(self) -> Snapshot:
        return self._present

    def snapshot(self, *, revision: int | None = None, at: datetime | None = None) -> Snapshot:
        if revision not in {None, self._present.revision} or at is not None:
            raise LookupError("only the present is kept")
        return self._present

    @contextmanager
    def begin(self, *, now: datetime) -> Iterator[WriteTransaction]:
        with self._turn:
            yield WriteTransaction(self._present, self._keep)

    def rehearse(self) -> WriteTransaction:
        return WriteTransaction(self._present, refuse_to_keep)

    def append(self, records: Sequence[AuditRecord]) -> None:
        self.records.extend(records)

    def audit_records(self, select: AuditFilter, *, limit: int, newest_first: bool = True) -> Iterator[AuditRecord]:
        raise NotImplementedError

    def changes(self, *, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        raise NotImplementedError

    def sealed_keys(self) -> bytes | None:
        raise NotImplementedError

    def replace_sealed_keys(self, *, expected: bytes | None, sealed: bytes) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""

    def _keep(self, state: Snapshot, edits: Sequence[Edit], record: AuditRecord | None) -> int:
        self._present = state.at_revision(self._present.revision + 1)
        if record is not None:
            self.records.append(record)
        return self._present.revision
