"""The contents of a database in numbers, and whether it is sound: for comparing a copy with its original."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, inspect, select

from limen.store.codec import parse_entity
from limen.store.interface import StoreError
from limen.store.kinds import RETIRED_KINDS
from limen.store.sql.tables import change, entity, event, last_used, meta
from limen.store.sql.upgrade import find_version, require_own_format


@dataclass(frozen=True, slots=True)
class Contents:
    """The schema's version, the newest revision, and the number of rows of each kind."""

    schema: str
    revision: int
    accounts: int
    entities: int
    changes: int
    audit_records: int
    last_uses: int
    sealed_keys: bytes | None = field(repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever written."""
        return not (self.revision or self.audit_records or self.sealed_keys)


def read_contents(connection: Connection) -> Contents:
    """Count the rows, in any version of the schema; raises `StoreError` if the database is not Limen's."""
    present = set(inspect(connection).get_table_names())
    version = find_version(connection, present)
    if version is None:
        raise StoreError("There is no database of Limen in it.")
    require_own_format(connection)
    revision, sealed_keys = connection.execute(select(meta.c.revision, meta.c.sealed_keys)).one()
    accounts = select(func.count()).select_from(entity).where(entity.c.kind == "account")

    def count(table: Table) -> int:
        counted = select(func.count()).select_from(table)
        return int(connection.execute(counted).scalar_one()) if table.name in present else 0

    return Contents(
        schema=version,
        revision=revision,
        accounts=connection.execute(accounts).scalar_one(),
        entities=count(entity),
        changes=count(change),
        audit_records=count(event),
        last_uses=count(last_used),
        sealed_keys=sealed_keys,
    )


def require_sound(connection: Connection) -> Contents:
    """Read every entity and compare the newest revision with its change records; raises `StoreError`."""
    if connection.dialect.name == "sqlite":
        findings = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if findings != ["ok"]:
            raise StoreError(f"The database is damaged ({findings[0]}).")
    contents = read_contents(connection)
    recorded = connection.execute(select(func.max(change.c.revision))).scalar_one() or 0
    if recorded != contents.revision:
        raise StoreError(
            f"The database is damaged: its revision is {contents.revision}, but its change records end at {recorded}."
        )
    documents = select(entity.c.kind, entity.c.document).where(entity.c.kind.not_in(RETIRED_KINDS))
    for kind, document in connection.execute(documents, execution_options={"yield_per": 1000}):
        parse_entity(kind, document)
    return contents
