"""SQLite, embedded (docs/decisions/0003): WAL, `synchronous=FULL` for writes and `NORMAL` for audit records alone.

In WAL, commits with `NORMAL` survive the kill of the process; a loss of power can lose the newest ones. Readers never
wait. The file is created with mode 0600; its log files inherit that.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from limen.errors import ServiceUnavailableError
from limen.store.interface import StoreError
from limen.store.sql.backend import UNAVAILABLE, Row, count_pooled
from limen.store.sql.tables import EVENT_COLUMNS, EventRow

APPLICATION_ID = 0x4C494D4E
"""`LIMN`, at byte 68 of the file, by which `file` and SQLite's tools can recognize it."""

SMALL_ENOUGH_TO_CHECK_BYTES = 64 * 1024 * 1024
"""Up to this size the whole file is checked at each start, above it only the present state (0.75 s per GiB)."""

PAGES_BETWEEN_CHECKPOINTS = 8192
"""32 MiB of log, eight times SQLite's default. Audit records repeatedly change the same few pages of their indexes; the
less often these are copied to the database, the shorter the waits for the disk (batches of 20: 0.9 ms instead of 3)."""

RETRY_SECONDS = 0.01
_PRIMARY_CODE = 0xFF
_SYNCHRONOUS = "limen.synchronous"
_SIZE = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
_INSERT_EVENT = "INSERT INTO event ({}) VALUES ({})".format(  # noqa: S608 - constants
    ", ".join(EVENT_COLUMNS), ", ".join("?" for _ in EVENT_COLUMNS)
)


class SQLiteBackend:
    """One SQLite file."""

    is_append_exclusive = True

    def __init__(self, path: Path, *, timeout_seconds: float, is_lasting: bool = True) -> None:
        """Use the file at `path`; `is_lasting=False` never waits for the disk."""
        self._path = path
        self._timeout_seconds = timeout_seconds
        self._durable, self._audited = ("FULL", "NORMAL") if is_lasting else ("OFF", "OFF")
        url = URL.create("sqlite", database=str(path))
        self._engine = create_engine(url, hide_parameters=True, connect_args={"timeout": timeout_seconds})
        event.listen(self._engine, "connect", _prepare_connection)
        self._watch: sqlite3.Connection | None = None
        self._appender: sqlite3.Connection | None = None

    def set_up(self) -> None:
        _require_usable_file(self._path)
        with self._engine.connect() as connection:
            _claim(connection)
            if connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
                self._switch_to_wal(connection)
            _check(connection, whole=self._path.stat().st_size <= SMALL_ENOUGH_TO_CHECK_BYTES)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._immediate(self._durable) as connection:
            yield connection

    @contextmanager
    def appending(self) -> Iterator[Connection]:
        with self._immediate(self._audited) as connection:
            yield connection

    def append(self, rows: Sequence[EventRow]) -> None:
        """Use the driver itself: nearly every call appends a record, and SQLAlchemy would cost twice as much.

        The connection is separate and stays open; one user at a time (`is_append_exclusive`).
        """
        try:
            connection = self._appender = self._appender or self._connect_appender()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT_EVENT, rows)
            connection.execute("COMMIT")
        except BaseException as error:
            self._drop_appender()
            if isinstance(error, sqlite3.Error):
                raise ServiceUnavailableError(UNAVAILABLE) from error
            raise

    def insert_events(self, connection: Connection, rows: Sequence[EventRow]) -> None:
        connection.exec_driver_sql(_INSERT_EVENT, list(rows))

    @contextmanager
    def preparing(self) -> Iterator[Connection]:
        with self._immediate(self._durable) as connection:
            yield connection

    def fetch_numbers(self) -> tuple[int, int]:
        rows = self._ask("SELECT revision, uses FROM meta WHERE id = 1")
        if not rows:
            raise ServiceUnavailableError(UNAVAILABLE)
        return int(rows[0][0]), int(rows[0][1])

    def is_busy(self, error: DBAPIError) -> bool:
        return _sqlite_code(error) == sqlite3.SQLITE_BUSY

    def explain(self, error: DBAPIError) -> str:
        match _sqlite_code(error):
            case sqlite3.SQLITE_NOTADB:
                problem = "is damaged or of another kind. Name another file, or restore a backup."
            case sqlite3.SQLITE_CORRUPT:
                problem = "is damaged. Restore it from a backup."
            case sqlite3.SQLITE_BUSY:
                problem = "is held by another process. Stop that, or try again."
            case _:
                problem = f"cannot be opened: {error.orig}."
        return f"The database {self._path} {problem}"

    def measure(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql(_SIZE).scalar_one())

    def count_connections(self) -> tuple[int, int]:
        return count_pooled(self._engine)

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._drop_appender()
        self._engine.dispose()

    @contextmanager
    def _immediate(self, synchronous: str) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            _set_synchronous(connection, synchronous)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def _ask(self, statement: str) -> list[Row]:
        try:
            if self._watch is None:
                self._watch = self._connect_watch()
            # `fetchall` ends the statement and releases the read lock; `fetchone` would keep it.
            return self._watch.execute(statement).fetchall()
        except sqlite3.Error as error:
            raise ServiceUnavailableError(UNAVAILABLE) from error

    def _connect_watch(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _connect_appender(self) -> sqlite3.Connection:
        connection = self._connect()
        _prepare_connection(connection)
        connection.execute(f"PRAGMA synchronous = {self._audited}")
        return connection

    def _connect(self) -> sqlite3.Connection:
        """A connection of the driver, which transactions are begun and ended on by hand."""
        return sqlite3.connect(self._path, timeout=self._timeout_seconds, isolation_level=None, check_same_thread=False)

    def _drop_appender(self) -> None:
        """Close the connection; a transaction that is open on it is undone."""
        appender, self._appender = self._appender, None
        if appender is not None:
            appender.close()

    def _switch_to_wal(self, connection: Connection) -> None:
        """Switch to WAL; SQLite does not wait by itself while another process does the same."""
        deadline = monotonic() + self._timeout_seconds
        while True:
            try:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                return
            except OperationalError as error:
                if not self.is_busy(error) or monotonic() > deadline:
                    raise
                sleep(RETRY_SECONDS)


def _set_synchronous(connection: Connection, level: str) -> None:
    if connection.info.get(_SYNCHRONOUS) != level:  # The setting lasts as long as the pooled connection.
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        connection.info[_SYNCHRONOUS] = level


def _require_usable_file(path: Path) -> None:
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with path.open("r+b"):
            pass
    except OSError as error:
        raise StoreError(f"The database {path} cannot be written: {error.strerror}. Name a writable place.") from error
    if not os.access(path.parent, os.W_OK):
        raise StoreError(f"The folder {path.parent} cannot be written; SQLite needs that. Name a writable place.")


def _prepare_connection(connection: sqlite3.Connection, _record: object = None) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_BETWEEN_CHECKPOINTS}")


def _claim(connection: Connection) -> None:
    """Mark an empty database as Limen's; refuse one with tables but without the mark."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if application == APPLICATION_ID:
        return
    if application != 0 or connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one():
        raise StoreError("The file is a SQLite database of another program. Name another file.")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _check(connection: Connection, *, whole: bool) -> None:
    tables = ("",) if whole else ("(meta)", "(entity)")
    for table in tables:
        findings = connection.exec_driver_sql(f"PRAGMA quick_check{table}").scalars().all()
        if findings != ["ok"]:
            raise StoreError(f"The database is damaged ({findings[0]}). Restore it from a backup.")


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else int(code) & _PRIMARY_CODE
