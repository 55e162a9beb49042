"""The differences between database systems: connections, exclusive writing, the meaning of errors."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from limen.errors import ConcurrentModificationError, ServiceUnavailableError
from limen.store.sql.tables import EventRow
from limen.store.turns import BUSY

UNAVAILABLE = "The store cannot be reached or cannot write right now; nothing was changed."

Row = tuple[int | str, ...]


class Backend(Protocol):
    """One database. Its connections are inside a transaction that the user commits; leaving the block undoes it."""

    is_append_exclusive: bool
    """Whether appending audit records excludes writers (SQLite has one writer)."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the whole database."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that excludes all other writers, durable against loss of power."""
        ...

    def appending(self) -> AbstractContextManager[Connection]:
        """A transaction for audit records alone, durable against a kill of the process."""
        ...

    def append(self, rows: Sequence[EventRow]) -> None:
        """Append audit records in such a transaction, as fast as possible."""
        ...

    def insert_events(self, connection: Connection, rows: Sequence[EventRow]) -> None:
        """Append audit records within the transaction of `connection`."""
        ...

    def set_up(self) -> None:
        """Create or claim the location of the database; raises `StoreError` if it cannot be used."""
        ...

    def preparing(self) -> AbstractContextManager[Connection]:
        """A transaction that excludes other starting processes, to create or upgrade tables."""
        ...

    def fetch_numbers(self) -> tuple[int, int]:
        """The newest committed revision and write of last uses, as fast as possible; called under a lock."""
        ...

    def is_busy(self, error: DBAPIError) -> bool:
        """Whether the error means that another writer held its lock for too long."""
        ...

    def explain(self, error: DBAPIError) -> str:
        """Why the database did not open, and what to do."""
        ...

    def measure(self, connection: Connection) -> int:
        """The size of the database in bytes."""
        ...

    def count_connections(self) -> tuple[int, int]:
        """How many connections are open in the pools, and how many of them are in use."""
        ...

    def close(self) -> None:
        """Release connections and other resources."""
        ...


@contextmanager
def faults_of(backend: Backend) -> Iterator[None]:
    """Convert the database's errors; statements and their values stay out of the messages (P8)."""
    try:
        yield
    except DBAPIError as error:
        if backend.is_busy(error):
            raise ConcurrentModificationError(BUSY) from error
        raise ServiceUnavailableError(UNAVAILABLE) from error
    except SQLAlchemyError as error:
        raise ServiceUnavailableError(UNAVAILABLE) from error


def count_pooled(*engines: Engine) -> tuple[int, int]:
    """How many connections are open in the pools of these engines, and how many of them are in use."""
    pools = [engine.pool for engine in engines if isinstance(engine.pool, QueuePool)]
    in_use = sum(pool.checkedout() for pool in pools)
    return in_use + sum(pool.checkedin() for pool in pools), in_use
