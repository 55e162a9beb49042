"""A store without a database: the product's own snapshots and transactions, kept in this process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from threading import Lock

from limen.domain.entity import Entity
from limen.domain.events import AuditRecord
from limen.domain.iam.credentials import LastUsed
from limen.store.interface import AuditFilter, Change
from limen.store.last_uses import Subject
from limen.store.snapshot import Snapshot, make_snapshot
from limen.store.transaction import Writes, WriteTransaction, refuse_to_keep

_COLUMNS = ("account", "access_key_id", "event_name", "event_source")


def _is_selected(record: AuditRecord, select: AuditFilter) -> bool:
    """Whether the filter selects the record; its other fields must not be set."""
    assert select == AuditFilter(
        **{name: getattr(select, name) for name in (*_COLUMNS, "call_id", "since", "until")}
    ), "the store in memory does not filter by this"
    return (
        all(getattr(select, name) in {"", getattr(record, name)} for name in _COLUMNS)
        and (not select.call_id or select.call_id == record.id or f'"{select.call_id}"' in record.document)
        and (select.since is None or record.at >= select.since)
        and (select.until is None or record.at <= select.until)
    )


class MemoryStore:
    def __init__(self, *entities: Entity) -> None:
        self._last_uses: dict[Subject, LastUsed] = {}
        self._present = make_snapshot(1, entities, self._find_last_used)
        self._turn = Lock()
        self.records: list[AuditRecord] = []

    def latest(self) -> Snapshot:
        return self._present

    def snapshot(
        self, *, revision: int | None = None, at: datetime | None = None, now: datetime | None = None
    ) -> Snapshot:
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
        """Supports the fields of the filter that operations use."""
        ordered = sorted(self.records, key=lambda record: record.at)
        wanted = [record for record in ordered if _is_selected(record, select)]
        return islice(reversed(wanted) if newest_first else iter(wanted), limit)

    def changes(self, *, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        raise NotImplementedError

    def sealed_keys(self) -> bytes | None:
        raise NotImplementedError

    def replace_sealed_keys(self, *, expected: bytes | None, sealed: bytes) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""

    def _find_last_used(self, account: str, subject: str) -> LastUsed | None:
        return self._last_uses.get((account, subject))

    def _keep(self, state: Snapshot, writes: Writes) -> int:
        self._present = state.at_revision(self._present.revision + 1)
        for subject, used in writes.last_uses.items():
            self._last_uses.pop(subject, None)
            if used is not None:
                self._last_uses[subject] = used
        if writes.record is not None:
            self.records.append(writes.record)
        return self._present.revision
