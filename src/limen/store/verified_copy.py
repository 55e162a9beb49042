"""Backup and restore: a backup is one SQLite file for either database system, and is verified before it is reported.

The original keeps serving. A copy is written beside its destination, opened, compared with the original, and only then
gets its name. So it can be read back into SQLite or PostgreSQL, which is also how a store moves from one to the other.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from limen.store.interface import StoreError
from limen.store.opening import choose_backend, open_store
from limen.store.sql.backend import Backend
from limen.store.sql.contents import Contents, read_contents, require_sound
from limen.store.sql.row_copy import Progress, copy_rows, require_equal
from limen.store.sql.sqlite_files import copy_database, draft_of, end_logs, open_unchanged, publish, take_place
from limen.store.sql.upgrade import SCHEMA_VERSION, upgrade_schema

WAIT_SECONDS = 5.0

Accept = Callable[[Contents], None]
"""Raises an error if a copy with these contents must not be kept."""


def back_up(address: str | Path, target: Path, *, accept: Accept, progress: Progress) -> Contents:
    """Copy the database to a new file of mode 0600; raises `StoreError`, and then there is no such file."""
    if target.exists():
        raise StoreError(f"{target} exists already; backups do not overwrite files.")
    backend = choose_backend(address, WAIT_SECONDS)
    try:
        with draft_of(target) as draft, _explained(backend):
            found = _copy_out(backend, draft, progress)
            if _examine(draft) != found:
                raise StoreError("The copy differs from the original; it was not kept.")
            accept(found)
            publish(draft, target)
    finally:
        backend.close()
    return found


def restore_file(backup: Path, database: Path, *, aside: Path, accept: Accept, progress: Progress) -> Contents:
    """Replace an SQLite database that no server uses with a backup; the former one is kept as `aside`."""
    with draft_of(database) as draft:
        contents = _prepare(backup, draft, accept, progress)
        take_place(draft, database, aside)
    return contents


def restore_rows(backup: Path, address: str, *, scratch: Path, accept: Accept, progress: Progress) -> Contents:
    """Write a backup into an empty database, all or nothing; `scratch` names a temporary file."""
    backend = choose_backend(address, WAIT_SECONDS)
    try:
        with draft_of(scratch) as draft, _explained(backend):
            contents = _prepare(backup, draft, accept, progress)
            _copy_in(draft, backend, contents, progress)
    finally:
        backend.close()
    return contents


def _copy_out(backend: Backend, draft: Path, progress: Progress) -> Contents:
    with backend.reading() as source:
        found = read_contents(source)
        raw = source.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):
            copy_database(raw, draft, progress)
            return found
        if found.schema != SCHEMA_VERSION:
            raise StoreError(f"The database has schema {found.schema}: use the version of Limen that wrote it.")
        open_store(draft).close()
        with _sqlite(draft) as target:
            digests = copy_rows(source, target, progress, _rows_of(found))
            target.commit()
    end_logs(draft)
    with _sqlite(draft) as target:
        require_equal(target, digests)
    return found


def _prepare(backup: Path, draft: Path, accept: Accept, progress: Progress) -> Contents:
    """Copy the backup to the draft, in the newest schema, and check it."""
    try:
        with closing(open_unchanged(backup)) as source:
            copy_database(source, draft, progress)
        contents = _examine(draft)
    except (sqlite3.DatabaseError, DBAPIError) as error:
        raise StoreError(f"{backup} is not a backup, or is damaged.") from error
    accept(contents)
    open_store(draft).close()  # Upgrades the schema, and refuses a newer one.
    end_logs(draft)
    return _examine(draft)


def _copy_in(draft: Path, backend: Backend, contents: Contents, progress: Progress) -> None:
    with _sqlite(draft) as source, backend.preparing() as target:
        upgrade_schema(target)
        if not read_contents(target).is_empty:
            raise StoreError("The database is not empty. Restore into an empty one.")
        digests = copy_rows(source, target, progress, _rows_of(contents))
        require_equal(target, digests)
        require_sound(target)
        target.commit()


def _examine(path: Path) -> Contents:
    with _sqlite(path) as connection:
        return require_sound(connection)


@contextmanager
def _sqlite(path: Path) -> Iterator[Connection]:
    backend = choose_backend(path, WAIT_SECONDS)
    try:
        with backend.reading() as connection:
            yield connection
    finally:
        backend.close()


@contextmanager
def _explained(backend: Backend) -> Iterator[None]:
    """Convert errors of the database; statements and values stay out of the messages (P8)."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(backend.explain(error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"The database cannot be copied: {error}.") from error


def _rows_of(contents: Contents) -> int:
    return contents.entities + contents.changes + contents.audit_records + contents.last_uses + 1
