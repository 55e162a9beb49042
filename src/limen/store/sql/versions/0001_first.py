"""The first schema: meta, entity, change, event. Frozen: later versions of the schema are files of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

AUTOINCREMENT = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STORE_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


def upgrade() -> None:
    """Make the tables and the one row of `meta`."""
    op.create_table(
        "meta",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("store_id", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sealed_keys", sa.LargeBinary, nullable=True),
        sa.CheckConstraint("id = 1", name="single_row"),
    )
    op.create_table(
        "entity",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    _create_change()
    _create_event()
    # The values are constants of this file.
    store_id = STORE_ID[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO meta (id, format, store_id, revision, at) VALUES (1, 'limen', {store_id}, 0, 0)"  # noqa: S608 - constants
    )


def _create_change() -> None:
    op.create_table(
        "change",
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("actor_arn", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=True),
        sa.Column("after", sa.Text, nullable=True),
    )
    op.create_index("change_by_time", "change", ["at"])


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("seq", AUTOINCREMENT, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("principal_arn", sa.Text, nullable=False),
        sa.Column("access_key_id", sa.Text, nullable=False),
        sa.Column("event_source", sa.Text, nullable=False),
        sa.Column("event_name", sa.Text, nullable=False),
        sa.Column("error_code", sa.Text, nullable=False),
        sa.Column("source_ip", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("event_by_time", "event", ["at"])
    op.create_index("event_by_account", "event", ["account", "at"])
    op.create_index("event_by_principal", "event", ["principal_arn", "at"])
    op.create_index("event_by_access_key", "event", ["access_key_id", "at"])
    op.create_index("event_by_name", "event", ["event_name", "at"])
