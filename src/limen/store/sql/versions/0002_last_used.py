"""Last uses in a table of their own: they were entities with change records, and each moved the revision.

The content of the entities moves here. Their change records are deleted, except those of the newest revision, which
must remain the one that `meta` names. Frozen: later versions of the schema are files of their own.
"""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RETIRED = "last-used"

entity = sa.table("entity", sa.column("kind"), sa.column("document"))
change = sa.table("change", sa.column("kind"), sa.column("revision"))
meta = sa.table("meta", sa.column("revision"))


def upgrade() -> None:
    """Make the table and move the known last uses."""
    last_used = op.create_table(
        "last_used",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    is_retired = entity.c.kind == RETIRED
    rows = [_row(document) for document in connection.scalars(sa.select(entity.c.document).where(is_retired))]
    if rows:
        op.bulk_insert(last_used, rows)
    newest = sa.select(meta.c.revision).scalar_subquery()
    connection.execute(sa.delete(entity).where(is_retired))
    connection.execute(sa.delete(change).where(change.c.kind == RETIRED, change.c.revision < newest))


def _row(document: str) -> dict[str, object]:
    use = json.loads(document)
    at = (datetime.fromisoformat(use["at"]) - EPOCH) // timedelta(microseconds=1)
    return {
        "account": use["account"],
        "subject": use["subject"],
        "at": at,
        "region": use["region"],
        "service": use["service"],
    }
