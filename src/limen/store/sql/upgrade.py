"""Bringing a database to the newest version of the schema, or refusing it.

Runs inside the caller's transaction, which holds the lock for it: all of it happens, or nothing. Alembic is imported
only when there is something to do, since most starts find nothing.
"""

from importlib.resources import as_file, files

from sqlalchemy import Connection, inspect, select

from limen.store.interface import StoreError
from limen.store.sql.tables import FORMAT, meta, metadata

SCHEMA_VERSION = "0004"
"""The newest file in `versions/`."""

VERSION_TABLE = "schema_version"


def upgrade_schema(connection: Connection) -> None:
    """Make or upgrade the tables; raises `StoreError` if the database is another program's or newer than this one."""
    present = set(inspect(connection).get_table_names())
    version = find_version(connection, present)
    if version is None and present & {VERSION_TABLE, *metadata.tables}:
        raise StoreError("The database holds tables that are not Limen's. Name another database.")
    if version != SCHEMA_VERSION:
        _run_versions(connection, version)


def fetch_version(connection: Connection) -> str:
    """The version of the schema in a database that has been opened."""
    return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one())  # noqa: S608 - a constant


def find_version(connection: Connection, present: set[str]) -> str | None:
    """The version of the schema, given the names of the tables; `None` where there is none."""
    if VERSION_TABLE not in present or "meta" not in present:
        return None
    version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one_or_none()  # noqa: S608 - a constant
    return None if version is None else str(version)


def require_own_format(connection: Connection) -> None:
    """Raise `StoreError` unless the database says that it is Limen's."""
    if connection.execute(select(meta.c.format)).scalar_one_or_none() != FORMAT:
        raise StoreError("The database is damaged or not Limen's. Name another, or restore a backup.")


def _run_versions(connection: Connection, version: str | None) -> None:
    from alembic.operations import Operations  # noqa: PLC0415 - takes a fifth of a start that seldom needs it
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "transactional_ddl": True})
    with as_file(files("limen.store.sql") / "versions") as folder:
        scripts = ScriptDirectory(str(folder.parent), version_locations=[str(folder)])
        if version is not None and version not in {script.revision for script in scripts.walk_revisions()}:
            raise StoreError(
                f"The database has version {version} of the schema; this program knows up to {SCHEMA_VERSION}. "
                "Start the newer Limen that wrote it, or restore a backup."
            )
        with Operations.context(context):
            for script in reversed(list(scripts.iterate_revisions("head", version or "base"))):
                script.module.upgrade()
                context.stamp(scripts, script.revision)
