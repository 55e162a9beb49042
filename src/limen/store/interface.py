"""The interface of a store; the comments are the contract, and `tests/store` checks every backend against it.

The whole state at one revision is an immutable `Snapshot` in memory. Reads never block and never see half a write. A
write happens in a `Transaction`, one at a time for the whole store, on top of the latest revision; its reads see its
own writes. A commit adds one revision with one change record per changed entity and the audit record of the call, all
or nothing. Everything else is derived from the change records: how other workers and nodes follow, history, undo.

`LastUsed` is outside of this. It is put and found like other entities, but it makes no revision, it has no history,
and a state finds what was written when `latest` was last called. It is removed with the entity that was used.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from limen.domain.entity import Entity
from limen.domain.events import AuditRecord
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.errors import LimenError

E = TypeVar("E", bound=Entity)


class StoreError(LimenError):
    """The database cannot be used, or the store is misused; the message says what to do and contains no secret."""


class Reader(Protocol):
    """Reads at one revision. All answers are immutable."""

    @property
    def revision(self) -> int:
        """The revision that is read."""
        ...

    def find(self, kind: type[E], account: str, key: str) -> E | None:
        """The entity of this kind with this key, or `None`."""
        ...

    def find_by(self, kind: type[E], index: str, account: str, value: str) -> tuple[E, ...]:
        """All entities whose index (see `store.kinds`) has `value`, ordered by key.

        An unknown index raises `StoreError`.
        """
        ...

    def all(self, kind: type[E], account: str) -> tuple[E, ...]:
        """All entities of a kind in an account, ordered by key."""
        ...

    def find_access_key(self, access_key_id: str) -> AccessKey | None:
        """The long-term access key with this id, in any account."""
        ...

    def find_account_by_alias(self, alias: str) -> Account | None:
        """The account with this alias (aliases are unique across accounts)."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, ordered by id."""
        ...


class Transaction(Reader, Protocol):
    """A write in progress; nothing is kept unless `commit` returns."""

    def put(self, entity: Entity) -> None:
        """Insert the entity, or replace the one with the same kind, account and key."""
        ...

    def delete(self, entity: Entity) -> None:
        """Remove the entity; raises `LookupError` if it does not exist."""
        ...

    def commit(self, record: AuditRecord | None) -> int:
        """Make the writes and the audit record durable and visible, and return the new revision. Callable once.

        `record` is `None` only for housekeeping without a call (`LastUsed`). Several writes to one entity make one
        change record; writes that change nothing make none, and no new revision. Raises `ServiceUnavailableError` if
        the database fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """One change record: documents are JSON text, `None` where the entity did not exist before or does not after."""

    revision: int
    at: datetime
    account: str
    actor_arn: str
    event_id: str
    kind: str
    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The filter of `audit_records`; empty fields select everything.

    `call_id` is a record's id or its request's.
    """

    call_id: str = ""
    account: str = ""
    principal_arn: str = ""
    access_key_id: str = ""
    event_name: str = ""
    event_source: str = ""
    error_code: str = ""
    source_ip: str = ""
    since: datetime | None = None
    until: datetime | None = None
    only_errors: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """The database as its operator sees it: the schema's version in it and in this program, and its size."""

    schema: str
    known_schema: str
    size_bytes: int

    @property
    def is_current(self) -> bool:
        """Whether the schema is the one that this program knows; a newer program may have upgraded it."""
        return self.schema == self.known_schema


class Store(Protocol):
    """A durable store. Thread-safe."""

    def latest(self) -> Reader:
        """The snapshot of the newest revision that any process on the same database has committed.

        Raises `ServiceUnavailableError` if that cannot be determined, because a stale state is never used (P1, P7).
        """
        ...

    def snapshot(
        self, *, revision: int | None = None, at: datetime | None = None, now: datetime | None = None
    ) -> Reader:
        """The state at a past revision or time; raises `LookupError` for an unknown one.

        A time is also unknown if a clock was wrong then. With the present time `now`, recorded times in the future are
        recognized as wrong.

        The revisions from 1 to the latest are known, and the times from that of revision 1 on (the store has no
        clock: a time after the last write reads the latest state). With neither argument, the latest state.
        """
        ...

    def begin(self, *, now: datetime) -> AbstractContextManager[Transaction]:
        """Start a write; leaving the block without `commit` undoes it.

        Raises `ConcurrentModificationError` if it has to wait too long for other writers. Slow work (hashing a
        password) belongs before it, because nobody else can write in the meantime, `append` included.
        """
        ...

    def rehearse(self) -> Transaction:
        """A write on the latest state that blocks nobody and keeps nothing: `commit` raises."""
        ...

    def append(self, records: Sequence[AuditRecord]) -> None:
        """Make audit records of calls that wrote nothing durable against a kill of the process.

        Raises `ServiceUnavailableError` on failure; then none of them was written.
        """
        ...

    def audit_records(self, select: AuditFilter, *, limit: int, newest_first: bool = True) -> Iterator[AuditRecord]:
        """Records in order of time."""
        ...

    def changes(self, *, since: int = 0, limit: int | None = None) -> Iterator[Change]:
        """Change records after a revision, oldest first."""
        ...

    def sealed_keys(self) -> bytes | None:
        """The sealed data keys (see `authn.vault`), shared by all processes; `None` before the first start."""
        ...

    def replace_sealed_keys(self, *, expected: bytes | None, sealed: bytes) -> None:
        """Replace the sealed data keys; raises `ConcurrentModificationError` if the present ones are not `expected`."""
        ...

    def close(self) -> None:
        """Release the database."""
        ...


class OperatedStore(Store, Protocol):
    """A store as the server that operates its database sees it."""

    def watch(self, noted: Callable[[Sequence[AuditRecord]], None]) -> None:
        """From now on, call `noted` with the audit records that this process has made durable, in their thread."""
        ...

    def inspect(self) -> Condition:
        """The condition of the database; raises `ServiceUnavailableError` if it does not answer."""
        ...

    def count_audit_records(self, *, before: datetime) -> Mapping[str, int]:
        """The number of older audit records by account; those of unknown accounts are under the empty string."""
        ...

    def remove_audit_records(self, *, before: datetime, limit: int) -> int:
        """Remove up to `limit` of the older records, the oldest first; return how many were removed.

        The history of entities stays. Raises `ServiceUnavailableError` on failure; then none of them was removed.
        """
        ...

    def count_connections(self) -> tuple[int, int]:
        """How many connections this process has to the database, and how many of them are in use."""
        ...
