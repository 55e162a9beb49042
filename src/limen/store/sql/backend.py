"""What differs between database systems: how to connect, who may write, what their errors mean."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from limen.errors import ConcurrentModificationError, ServiceUnavailableError
from limen.store.turns import BUSY

UNAVAILABLE = "The store cannot be reached or cannot write right now; nothing was changed."


class Backend(Protocol):
    """One database. Connections it gives are inside a transaction that the user commits; leaving undoes it."""

    is_append_exclusive: bool
    """Whether appending audit records keeps writers out (SQLite has one writer)."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the whole database."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that keeps all other writers out, durable against loss of power."""
        ...

    def appending(self) -> AbstractContextManager[Connection]:
        """A transaction for audit records alone, durable against a kill of the process."""
        ...

    def set_up(self) -> None:
        """Make or claim the place of the database; raises `StoreError` if it is not fit for use."""
        ...

    def preparing(self) -> AbstractContextManager[Connection]:
        """A transaction that keeps other starting processes out, to make or upgrade tables."""
        ...

    def fetch_revision(self) -> int:
        """The newest committed revision, as fast as can be; called under a lock."""
        ...

    def is_busy(self, error: DBAPIError) -> bool:
        """Whether the error means that another writer held its lock for too long."""
        ...

    def explain(self, error: DBAPIError) -> str:
        """What is wrong with the database that did not open, and what to do."""
        ...

    def close(self) -> None:
        """Release connections and whatever else is held."""
        ...


@contextmanager
def faults_of(backend: Backend) -> Iterator[None]:
    """Turn the database's errors into ours; statements and their values stay out of the messages (P8)."""
    try:
        yield
    except DBAPIError as error:
        if backend.is_busy(error):
            raise ConcurrentModificationError(BUSY) from error
        raise ServiceUnavailableError(UNAVAILABLE) from error
    except SQLAlchemyError as error:
        raise ServiceUnavailableError(UNAVAILABLE) from error
