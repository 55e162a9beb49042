"""Last uses: written in transactions as everything else, and outside of revisions and history."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.errors import ServiceUnavailableError
from limen.store.interface import AuditFilter, StoreError
from limen.store.sql import upgrade
from tests.store.databases import Database
from tests.store.samples import ACCOUNT, OTHER_ACCOUNT, START, access_key, record, second, user

KEY = access_key("AKIAK", "AIDAU")
USE = LastUsed(ACCOUNT, "AKIAK", START, "us-east-1", "iam")
LATER = replace(USE, at=START + timedelta(hours=1), service="sts")


def write(store, *entities, audited=True):
    with store.begin(now=second(0)) as tx:
        for entity in entities:
            tx.put(entity)
        return tx.commit(record() if audited else None)


def find(store, subject="AKIAK"):
    return store.latest().find(LastUsed, ACCOUNT, subject)


def test_a_use_is_found_by_every_process_at_once(store, other):
    assert find(store) is find(other) is None
    write(store, USE)
    assert find(store) == find(other) == USE
    write(other, LATER)
    assert find(store) == find(other) == LATER
    assert store.latest().find(LastUsed, OTHER_ACCOUNT, "AKIAK") is None


def test_a_use_makes_no_revision_and_no_history_and_the_state_stays_the_same(store):
    write(store, KEY)
    before = store.latest()
    assert write(store, USE, audited=False) == 1
    assert store.latest() is before
    assert [change.kind for change in store.changes()] == ["access-key"]


def test_a_use_beside_a_write_is_in_its_transaction(store):
    with store.begin(now=START) as tx:
        tx.put(KEY)
        tx.put(USE)
        assert tx.find(LastUsed, ACCOUNT, "AKIAK") == USE
        assert find(store) is None
        assert tx.commit(record()) == 1
    assert find(store) == USE
    assert len(list(store.audit_records(AuditFilter(), limit=9))) == 1


def test_what_is_not_committed_or_only_rehearsed_is_not_kept(store):
    with store.begin(now=START) as tx:
        tx.put(USE)
    rehearsal = store.rehearse()
    rehearsal.put(USE)
    assert rehearsal.find(LastUsed, ACCOUNT, "AKIAK") == USE
    assert find(store) is None


def test_a_use_is_not_removed_alone(store):
    write(store, USE)
    with store.begin(now=START) as tx, pytest.raises(StoreError, match="removed with the entity"):
        tx.delete(USE)
    assert find(store) == USE


def test_uses_are_read_once_and_then_only_the_new_ones(store, other):
    write(store, *(replace(USE, subject=f"AKIA{number}") for number in range(3)))
    assert find(other, "AKIA0") is not None
    read: list[list[str]] = []
    with watched(other, read):
        assert find(other, "AKIA1") is not None
        assert read == []
        write(store, LATER)
        assert find(other) == LATER
    assert read == [["AKIAK"]]


@contextmanager
def watched(store, read):
    """Adds the subjects of every batch of uses that the store reads."""

    def add(number, uses):
        uses = list(uses)
        read.append([use.subject for use in uses])
        original(number, uses)

    original = store._uses.add
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store._uses, "add", add)
        yield


def test_a_database_with_fewer_writes_of_uses_was_replaced(store, database):
    write(store, USE)
    database.execute("UPDATE meta SET uses = 0")
    with pytest.raises(ServiceUnavailableError, match="older than the state"):
        store.latest()


@pytest.mark.parametrize("used", [KEY, user("alice"), Role(ACCOUNT, "AROAR", "reader", "/", START, "{}")])
def test_a_use_is_removed_with_what_was_used(store, used):
    write(store, used, LastUsed(ACCOUNT, used.key, START))
    assert find(store, used.key) is not None
    with store.begin(now=second(1)) as tx:
        tx.delete(used)
        tx.commit(record(1))
    assert find(store, used.key) is None


def test_the_past_has_no_uses(store):
    for number in range(4):
        write(store, user(f"u{number}"), LastUsed(ACCOUNT, "AIDAU0", START))
    for revision in (1, 3):  # The first is replayed, the other rewound.
        past = store.snapshot(revision=revision)
        assert past.find(LastUsed, ACCOUNT, "AIDAU0") is None
        assert past.find(User, ACCOUNT, "AIDAU0") is not None


def test_uses_are_found_one_by_one(store):
    with pytest.raises(StoreError, match="LastUsed cannot be listed"):
        store.latest().all(LastUsed, ACCOUNT)
    with pytest.raises(StoreError, match="LastUsed cannot be listed"):
        store.latest().find_by(LastUsed, "owner", ACCOUNT, "x")


def test_hostile_regions_are_kept_in_part(store):
    write(store, replace(USE, region="\0" + "x" * 5000))
    assert find(store).region == "\N{REPLACEMENT CHARACTER}" + "x" * 2045


# --- a database of the first schema -----------------------------------------------------------------------------------


def make_first_schema(address):
    engine = create_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": upgrade.VERSION_TABLE})
        folder = Path(upgrade.__file__).parent
        scripts = ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])
        with Operations.context(context):
            for script in reversed(list(scripts.iterate_revisions("0001", "base"))):
                script.module.upgrade()
                context.stamp(scripts, script.revision)
        connection.commit()
    engine.dispose()


def entity_row(kind, key, document, revision):
    return f"('{kind}', '{ACCOUNT}', '{key}', '{json.dumps(document)}', {revision})"


def change_row(revision, kind, key, after):
    return f"({revision}, 0, {revision}, '{ACCOUNT}', '', '', '{kind}', '{key}', NULL, '{json.dumps(after)}')"


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """A database of the first schema: a user in revision 1, uses of a key in 2 and 3."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'old.sqlite3'}"
        make_first_schema(address)
        made = Database(address)
        made.execute("PRAGMA application_id = 0x4C494D4E")
    else:
        made = request.getfixturevalue("postgresql_databases").make_empty()
        make_first_schema(made.address)
    alice = {"account": ACCOUNT, "id": "AIDAA", "name": "alice", "path": "/", "created": "2026-01-02T03:04:05Z"}
    uses = [
        {
            "account": ACCOUNT,
            "subject": "AKIAK",
            "at": f"2026-01-0{day}T03:04:05.678901Z",
            "region": "r",
            "service": "s",
        }
        for day in (2, 3)
    ]
    rows = [entity_row("user", "AIDAA", alice, 1), entity_row("last-used", "AKIAK", uses[1], 3)]
    made.execute(f"INSERT INTO entity VALUES {', '.join(rows)}")
    changes = [(1, "user", "AIDAA", alice), (2, "last-used", "AKIAK", uses[0]), (3, "last-used", "AKIAK", uses[1])]
    made.execute(f"INSERT INTO change VALUES {', '.join(change_row(*one) for one in changes)}")
    made.execute("UPDATE meta SET revision = 3, at = 3")
    for number in range(3):
        document = json.dumps({"eventName": "GetUser", "requestID": f"request-{number}"})
        texts = (f"event-{number}", ACCOUNT, "arn:x", "AKIAK", "iam.amazonaws.com", "GetUser", "AccessDenied", "::1")
        columns = "id, account, principal_arn, access_key_id, event_source, event_name, error_code, source_ip"
        values = ", ".join(f"'{text}'" for text in (*texts, document))
        made.execute(f"INSERT INTO event ({columns}, document, at) VALUES ({values}, {number})")
    yield made
    made.close()


