"""A compact audit trail: deflated records, numbers instead of texts in columns and indexes, indexes for all look-ups.

Every record is read and written again, so this takes about a minute for a million of them. Frozen: later versions of
the schema are files of their own; the form of a body never changes (see `limen.store.sql.event_codec`).
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from limen.domain.events import AuditRecord
from limen.store.codec import from_microseconds
from limen.store.sql.event_codec import number_of, render_body

revision = "0003"
down_revision = "0002"

AUTOINCREMENT = sa.BigInteger().with_variant(sa.Integer, "sqlite")
BATCH = 1000
OLD_INDEXES = ("event_by_time", "event_by_account", "event_by_principal", "event_by_access_key", "event_by_name")
NUMBERED = {
    "id": "id",
    "request": "request_id",
    "account": "account",
    "principal": "principal_arn",
    "access_key": "access_key_id",
    "source": "event_source",
    "name": "event_name",
    "error": "error_code",
    "address": "source_ip",
}
TEXTS = tuple(field for field in NUMBERED.values() if field != "request_id")
HAS_ERROR = sa.text("error IS NOT NULL")

old = sa.table("old_event", sa.column("seq"), sa.column("at"), sa.column("document"), *map(sa.column, TEXTS))


def upgrade() -> None:
    """Make the new table, move the records, and index them."""
    for index in OLD_INDEXES:
        op.drop_index(index, "event")
    op.rename_table("event", "old_event")
    event = op.create_table(
        "event",
        sa.Column("seq", AUTOINCREMENT, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=name == "error") for name in NUMBERED),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    for batch in _batches():
        op.bulk_insert(event, batch)
    op.drop_table("old_event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('event', 'seq'), coalesce(max(seq), 0) + 1, false) FROM event")
    op.create_index("event_by_time", "event", ["at"])
    op.create_index("event_by_id", "event", ["id"])
    op.create_index("event_by_request", "event", ["request"])
    for name in ("account", "principal", "access_key", "name", "address"):
        op.create_index(f"event_by_{name}", "event", [name, "at"])
    op.create_index("event_by_error", "event", ["error", "at"], sqlite_where=HAS_ERROR, postgresql_where=HAS_ERROR)


def _batches() -> Iterator[list[dict[str, object]]]:
    after = -1
    while rows := op.get_bind().execute(sa.select(old).where(old.c.seq > after).order_by(old.c.seq).limit(BATCH)).all():
        yield [_compact(row) for row in rows]
        after = rows[-1].seq


def _compact(row: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    texts = {name: getattr(row, name) for name in TEXTS}
    try:
        request_id = str(json.loads(row.document).get("requestID", ""))
    except (ValueError, AttributeError):
        request_id = ""
    record = AuditRecord(at=from_microseconds(row.at), document=row.document, request_id=request_id, **texts)
    numbers = {name: number_of(getattr(record, field)) for name, field in NUMBERED.items()}
    return {"seq": row.seq, "at": row.at, **numbers, "error": numbers["error"] or None, "body": render_body(record)}
