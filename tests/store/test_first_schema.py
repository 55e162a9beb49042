"""A store that a program with the first schema wrote: `first_schema.sql` is its file, as SQLite dumps it.

Revision 1 has one entity of each kind of that time, 2 creates two users, 3 moves one, 4 is a use of a key, 5 deletes
the other user; two audit records are of calls that wrote nothing.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.users import User
from limen.store.codec import parse_entity, render_entity
from limen.store.interface import AuditFilter
from limen.store.kinds import KIND_BY_NAME
from limen.store.opening import open_store
from limen.store.sql.sqlite import APPLICATION_ID
from limen.store.verified_copy import back_up, restore_file
from tests.store.samples import ACCOUNT, record, second, user

DUMP = Path(__file__).with_name("first_schema.sql")
RETIRED = "last-used"


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "limen.db"
    with closing(sqlite3.connect(made)) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return made


def written(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def kept(document, entity):
    """Whether the entity has everything that the old document says."""
    return json.loads(document).items() <= json.loads(render_entity(entity)).items()


def assert_whole(store, entities, changes):
    latest = store.latest()
    assert latest.revision == 5
    assert len(latest.entities) == len(entities) > 15
    for kind, account, key, document in entities:
        found = latest.find(KIND_BY_NAME[kind].type, account, key)
        assert found == parse_entity(kind, document)
        assert kept(document, found)
    assert latest.find(LastUsed, ACCOUNT, "AKIAK").at == second(4)
    assert [(each.revision, each.kind, each.key, each.before, each.after) for each in store.changes()] == changes
    events = [each.id for each in store.audit_records(AuditFilter(), limit=100, newest_first=False)]
    assert events == [f"event-{number}" for number in range(1, 8)]
    assert store.sealed_keys() == b"\x01abcdsealed"


@pytest.fixture
def entities(path):
    rows = written(path, "SELECT kind, account, key, document FROM entity ORDER BY kind, key")
    return [row for row in rows if row[0] != RETIRED]


@pytest.fixture
def changes(path):
    rows = written(path, 'SELECT revision, kind, "key", "before", "after" FROM change ORDER BY revision, seq')
    return [row for row in rows if row[1] != RETIRED]


def test_everything_is_there_after_the_upgrade(path, entities, changes):
    store = open_store(path)
    assert_whole(store, entities, changes)
    store.close()
    again = open_store(path)  # The second start finds nothing to do.
    assert_whole(again, entities, changes)
    again.close()


def test_the_past_and_the_audit_trail_are_still_found(path):
    store = open_store(path)
    names = {revision: names_at(store, revision) for revision in range(1, 6)}
    assert names == {
        1: {"Ünal": "/a/b/"},
        2: {"Ünal": "/a/b/", "alice": "/", "bob": "/"},
        3: {"Ünal": "/a/b/", "alice": "/moved/", "bob": "/"},
        4: {"Ünal": "/a/b/", "alice": "/moved/", "bob": "/"},
        5: {"Ünal": "/a/b/", "alice": "/moved/"},
    }
    assert [each.id for each in store.audit_records(AuditFilter(error_code="AccessDenied"), limit=9)] == ["event-6"]
    assert [each.id for each in store.audit_records(AuditFilter(source_ip="192.0.2.9"), limit=9)] == ["event-7"]
    assert list(store.audit_records(AuditFilter(call_id="event-3"), limit=9)) == [record(3, request_id="")]
    store.close()


def names_at(store, revision):
    return {each.name: each.path for each in store.snapshot(revision=revision).all(User, ACCOUNT)}


def test_it_can_be_written_on(path):
    store = open_store(path)
    with store.begin(now=second(9)) as tx:
        tx.put(user("carol"))
        assert tx.commit(record(9)) == 6
    assert names_at(store, 6).keys() == {"Ünal", "alice", "carol"}
    store.close()


def test_an_old_store_is_backed_up_as_it_is_and_upgraded_when_restored(path, entities, changes, tmp_path):
    backup = tmp_path / "backup.db"
    found = back_up(path, backup, accept=lambda _: None, progress=lambda *_: None)
    assert (found.schema, found.last_uses, found.audit_records) == ("0001", 0, 7)
    assert written(path, "SELECT version_num FROM schema_version") == [("0001",)]
    restored = tmp_path / "restored.db"
    restore_file(backup, restored, aside=tmp_path / "aside", accept=lambda _: None, progress=lambda *_: None)
    store = open_store(restored)
    assert_whole(store, entities, changes)
    store.close()
