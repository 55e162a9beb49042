"""SQLite databases as files: consistent copies of a database in use, and replacing one database with another.

A database in use consists of up to four files. A log that is left beside another database would be written into that
one, so nothing of the former database may stay beside the new one.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from limen.store.interface import StoreError
from limen.store.sql.row_copy import Progress

PAGES_AT_A_TIME = 2048
"""Pages between two reports of progress: 8 MiB."""

_LOGS = ("-wal", "-shm", "-journal")


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """An empty private file beside the target, removed at the end unless it was moved; one left by a kill is reused."""
    draft = target.with_name(f".{target.name}.partial")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{target} is being written by another process.") from None
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 0)
        _remove_logs(draft)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)
            _remove_logs(draft)
    finally:
        os.close(descriptor)


def copy_database(source: sqlite3.Connection, draft: Path, progress: Progress) -> None:
    """Copy the state that `source` sees in its transaction into one file without logs; writers are not blocked."""

    def report(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    with closing(sqlite3.connect(draft, isolation_level=None)) as target:
        source.backup(target, pages=PAGES_AT_A_TIME, progress=report)
        target.execute("PRAGMA journal_mode = DELETE")


def open_unchanged(path: Path) -> sqlite3.Connection:
    """Read a file that nobody writes to, without creating logs beside it."""
    has_log = any(path.with_name(f"{path.name}{log}").exists() for log in _LOGS)
    mode = "mode=ro" if has_log else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)


def end_logs(database: Path) -> None:
    """Write the logs into the database, unless it is damaged; raises `StoreError` while it is in use."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreError(f"{database} is in use by another process. Stop it first.") from None


def publish(draft: Path, target: Path) -> None:
    """Make the draft durable under its name; raises `StoreError` if a file of that name exists by now."""
    _sync(draft)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"{target} exists already; backups do not overwrite files.") from None
    draft.replace(target)
    _sync(target.parent)


def take_place(draft: Path, database: Path, aside: Path) -> None:
    """Replace a database, which is kept as `aside`; a kill at any moment leaves the old one or the new one.

    Raises `StoreError` while another process uses the old one.
    """
    _sync(draft)
    if database.exists():
        end_logs(database)
        aside.hardlink_to(database)
    for log in _LOGS:  # Only a damaged or lost database still has any.
        with suppress(FileNotFoundError):
            database.with_name(f"{database.name}{log}").rename(aside.with_name(f"{aside.name}{log}"))
    draft.replace(database)
    _sync(database.parent)


def _remove_logs(path: Path) -> None:
    for log in _LOGS:
        path.with_name(f"{path.name}{log}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
