"""Group commit for records of calls that wrote nothing: an answer leaves after its record is durable (promise P6).

A batch is written when no more records come from the requests that are being answered, and while it is written, others
gather for the next one: simultaneous requests share the cost of a disk flush. Everything except the write itself
happens in the event loop, so no locks are needed.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic

from limen.domain.events import AuditRecord
from limen.errors import LimenError
from limen.store.interface import Store

LARGE_BATCH = 64
"""This number of records is written without waiting for more."""

FAILURE_SECONDS = 10.0
"""A failure counts for so long. Then requests are tried again, since nothing else shows that records can be written."""

_log = logging.getLogger(__name__)


class UnwrittenRecordError(LimenError):
    """The record could not be made durable; its call must be refused."""


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    record: AuditRecord
    durable: asyncio.Future[None]


class Journal:
    """An appender in front of a store, for one event loop."""

    __slots__ = ("_begun", "_executor", "_failed", "_is_writing", "_oldest", "_store", "_waiting", "_writing")

    def __init__(self, store: Store) -> None:
        """Start with nothing waiting."""
        self._store = store
        self._executor = ThreadPoolExecutor(1, "journal")
        self._waiting: list[_Entry] = []
        self._writing = 0
        self._oldest = self._begun = 0.0  # When the oldest record came that waits, or that is being written.
        self._failed = -FAILURE_SECONDS
        self._is_writing = False

    def append(self, record: AuditRecord) -> asyncio.Future[None]:
        """Append a record; the future completes when it is durable, or fails with `UnwrittenRecordError`."""
        loop = asyncio.get_running_loop()
        durable = loop.create_future()
        if not self._waiting:
            self._oldest = monotonic()
        self._waiting.append(_Entry(record, durable))
        if not self._is_writing:
            self._is_writing = True
            loop.call_soon(self._gather, 0)
        return durable

    def measure(self) -> tuple[int, float]:
        """How many records are not durable yet, and for how many seconds the oldest of them has waited."""
        count = len(self._waiting) + self._writing
        return count, monotonic() - (self._begun if self._writing else self._oldest) if count else 0.0

    def is_failing(self) -> bool:
        """Whether records could not be written a moment ago."""
        return monotonic() - self._failed < FAILURE_SECONDS

    def close(self) -> None:
        """Wait for the running write. Call it when no requests are running."""
        self._executor.shutdown()

    def _gather(self, seen: int) -> None:
        """Write, unless more has come since the last turn of the event loop."""
        if seen < len(self._waiting) < LARGE_BATCH:
            asyncio.get_running_loop().call_soon(self._gather, len(self._waiting))
        else:
            self._write_waiting()

    def _write_waiting(self) -> None:
        batch, self._waiting = self._waiting, []
        self._writing, self._begun = len(batch), self._oldest
        # Without an asyncio future around the executor's: that would cost every call as much as the hand-over itself.
        written = self._executor.submit(self._store.append, [entry.record for entry in batch])
        written.add_done_callback(partial(self._report, asyncio.get_running_loop(), batch))

    def _report(self, loop: asyncio.AbstractEventLoop, batch: Sequence[_Entry], written: Future[None]) -> None:
        """Settle the batch in the event loop; called in the thread that wrote it."""
        loop.call_soon_threadsafe(self._settle, batch, written.exception())

    def _settle(self, batch: Sequence[_Entry], error: BaseException | None) -> None:
        self._writing = 0
        if error is not None:
            self._failed = monotonic()
            _log.error("%d audit records could not be written: %s", len(batch), type(error).__name__)
        for entry in batch:
            _resolve(entry.durable, error)
        self._is_writing = bool(self._waiting)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._gather, 0)


def _resolve(durable: asyncio.Future[None], error: BaseException | None) -> None:
    if durable.done():  # Its client has disconnected.
        return
    if error is None:
        durable.set_result(None)
    else:
        durable.set_exception(UnwrittenRecordError())
