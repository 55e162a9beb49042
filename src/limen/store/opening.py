"""`open_store`: from the address of a database to a store that is ready, or an error that says what to do.

| address | database |
|---|---|
| a path, or `sqlite:///path` | that SQLite file, made if it is not there |
| `postgresql+psycopg://user@host/name` | that PostgreSQL database |
| `ephemeral:` | an SQLite file in a temporary directory, gone when the store is closed |
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from limen.store.interface import StoreError
from limen.store.sql.backend import Backend
from limen.store.sql.sqlite import SQLiteBackend
from limen.store.sql.store import SQLStore
from limen.store.sql.upgrade import require_own_format, upgrade_schema

EPHEMERAL = "ephemeral:"
TIMEOUT_SECONDS = 5.0
"""How long a write waits for the others before it is `ConcurrentModification`."""

_EPHEMERAL_URLS = {"sqlite://", "sqlite:///:memory:"}


def open_store(address: str | Path, *, timeout_seconds: float = TIMEOUT_SECONDS) -> SQLStore:
    """Open the database, make or upgrade its tables, load the present; raises `StoreError`, which tells why not."""
    backend = _choose_backend(address, timeout_seconds)
    try:
        backend.set_up()
        with backend.preparing() as connection:
            upgrade_schema(connection)
            require_own_format(connection)
            connection.commit()
        return SQLStore(backend, timeout_seconds=timeout_seconds)
    except DBAPIError as error:
        backend.close()
        raise StoreError(backend.explain(error)) from error
    except StoreError:
        backend.close()
        raise


def _choose_backend(address: str | Path, timeout_seconds: float) -> Backend:
    if address == EPHEMERAL or address in _EPHEMERAL_URLS:
        return _EphemeralBackend(timeout_seconds)
    if isinstance(address, Path) or "://" not in address:
        return SQLiteBackend(Path(address), timeout_seconds=timeout_seconds)
    url = _parse_url(address)
    match url.get_backend_name():
        case "sqlite":
            return SQLiteBackend(Path(url.database or ""), timeout_seconds=timeout_seconds)
        case "postgresql":
            return _postgresql(url, timeout_seconds)
        case other:
            raise StoreError(f"{other!r} is not a database that Limen knows: use sqlite or postgresql+psycopg.")


def _parse_url(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        # The address may hold a password: it is not repeated.
        raise StoreError("The database's address is not a URL of the form dialect://user@host/name.") from None


def _postgresql(url: URL, timeout_seconds: float) -> Backend:
    try:
        from limen.store.sql.postgresql import PostgreSQLBackend  # noqa: PLC0415 - psycopg is an extra
    except ImportError as error:
        raise StoreError("PostgreSQL needs psycopg: pip install 'limen[postgresql]'.") from error
    return PostgreSQLBackend(url.set(drivername="postgresql+psycopg"), timeout_seconds=timeout_seconds)


class _EphemeralBackend(SQLiteBackend):
    """A database that lives as long as its store."""

    def __init__(self, timeout_seconds: float) -> None:
        self._folder = TemporaryDirectory(prefix="limen-")
        super().__init__(Path(self._folder.name) / "limen.sqlite3", timeout_seconds=timeout_seconds, is_lasting=False)

    def close(self) -> None:
        super().close()
        self._folder.cleanup()
