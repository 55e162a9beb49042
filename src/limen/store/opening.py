"""`open_store`: the address of a database to a ready store, or an error that says what to do.

| address | database |
|---|---|
| a path, or `sqlite:///path` | that SQLite file, created if it does not exist |
| `postgresql+psycopg://user@host/name` | that PostgreSQL database |
| `ephemeral:` | an SQLite file in a temporary directory, removed when the store is closed |
"""

import re
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
"""How long a write waits for other writers before it fails with `ConcurrentModification`."""

_EPHEMERAL_ADDRESSES = {EPHEMERAL, "sqlite://", "sqlite:///:memory:"}
_URL_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class AddressError(StoreError):
    """The address is not of a supported database; the message does not repeat it, because it may contain a password."""


def is_ephemeral(address: str) -> bool:
    """Whether it names a database that is removed when its store is closed."""
    return address in _EPHEMERAL_ADDRESSES


def is_remote(address: str) -> bool:
    """Whether it names a database behind a network."""
    return address.startswith("postgresql")


def open_store(address: str | Path, *, timeout_seconds: float = TIMEOUT_SECONDS) -> SQLStore:
    """Open the database, create or upgrade its tables, load the present state; raises `StoreError` with the reason."""
    backend = choose_backend(address, timeout_seconds)
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


def choose_backend(address: str | Path, timeout_seconds: float) -> Backend:
    """The database system of an address, without opening anything."""
    if isinstance(address, Path):
        return SQLiteBackend(address, timeout_seconds=timeout_seconds)
    if is_ephemeral(address):
        return _EphemeralBackend(timeout_seconds)
    if "://" not in address and not _URL_LIKE.match(address):
        return SQLiteBackend(Path(address), timeout_seconds=timeout_seconds)
    url = _parse_url(address)
    match url.get_backend_name():
        case "sqlite":
            return SQLiteBackend(Path(url.database or ""), timeout_seconds=timeout_seconds)
        case "postgresql":
            return _postgresql(url, timeout_seconds)
        case other:
            raise AddressError(f"{other!r} is not a supported database: use sqlite or postgresql+psycopg.")


def _parse_url(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        raise AddressError("The database's address is not a URL of the form dialect://user@host/name.") from None


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
