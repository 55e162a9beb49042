"""The tables in the newest version of the schema; `versions/` has the steps to it.

Times are microseconds since 1970. `entity` is the present; `change` is the past, from which any state can be made
again; `event` is the audit trail; `last_used` has no past, its writes are numbered by `meta.uses`; `meta` has one row,
whose lock a writer holds.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

FORMAT = "limen"

EventRow = tuple[int | bytes | None, ...]
"""A row of `event`: the values of `EVENT_COLUMNS`."""

EVENT_NUMBERS = ("id", "request", "account", "principal", "access_key", "source", "name", "error", "address")
"""Columns of `event` that hold a number for each text to filter by; `body` has the texts (see `event_codec`)."""

EVENT_COLUMNS = ("at", *EVENT_NUMBERS, "body")
"""The columns of `event`, except the sequence number, which the database chooses."""

HAS_ERROR = "error IS NOT NULL"
"""The index on errors leaves out calls that succeeded."""

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
    Column("uses", BigInteger, nullable=False, server_default="0"),
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
    Column("number", BigInteger, nullable=False, server_default="0"),
    Index("last_used_by_number", "number"),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    *(Column(name, BigInteger, nullable=name == "error") for name in EVENT_NUMBERS),
    Column("body", LargeBinary, nullable=False),
    Index("event_by_time", "at"),
    Index("event_by_id", "id"),
    Index("event_by_request", "request"),
    Index("event_by_account", "account", "at"),
    Index("event_by_principal", "principal", "at"),
    Index("event_by_access_key", "access_key", "at"),
    Index("event_by_name", "name", "at"),
    Index("event_by_address", "address", "at"),
    Index("event_by_error", "error", "at", sqlite_where=text(HAS_ERROR), postgresql_where=text(HAS_ERROR)),
)
