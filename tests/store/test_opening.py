"""Opening: what is refused, with what to do about it; what is made; what survives."""

import os
import sqlite3
import stat
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from limen.domain.iam.users import User
from limen.errors import ServiceUnavailableError
from limen.store.interface import AuditFilter, StoreError
from limen.store.opening import EPHEMERAL, AddressError, open_store
from limen.store.sql.sqlite import APPLICATION_ID
from limen.store.sql.tables import metadata
from limen.store.sql.upgrade import SCHEMA_VERSION, VERSION_TABLE
from tests.store.samples import ACCOUNT, START, record, user


def write(store, *users):
    with store.begin(now=START) as tx:
        for one in users:
            tx.put(one)
        return tx.commit(record())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "limen.sqlite3"


@pytest.fixture
def filled(path):
    store = open_store(path)
    write(store, *(user(f"user-{number}") for number in range(200)))
    store.close()
    return path


def refusal(address):
    with pytest.raises(StoreError) as caught:
        open_store(address)
    return str(caught.value)


def database_file(store):
    with store._backend.reading() as connection:
        return connection.exec_driver_sql("PRAGMA database_list").first().file


def interfere(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


# --- any database -----------------------------------------------------------------------------------------------------


def test_the_versions_lead_to_the_tables_that_the_code_has(store):
    with store._backend.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == SCHEMA_VERSION


def test_a_newer_schema_is_refused(database):
    database.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    assert "has version 9999 of the schema; this program knows up to" in refusal(database.address)
    assert database.execute(f"SELECT version_num FROM {VERSION_TABLE}") == [("9999",)]


def test_a_database_that_is_not_ours_is_refused(database):
    database.execute("UPDATE meta SET format = 'something else'")
    assert "not Limen's" in refusal(database.address)


def test_a_database_without_its_one_row_is_refused(database):
    database.execute("DELETE FROM meta")
    assert "not Limen's" in refusal(database.address)


def test_change_records_that_end_early_are_refused(database):
    store = database.open()
    write(store, user("alice"))
    write(store, user("bob"))
    database.execute("DELETE FROM change WHERE revision = 2")
    assert "says revision 2 but its change records end at 1" in refusal(database.address)


def test_a_document_that_does_not_fit_is_refused_without_showing_it(database):
    write(database.open(), user("alice"))
    database.execute("""UPDATE entity SET document = '{"account":"1","id":7,"name":"sesame"}'""")
    message = refusal(database.address)
    assert "'user' that cannot be read" in message
    assert "sesame" not in message


def test_an_unknown_kind_is_refused(database):
    write(database.open(), user("alice"))
    database.execute("UPDATE entity SET kind = 'unicorn'")
    assert "'unicorn'" in refusal(database.address)


def test_a_database_that_went_back_is_not_believed(database, store):
    write(store, user("alice"))
    write(store, user("bob"))
    database.execute("UPDATE meta SET revision = 1")
    with pytest.raises(ServiceUnavailableError, match="older than the state"):
        store.latest()
    with pytest.raises(ServiceUnavailableError, match="older than the state"):
        write(store, user("carol"))


def test_without_database_nothing_is_answered(database, store):
    write(store, user("alice"))
    database.execute("ALTER TABLE meta RENAME TO elsewhere")
    for ask in (store.latest, store.snapshot, store.sealed_keys):
        with pytest.raises(ServiceUnavailableError):
            ask()
    database.execute("ALTER TABLE elsewhere RENAME TO meta")
    assert store.latest().revision == 1


def test_a_closed_store_can_be_opened_again(database):
    write(database.open(), user("alice"))
    database.close()
    assert database.open().latest().find_by(User, "name", ACCOUNT, "alice")


# --- SQLite -----------------------------------------------------------------------------------------------------------


def test_a_new_file_is_ours_alone_and_marked(path):
    open_store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert len(connection.execute("SELECT store_id FROM meta").fetchone()[0]) == 32
    connection.close()


def test_writes_wait_for_the_disk_and_audit_records_for_the_system(sqlite_databases):
    store = sqlite_databases.make().open()
    for transaction, expected in ((store._backend.writing, 2), (store._backend.appending, 1)):
        with transaction() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == expected
    store.append([record(1)])
    assert store._backend._appender.execute("PRAGMA synchronous").fetchone() == (1,)
    store.close()


def test_a_path_and_its_url_are_the_same_database(path):
    store = open_store(str(path))
    write(store, user("alice"))
    store.close()
    again = open_store(f"sqlite:///{path}")
    assert again.latest().revision == 1
    again.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to have a header" * 100, b"SQLite format 3\0"]
)
def test_a_file_of_another_kind_is_refused_and_left_alone(path, content):
    path.write_bytes(content)
    assert "damaged or of another kind" in refusal(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(path):
    interfere(path, "CREATE TABLE song (title)")
    before = path.read_bytes()
    assert "another program" in refusal(path)
    assert path.read_bytes() == before


def test_another_programs_mark_is_refused(path):
    interfere(path, "PRAGMA application_id = 77")
    assert "another program" in refusal(path)


@pytest.mark.parametrize("part", [0.15, 0.4, 0.7, 0.9])
def test_a_damaged_file_is_refused(filled, part):
    content = bytearray(filled.read_bytes())
    start = int(len(content) * part) // 4096 * 4096
    content[start : start + 4096] = os.urandom(4096)
    filled.write_bytes(content)
    assert "damaged" in refusal(filled)


def test_a_file_that_was_cut_off_is_refused(filled):
    content = filled.read_bytes()
    filled.write_bytes(content[: len(content) // 2])
    assert "damaged" in refusal(filled)


def test_of_a_large_file_the_present_is_checked(filled, monkeypatch):
    monkeypatch.setattr("limen.store.sql.sqlite.SMALL_ENOUGH_TO_CHECK_BYTES", 0)
    open_store(filled).close()
    connection = sqlite3.connect(filled)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entity'").fetchone()
    connection.close()
    content = bytearray(filled.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    filled.write_bytes(content)
    assert "damaged" in refusal(filled)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert "cannot be written: No such file or directory" in refusal(tmp_path / "missing" / "limen.sqlite3")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path):
    assert "cannot be written" in refusal(tmp_path)


def test_a_folder_or_file_without_right_to_write_is_refused(path, monkeypatch):
    """Root may write everywhere, so the system's answer is simulated."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "cannot be written; SQLite needs that" in refusal(path)


def test_a_database_that_is_held_is_refused_in_time(filled):
    holder = sqlite3.connect(filled, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="held by another process"):
        open_store(filled, timeout_seconds=0.1)
    holder.close()


def test_a_full_disk_refuses_writes_and_keeps_what_there_is(filled):
    store = open_store(filled)
    with store._backend.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # Never below the present size: no page can be added.
    large = (user(f"more-{number}", path="/" + "x" * 500 + "/") for number in range(1000))
    with pytest.raises(ServiceUnavailableError):
        list(map(partial(write, store), large))
    revision = store.latest().revision
    assert len(store.latest().all(User, ACCOUNT)) == 200 + revision - 1
    assert len(list(store.audit_records(AuditFilter(), limit=2000))) == revision
    store.close()
    again = open_store(filled)
    assert again.latest().revision == revision
    write(again, user("after"))
    again.close()


def test_an_ephemeral_store_leaves_nothing():
    store = open_store(EPHEMERAL)
    folder = Path(database_file(store)).parent
    write(store, user("alice"))
    assert store.latest().all(User, ACCOUNT)
    assert folder.exists()
    store.close()
    assert not folder.exists()


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_an_ephemeral_one(address):
    store = open_store(address)
    assert Path(database_file(store)).name == "limen.sqlite3"
    assert not Path(":memory:").exists()
    store.close()


# --- addresses --------------------------------------------------------------------------------------------------------


def test_an_unknown_kind_of_database_is_refused():
    with pytest.raises(AddressError, match="'mysql' is not a supported database"):
        open_store("mysql://me:sesame@host/name")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://me:sesame@host:port:port/name",
        "postgresql:/me:sesame@host/name",
        "postgresql:sesame",
        "://sesame",
    ],
)
def test_a_malformed_address_is_refused_without_repeating_it(address):
    with pytest.raises(AddressError, match="not a URL") as caught:
        open_store(address)
    assert "sesame" not in str(caught.value)


def test_a_path_may_have_a_colon(path):
    named = path.with_name("a:b.db")
    open_store(str(named)).close()
    assert named.exists()


@pytest.mark.parametrize("query", ["connect_timeout=2", "connect_timeout=2&password=sesame"])
def test_a_postgresql_that_does_not_answer_is_refused_without_its_password(query):
    message = refusal(f"postgresql://me:sesame@127.0.0.1:1/name?{query}")
    assert "cannot be used" in message
    assert "sesame" not in message


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def test_foreign_tables_of_the_same_name_are_refused(postgresql_databases):
    database = postgresql_databases.make_empty()
    database.execute("CREATE TABLE event (title text)")
    assert "not Limen's" in refusal(database.address)
    assert database.execute("SELECT count(*) FROM event") == [(0,)]


def test_foreign_tables_of_other_names_may_stay(postgresql_databases):
    database = postgresql_databases.make_empty()
    database.execute("CREATE TABLE song (title text)")
    assert database.open().latest().revision == 0
    database.close()


def test_cut_connections_are_made_again(postgresql_databases):
    database = postgresql_databases.make()
    store = database.open()
    write(store, user("alice"))
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    assert store.latest().revision == 1
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    assert write(store, user("bob")) == 2
    database.close()


def test_the_condition_of_a_database(store):
    condition = store.inspect()
    assert (condition.schema, condition.known_schema, condition.is_current) == (SCHEMA_VERSION, SCHEMA_VERSION, True)
    assert condition.size_bytes > 0
    connections, in_use = store.count_connections()
    assert (connections >= 1, in_use) == (True, 0)


def test_a_database_that_a_newer_program_has_upgraded(store):
    with store._backend.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        connection.commit()
    assert not store.inspect().is_current
    with store._backend.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '{SCHEMA_VERSION}'")
        connection.commit()
