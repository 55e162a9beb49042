"""The tables in the newest version of the schema; `versions/` has the steps to it.

Times are microseconds since 1970. `entity` is the present; `change` is the past, from which any state can be made
again; `event` is the audit trail; `last_used` has no past; `meta` has one row, whose lock a writer holds.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, Table, Text

FORMAT = "limen"

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single_row"), primary_key=True, autoincrement=False),
    Column("format", Text, nullable=False),
    Column("store_id", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed_keys", LargeBinary, nullable=True),
)

entity = Table(
    "entity",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("document", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

change = Table(
    "change",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("actor_arn", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Index("change_by_time", "at"),
)

last_used = Table(
    "last_used",
    metadata,
    Column("account", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("region", Text, nullable=False),
    Column("service", Text, nullable=False),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("principal_arn", Text, nullable=False),
    Column("access_key_id", Text, nullable=False),
    Column("event_source", Text, nullable=False),
    Column("event_name", Text, nullable=False),
    Column("error_code", Text, nullable=False),
    Column("source_ip", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("event_by_time", "at"),
    Index("event_by_account", "account", "at"),
    Index("event_by_principal", "principal_arn", "at"),
    Index("event_by_access_key", "access_key_id", "at"),
    Index("event_by_name", "event_name", "at"),
)
