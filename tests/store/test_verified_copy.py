"""Backups: taken while others write, from and to both systems, and never half done."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.users import User
from limen.store.interface import AuditFilter, StoreError
from limen.store.opening import open_store
from limen.store.sql.row_copy import require_equal
from limen.store.sql.sqlite_files import copy_database, draft_of
from limen.store.verified_copy import back_up, restore_file, restore_rows
from tests.store.samples import ACCOUNT, EVERY_KIND, START, record, second, user


def accept(_contents):
    """Keep every copy."""


def progress(done, total):
    assert 0 <= done <= total


def write(store, number, *entities):
    with store.begin(now=second(number)) as tx:
        for entity in entities:
            tx.put(entity)
        return tx.commit(record(number))


def fill(store):
    write(store, 1, *EVERY_KIND)
    write(store, 2, user("alice"))
    with store.begin(now=second(3)) as tx:
        tx.delete(user("alice"))
        tx.put(LastUsed(ACCOUNT, "AKIAK", START, "us-east-1", "iam"))
        tx.commit(record(3))
    store.append([record(4, error_code="AccessDenied"), record(5, id="caf\u00e9\x00")])
    store.replace_sealed_keys(expected=None, sealed=b"\x01abcdsealed")


def everything(store):
    """All that a store answers."""
    latest = store.latest()
    return (
        latest.revision,
        dict(latest.entities),
        latest.find(LastUsed, ACCOUNT, "AKIAK"),
        list(store.changes()),
        list(store.audit_records(AuditFilter(), limit=100)),
        [dict(store.snapshot(revision=number).entities) for number in range(1, latest.revision + 1)],
        store.sealed_keys(),
    )


def restore(backup, folder):
    path = folder / "limen.db"
    restore_file(backup, path, aside=folder / "aside", accept=accept, progress=progress)
    return open_store(path)


def backup_of(database, folder):
    target = folder / "backup.db"
    back_up(database.address, target, accept=accept, progress=progress)
    return target


def leftovers(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_has_everything_and_is_one_private_file(database, store, tmp_path):
    fill(store)
    target = backup_of(database, tmp_path)
    assert leftovers(tmp_path) == ["backup.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    restored = restore(target, tmp_path)
    assert everything(restored) == everything(store)
    restored.append([record(9)])
    restored.close()
    assert target.read_bytes() == before


def test_a_backup_is_read_into_postgresql_and_written_on(database, store, postgresql_databases, tmp_path):
    fill(store)
    target = backup_of(database, tmp_path)
    empty = postgresql_databases.make_empty()
    found = restore_rows(target, empty.address, scratch=tmp_path / "scratch", accept=accept, progress=progress)
    assert (found.revision, found.accounts, found.audit_records) == (3, 1, 5)
    restored = empty.open()
    assert everything(restored) == everything(store)
    restored.append([record(9)])
    assert write(restored, 10, user("bob")) == 4
    with pytest.raises(StoreError, match="not empty"):
        restore_rows(target, empty.address, scratch=tmp_path / "scratch", accept=accept, progress=progress)
    assert restored.latest().revision == 4
    assert leftovers(tmp_path) == ["backup.db"]
    empty.close()


def test_writers_continue_and_the_copy_has_the_state_of_one_moment(sqlite_databases, tmp_path, monkeypatch):
    """Each report of progress is a write: the copy has none of them, and it ends."""
    monkeypatch.setattr("limen.store.sql.sqlite_files.PAGES_AT_A_TIME", 5)
    database = sqlite_databases.make()
    store = database.open()
    fill(store)
    before = everything(store)
    written: list[int] = []

    def write_meanwhile(_done, _total):
        written.append(write(store, 20, user(f"late-{len(written)}")))

    back_up(database.address, tmp_path / "backup.db", accept=accept, progress=write_meanwhile)
    assert len(written) > 2
    restored = restore(tmp_path / "backup.db", tmp_path)
    assert everything(restored) == before
    restored.close()
    database.close()


def test_a_file_is_never_overwritten(database, store, tmp_path):
    target = tmp_path / "backup.db"
    target.write_text("mine")
    with pytest.raises(StoreError, match="do not overwrite"):
        backup_of(database, tmp_path)
    target.unlink()

    def appear(_contents):
        target.write_text("mine")

    with pytest.raises(StoreError, match="do not overwrite"):
        back_up(database.address, target, accept=appear, progress=progress)
    assert target.read_text() == "mine"
    assert leftovers(tmp_path) == ["backup.db"]


def test_two_backups_to_one_file_exclude_each_other(database, tmp_path):
    target = tmp_path / "backup.db"
    with draft_of(target), pytest.raises(StoreError, match="being written by another"):
        backup_of(database, tmp_path)
    assert leftovers(tmp_path) == []


def test_a_foreign_database_is_not_backed_up(tmp_path, postgresql_databases):
    other = tmp_path / "songs.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE song (title)")
    for address in (other, postgresql_databases.make_empty().address):
        with pytest.raises(StoreError, match="no database of Limen"):
            back_up(address, tmp_path / "backup.db", accept=accept, progress=progress)
    other.write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match="damaged or of another kind"):
        back_up(other, tmp_path / "backup.db", accept=accept, progress=progress)
    assert leftovers(tmp_path) == ["songs.db"]


def test_an_older_schema_is_not_copied_by_rows(postgresql_databases, tmp_path):
    database = postgresql_databases.make()
    database.execute("UPDATE schema_version SET version_num = '0003'")
    with pytest.raises(StoreError, match="use the version of Limen that wrote it"):
        backup_of(database, tmp_path)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_damaged_backup_is_refused_and_nothing_changes(sqlite_databases, tmp_path, part):
    database = sqlite_databases.make()
    store = database.open()
    fill(store)
    for number in range(30):
        write(store, 30 + number, user(f"more-{number}", path="/" + "p" * 400 + "/"))
    target = backup_of(database, tmp_path)
    content = bytearray(target.read_bytes())
    start = int(len(content) * part) // 4096 * 4096
    content[start : start + 4096] = b"\xa5" * 4096
    target.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        restore(target, tmp_path)
    assert leftovers(tmp_path) == ["backup.db"]
    database.close()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE meta SET revision = 9", "its revision is 9"),
        ("UPDATE entity SET document = '{}' WHERE kind = 'user'", "cannot be read"),
        ("UPDATE schema_version SET version_num = '9999'", "knows up to"),
    ],
)
def test_a_backup_that_cannot_be_opened_is_not_restored(sqlite_databases, tmp_path, statement, message):
    database = sqlite_databases.make()
    fill(database.open())
    target = backup_of(database, tmp_path)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute(statement)
        connection.commit()
    with pytest.raises(StoreError, match=message):
        restore(target, tmp_path)
    assert leftovers(tmp_path) == ["backup.db"]
    database.close()


def test_a_refused_restore_changes_nothing(sqlite_databases, tmp_path):
    database = sqlite_databases.make()
    fill(database.open())
    target = backup_of(database, tmp_path)

    def refuse(contents):
        raise StoreError(f"revision {contents.revision}")

    with pytest.raises(StoreError, match="revision 3"):
        restore_file(target, tmp_path / "limen.db", aside=tmp_path / "aside", accept=refuse, progress=progress)
    assert leftovers(tmp_path) == ["backup.db"]
    database.close()


def test_the_former_database_is_kept_with_its_last_writes(sqlite_databases, tmp_path):
    database = sqlite_databases.make()
    fill(database.open())
    target = backup_of(database, tmp_path)
    former = open_store(tmp_path / "limen.db")
    write(former, 1, user("former"))
    with pytest.raises(StoreError, match="in use by another process"):
        restore(target, tmp_path)
    assert former.latest().find_by(User, "name", ACCOUNT, "former")
    former.close()
    restored = restore(target, tmp_path)
    assert restored.latest().revision == 3
    restored.close()
    aside = open_store(tmp_path / "aside")
    assert aside.latest().find_by(User, "name", ACCOUNT, "former")
    aside.close()
    database.close()


def test_logs_of_a_lost_or_damaged_database_are_not_written_into_the_new_one(sqlite_databases, tmp_path):
    database = sqlite_databases.make()
    fill(database.open())
    target = backup_of(database, tmp_path)
    for content in (None, b"damaged" * 1000):
        path = tmp_path / "limen.db"
        path.unlink(missing_ok=True)
        if content:
            path.write_bytes(content)
        (tmp_path / "limen.db-wal").write_bytes(b"an old log")
        restored = restore(target, tmp_path)
        assert restored.latest().revision == 3
        restored.close()
        assert (tmp_path / "aside-wal").read_bytes() == b"an old log"
        (tmp_path / "aside").unlink(missing_ok=True)
    database.close()


def test_rows_that_changed_during_the_copy_are_found(store):
    with store._backend.reading() as connection, pytest.raises(StoreError, match="copy of change differs"):
        require_equal(connection, {"meta": 0, "entity": 0, "change": 1, "last_used": 0, "event": 0})


def test_a_copy_is_one_file_even_of_a_copied_log(sqlite_databases, tmp_path):
    """A file with its log beside it, as somebody copied it, is read with the log."""
    database = sqlite_databases.make()
    fill(database.open())
    path = tmp_path / "copied.db"
    original = Path(database.address.removeprefix("sqlite:///"))
    path.write_bytes(original.read_bytes())
    (tmp_path / "copied.db-wal").write_bytes(original.with_name(f"{original.name}-wal").read_bytes())
    restored = restore(path, tmp_path)
    assert restored.latest().revision == 3
    restored.close()
    database.close()


def test_a_copy_reports_progress_in_order(sqlite_databases, tmp_path):
    database = sqlite_databases.make()
    seen = []
    with closing(sqlite3.connect(database.address.removeprefix("sqlite:///"))) as source:
        copy_database(source, tmp_path / "copy", lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1]


def test_a_copy_that_differs_is_not_kept(sqlite_databases, tmp_path, monkeypatch):
    database = sqlite_databases.make()
    monkeypatch.setattr("limen.store.verified_copy.require_sound", lambda _connection: None)
    with pytest.raises(StoreError, match="differs from the original"):
        backup_of(database, tmp_path)
    assert leftovers(tmp_path) == []


def test_a_disk_that_fails_is_reported_and_nothing_kept(sqlite_databases, tmp_path, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("limen.store.verified_copy.copy_database", fail)
    with pytest.raises(StoreError, match="cannot be copied: disk I/O error"):
        backup_of(sqlite_databases.make(), tmp_path)
    assert leftovers(tmp_path) == []
