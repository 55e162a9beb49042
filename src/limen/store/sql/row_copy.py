"""Copying a database row by row, from one system to another, and proving that nothing was changed.

Both sides have the newest schema. A table's digest is the sum of its rows' digests, because the systems order texts
differently.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from sqlalchemy import Connection, Row, Table, delete, insert, select

from limen.store.interface import StoreError
from limen.store.sql.tables import metadata

ROWS_AT_A_TIME = 1000

Progress = Callable[[int, int], None]
"""Called with the number of rows done, and of all rows."""

Digests = Mapping[str, int]

_MOVE_SEQUENCE = "SELECT setval(pg_get_serial_sequence('event', 'seq'), coalesce(max(seq), 0) + 1, false) FROM event"


def copy_rows(source: Connection, target: Connection, progress: Progress, total: int) -> Digests:
    """Replace all rows of `target` without committing; return the digests of the rows that were read, by table."""
    done = 0
    digests = dict.fromkeys(metadata.tables, 0)
    for table in metadata.sorted_tables:
        target.execute(delete(table))
        for rows in _batches(source, table):
            digests[table.name] += _digest(rows)
            target.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in rows])
            done += len(rows)
            progress(done, total)
    if target.dialect.name == "postgresql":  # Rows inserted with their numbers do not advance the sequence.
        target.exec_driver_sql(_MOVE_SEQUENCE)
    return digests


def require_equal(connection: Connection, expected: Digests) -> None:
    """Read all rows back; raises `StoreError` if their digests differ."""
    for table in metadata.sorted_tables:
        if sum(map(_digest, _batches(connection, table))) != expected[table.name]:
            raise StoreError(f"The copy of {table.name} differs from the original; it was not kept.")


def _batches(connection: Connection, table: Table) -> Iterator[list[Row[tuple[object, ...]]]]:
    result = connection.execute(select(table), execution_options={"yield_per": ROWS_AT_A_TIME})
    return (list(rows) for rows in result.partitions())


def _digest(rows: Iterable[Row[tuple[object, ...]]]) -> int:
    return sum(int.from_bytes(sha256(repr(tuple(row)).encode()).digest()) for row in rows)
