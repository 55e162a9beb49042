"""Databases for tests, made quickly: a copy of one whose tables exist already."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, make_url

from limen.store.opening import open_store
from limen.store.sql.store import SQLStore


@dataclass(slots=True)
class Database:
    """One database, and the stores that were opened on it."""

    address: str
    stores: list[SQLStore] = field(default_factory=list)

    def open(self, *, timeout_seconds: float = 5.0) -> SQLStore:
        store = open_store(self.address, timeout_seconds=timeout_seconds)
        self.stores.append(store)
        return store

    def close(self) -> None:
        for store in self.stores:
            store.close()

    def execute(self, statement: str) -> list[tuple]:
        """Read or change the database directly, without the store."""
        engine = create_engine(self.address)
        with engine.connect() as connection:
            result = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in result] if result.returns_rows else []
            connection.commit()
        engine.dispose()
        return rows


DatabaseMaker = Callable[[], Database]


class SQLiteDatabases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._model = folder / "model.sqlite3"
        open_store(self._model).close()

    def make(self) -> Database:
        self._count += 1
        path = self._folder / f"{self._count}.sqlite3"
        shutil.copy(self._model, path)
        return Database(f"sqlite:///{path}")


class PostgreSQLDatabases:
    def __init__(self, server_uri: str) -> None:
        self._uri = make_url(server_uri).set(drivername="postgresql+psycopg")
        self._count = 0
        self._make("model")
        open_store(self._address("model")).close()

    def make(self) -> Database:
        self._count += 1
        name = f"database_{self._count}"
        self._make(name, "TEMPLATE model")
        return Database(self._address(name))

    def make_empty(self) -> Database:
        self._count += 1
        name = f"database_{self._count}"
        self._make(name)
        return Database(self._address(name))

    def _address(self, name: str) -> str:
        return self._uri.set(database=name).render_as_string(hide_password=False)

    def _make(self, name: str, options: str = "") -> None:
        engine = create_engine(self._uri, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} {options}")
        engine.dispose()
