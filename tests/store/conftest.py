"""Every contract test runs on SQLite and on a real PostgreSQL."""

import pytest

from tests.store.databases import SQLiteDatabases


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    made = request.getfixturevalue(f"{request.param}_databases").make()
    yield made
    made.close()


@pytest.fixture
def store(database):
    return database.open()


@pytest.fixture
def other(database, store):
    """A second store on the same database, as another process has it."""
    return database.open()
