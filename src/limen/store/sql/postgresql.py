"""PostgreSQL, for more than one machine (docs/decisions/0003): the row of `meta` is the writers' lock.

Audit records alone are appended by one statement each time, without waiting for the disk: as with SQLite, a killed
process of Limen loses none. If PostgreSQL itself crashes, the records of the last moments may be lost; they describe
calls that changed nothing. `?options=-c synchronous_commit=on` in the URL waits for the disk.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DBAPIError

from limen.errors import ServiceUnavailableError
from limen.store.interface import StoreError
from limen.store.sql.backend import UNAVAILABLE, Row, count_pooled
from limen.store.sql.tables import EVENT_COLUMNS, EventRow

START_LOCK = 0x4C494D454E
"""Advisory lock (`LIMEN`) that starting processes take in turn."""

ABANDONED_SECONDS = 30
"""A writer that is silent for this long is considered dead; the server undoes its transaction."""

CONNECT_SECONDS = 5

APPEND_OPTION = "-c synchronous_commit=off"

_INSERT_EVENTS = "INSERT INTO event ({}) SELECT * FROM unnest({}, %s::bytea[])".format(  # noqa: S608 - constants
    ", ".join(EVENT_COLUMNS), ", ".join("%s::bigint[]" for _ in EVENT_COLUMNS[1:])
)

BUSY_STATES = frozenset({"55P03", "57014", "40001", "40P01"})
"""Lock not available, query canceled, serialization failure, deadlock (PostgreSQL appendix A)."""


class PostgreSQLBackend:
    """One PostgreSQL database."""

    is_append_exclusive = False

    def __init__(self, url: URL, *, timeout_seconds: float) -> None:
        """Use the database at `url`; writers wait for each other up to the time limit."""
        milliseconds = int(timeout_seconds * 1000)
        options = f"-c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout={ABANDONED_SECONDS}s"
        self._place = url.set(query={}).render_as_string(
            hide_password=True
        )  # The query part of a URL may contain passwords too.
        arguments = {"options": options, "tcp_user_timeout": milliseconds, "connect_timeout": CONNECT_SECONDS}
        given = {name: value for name, value in arguments.items() if name not in url.query}
        self._engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=given)
        self._audited = create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            isolation_level="AUTOCOMMIT",
            connect_args=given | ({"options": f"{options} {APPEND_OPTION}"} if "options" in given else {}),
        )
        self._watch: psycopg.Connection | None = None

    def set_up(self) -> None:
        """Do nothing: the database already exists, and `upgrade_schema` creates its tables."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._engine.connect() as plain:
            yield plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def appending(self) -> Iterator[Connection]:
        with self._audited.connect() as connection:
            yield connection

    def append(self, rows: Sequence[EventRow]) -> None:
        with self.appending() as connection:
            self.insert_events(connection, rows)

    def insert_events(self, connection: Connection, rows: Sequence[EventRow]) -> None:
        """One statement, however many rows there are."""
        connection.exec_driver_sql(_INSERT_EVENTS, tuple(map(list, zip(*rows, strict=True))))

    @contextmanager
    def preparing(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({START_LOCK})")
            yield connection

    def fetch_numbers(self) -> tuple[int, int]:
        row = self._ask("SELECT revision, uses FROM meta WHERE id = 1")
        if row is None:
            raise ServiceUnavailableError(UNAVAILABLE)
        return int(row[0]), int(row[1])

    def is_busy(self, error: DBAPIError) -> bool:
        return getattr(error.orig, "sqlstate", None) in BUSY_STATES

    def explain(self, error: DBAPIError) -> str:
        return f"The database {self._place} cannot be used: {str(error.orig).strip()}"

    def measure(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

    def count_connections(self) -> tuple[int, int]:
        return count_pooled(self._engine, self._audited)

    def close(self) -> None:
        self._drop_watch()
        self._engine.dispose()
        self._audited.dispose()

    def _ask(self, statement: LiteralString) -> Row | None:
        try:
            return self._ask_once(statement)
        except (psycopg.Error, DBAPIError):
            # The server was restarted, or the connection was lost: try once more on a new connection.
            self._drop_watch()
        try:
            return self._ask_once(statement)
        except (psycopg.Error, DBAPIError) as error:
            self._drop_watch()
            raise ServiceUnavailableError(UNAVAILABLE) from error

    def _ask_once(self, statement: LiteralString) -> Row | None:
        if self._watch is None:
            self._watch = self._connect_watch()
        return self._watch.execute(statement).fetchone()

    def _connect_watch(self) -> psycopg.Connection:
        pooled = self._engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        if not isinstance(connection, psycopg.Connection):
            raise StoreError("PostgreSQL needs the driver psycopg: use postgresql+psycopg://...")
        connection.autocommit = True
        return connection

    def _drop_watch(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