def test_uses_move_out_of_the_entities_of_an_older_database(old):
    store = old.open()
    assert find(store) == LastUsed(ACCOUNT, "AKIAK", START + timedelta(days=1), "r", "s")
    assert [one.name for one in store.latest().all(User, ACCOUNT)] == ["alice"]
    assert old.execute("SELECT count(*) FROM entity") == [(1,)]
    assert [(one.revision, one.kind) for one in store.changes()] == [(1, "user"), (3, "last-used")]
    for revision in (1, 2, 3):
        assert len(store.snapshot(revision=revision).all(User, ACCOUNT)) == 1
    assert write(store, user("bob")) == 4
    assert old.open().latest().revision == 4


def test_the_audit_trail_of_an_older_database_is_compacted(old):
    store = old.open()
    found = list(store.audit_records(AuditFilter(event_name="GetUser", source_ip="::1"), limit=9, newest_first=False))
    assert [(one.id, one.request_id) for one in found] == [(f"event-{n}", f"request-{n}") for n in range(3)]
    assert json.loads(found[1].document) == {"eventName": "GetUser", "requestID": "request-1"}
    assert [one.id for one in store.audit_records(AuditFilter(call_id="request-2"), limit=9)] == ["event-2"]
    store.append([record(4)])
    assert old.execute("SELECT seq FROM event ORDER BY seq") == [(1,), (2,), (3,), (4,)]
    assert [one.id for one in store.audit_records(AuditFilter(), limit=1)] == ["event-4"]


def test_uses_that_an_older_node_still_writes_are_passed_over(old):
    store = old.open()
    write(store, user("bob"))
    older = old.open()
    use = {"account": ACCOUNT, "subject": "AKIAK"}
    old.execute(f"INSERT INTO entity VALUES {entity_row('last-used', 'AKIAK', use, 5)}")
    old.execute(f"INSERT INTO change VALUES {change_row(5, 'last-used', 'AKIAK', use)}")
    old.execute("UPDATE meta SET revision = 5")
    for one in (store, older, old.open()):
        assert one.latest().revision == 5
        assert len(one.latest().all(User, ACCOUNT)) == 2
    assert len(store.snapshot(revision=1).all(User, ACCOUNT)) == 1
    assert len(store.snapshot(revision=4).all(User, ACCOUNT)) == 2
