"""The contract of the audit trail: what is appended or committed with a write is found, filtered, in order of time."""

from hashlib import blake2b

import pytest

from limen.audit.record import Decided, Observation, make_record
from limen.domain.events import AuditRecord
from limen.domain.iam.account import Account
from limen.domain.identifiers import make_uuid
from limen.domain.principals import IAMUser
from limen.errors import ServiceUnavailableError
from limen.store.interface import AuditFilter
from limen.store.sql.records import choose_records
from limen.wire.http import HTTPRequest
from tests.store.samples import ACCOUNT, OTHER_ACCOUNT, START, record, second, user

EVERYTHING = AuditFilter()


def ids(store, select=EVERYTHING, *, limit=1000, newest_first=False):
    return [one.id for one in store.audit_records(select, limit=limit, newest_first=newest_first)]


def test_an_appended_record_is_read_back_whole(store, other):
    written = record(1, document='{"a":"\\u0000ü \'"}', error_code="AccessDenied")
    store.append([written])
    assert list(other.audit_records(EVERYTHING, limit=10)) == [written]


def test_appending_nothing_is_nothing(store):
    store.append([])
    assert ids(store) == []


def test_appending_gives_no_revision(store):
    store.append([record(1)])
    assert store.latest().revision == 0


def test_appended_and_committed_records_are_one_trail(store):
    store.append([record(1)])
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
        tx.commit(record(2))
    store.append([record(3)])
    assert ids(store) == ["event-1", "event-2", "event-3"]


def test_a_write_that_is_undone_leaves_no_record(store):
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
    assert ids(store) == []


def test_records_are_in_order_of_time_not_of_writing(store):
    store.append([record(3), record(1)])
    store.append([record(2)])
    assert ids(store) == ["event-1", "event-2", "event-3"]
    assert ids(store, newest_first=True) == ["event-3", "event-2", "event-1"]
    assert ids(store, newest_first=True, limit=2) == ["event-3", "event-2"]
    assert ids(store, limit=0) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account", OTHER_ACCOUNT),
        ("principal_arn", f"arn:aws:iam::{ACCOUNT}:root"),
        ("access_key_id", "AKIABOB"),
        ("event_name", "DeleteUser"),
        ("event_source", "sts.amazonaws.com"),
        ("error_code", "NoSuchEntity"),
        ("source_ip", "2001:db8::1"),
    ],
)
def test_each_field_selects(store, field, value):
    store.append([record(1), record(2, **{field: value}), record(3)])
    assert ids(store, AuditFilter(**{field: value})) == ["event-2"]
    assert ids(store, AuditFilter(**{field: value + "x"})) == []


@pytest.mark.parametrize("call_id", ["event-2", "request-2"])
def test_a_call_is_found_by_its_own_id_and_by_that_of_its_request(store, call_id):
    store.append([record(number) for number in range(1, 4)])
    assert ids(store, AuditFilter(call_id=call_id)) == ["event-2"]


@pytest.mark.parametrize("call_id", ["request-%", "request_2", "event-", "x", '1","a":"'])
def test_an_id_is_found_whole_and_as_it_is(store, call_id):
    store.append([record(2)])
    assert ids(store, AuditFilter(call_id=call_id)) == []


@pytest.mark.parametrize(
    "select", [AuditFilter(event_name="B"), AuditFilter(source_ip="b"), AuditFilter(call_id="request-2")]
)
def test_texts_with_the_same_number_are_distinguished(store, monkeypatch, select):
    monkeypatch.setattr("limen.store.sql.records.number_of", lambda text: 7 if text else 0)
    store.append([record(1, event_name="A", source_ip="a"), record(2, event_name="B", source_ip="b")])
    assert ids(store, select) == ["event-2"]


@pytest.mark.parametrize(
    ("select", "index"),
    [
        ({}, "event_by_time"),
        ({"call_id": "x"}, "event_by_request"),
        ({"account": ACCOUNT}, "event_by_account"),
        ({"principal_arn": "x"}, "event_by_principal"),
        ({"access_key_id": "x"}, "event_by_access_key"),
        ({"event_name": "x"}, "event_by_name"),
        ({"source_ip": "x"}, "event_by_address"),
        ({"error_code": "x"}, "event_by_error"),
        ({"only_errors": True}, "event_by_time"),
        ({"since": START}, "event_by_time"),
    ],
)
def test_every_look_up_uses_an_index(sqlite_databases, select, index):
    store = sqlite_databases.make().open()
    statement = choose_records(AuditFilter(**select), after=None, limit=10, newest_first=True)
    with store._backend.reading() as connection:
        text = statement.compile(connection, compile_kwargs={"literal_binds": True})
        plan = "; ".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
    assert index in plan
    assert "SCAN event;" not in f"{plan};"


def test_times_select_from_and_to_inclusive(store):
    store.append([record(number) for number in range(1, 6)])
    assert ids(store, AuditFilter(since=second(2), until=second(4))) == ["event-2", "event-3", "event-4"]


def test_only_errors(store):
    store.append([record(1), record(2, error_code="AccessDenied"), record(3, error_code="Throttling")])
    assert ids(store, AuditFilter(only_errors=True)) == ["event-2", "event-3"]


def test_filters_are_all_needed(store):
    store.append([record(1, event_name="A"), record(2, event_name="A", source_ip="x"), record(3, source_ip="x")])
    assert ids(store, AuditFilter(event_name="A", source_ip="x")) == ["event-2"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_more_records_than_a_page_many_at_one_moment(store, monkeypatch, newest_first):
    monkeypatch.setattr("limen.store.sql.store.PAGE", 3)
    store.append([record(number // 5, id=f"e{number:02}") for number in range(20)])
    found = ids(store, newest_first=newest_first)
    assert found == sorted(found, reverse=newest_first)
    assert len(found) == 20
    assert len(ids(store, limit=7, newest_first=newest_first)) == 7


def test_iterating_does_not_hold_up_writers(store):
    store.append([record(1), record(2)])
    records = store.audit_records(EVERYTHING, limit=10, newest_first=False)
    next(records)
    store.append([record(3)])
    assert [one.id for one in records] == ["event-2"]


@pytest.mark.parametrize(
    "hostile", ["a\0b", "\ud800", "é" * 5000, "x" * 100_000, "'; DROP TABLE event; --", "💥" * 700]
)
def test_hostile_text_is_kept_and_found(store, hostile):
    store.append([record(1, event_name=hostile, access_key_id=hostile, principal_arn=hostile, id="one"), record(2)])
    for select in (AuditFilter(event_name=hostile), AuditFilter(access_key_id=hostile, principal_arn=hostile)):
        assert ids(store, select) == ["one"]


def test_a_document_that_is_not_unicode_is_kept_nevertheless(store):
    store.append([record(1, document='{"userAgent":"\ud800"}')])
    assert [one.document for one in store.audit_records(EVERYTHING, limit=1)] == ['{"userAgent":"?"}']


def test_a_record_that_cannot_be_written_is_refused_and_leaves_nothing(store, database):
    database.execute("ALTER TABLE event RENAME TO elsewhere")
    with pytest.raises(ServiceUnavailableError):
        store.append([record(1)])
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
        with pytest.raises(ServiceUnavailableError):
            tx.commit(record(2))
    database.execute("ALTER TABLE elsewhere RENAME TO event")
    assert store.latest().revision == 0
    assert ids(store) == []
    store.append([record(3)])
    assert ids(store) == ["event-3"]


def test_no_value_reaches_the_message_of_a_fault(store, database):
    database.execute("ALTER TABLE event RENAME TO elsewhere")
    with pytest.raises(ServiceUnavailableError) as caught:
        store.append([record(1, document="top-secret")])
    cause = caught.value.__cause__
    assert "top-secret" not in f"{caught.value} {cause} {cause!r}"


def test_many_records_are_appended_whole_and_in_order(store, other):
    many = [record(1, id=f"event-{number}", error_code="AccessDenied" if number % 2 else "") for number in range(500)]
    store.append(many)
    assert list(other.audit_records(EVERYTHING, limit=1000, newest_first=False)) == many


def test_postgresql_waits_for_the_disk_for_writes_only(postgresql_databases):
    database = postgresql_databases.make()
    backend = database.open()._backend
    shown = {}
    for name in ("writing", "appending"):
        with getattr(backend, name)() as connection:
            shown[name] = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
    database.close()
    assert shown == {"writing": "on", "appending": "off"}


def test_the_owner_of_a_database_may_wait_for_the_disk_always(postgresql_databases):
    database = postgresql_databases.make()
    separator = "&" if "?" in database.address else "?"
    database.address += f"{separator}options=-c%20synchronous_commit%3Don"
    with database.open()._backend.appending() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
    database.close()


def test_a_watcher_sees_what_this_process_has_made_durable(store, other):
    seen: list[AuditRecord] = []
    store.watch(seen.extend)
    store.append([record(1), record(2)])
    other.append([record(3)])
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
        tx.commit(record(4))
    assert [each.id for each in seen] == ["event-1", "event-2", "event-4"]


def test_a_watcher_does_not_see_what_was_not_written(store, monkeypatch):
    seen: list[AuditRecord] = []
    store.watch(seen.extend)
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
    store.append([])
    monkeypatch.setattr("limen.store.sql.store.render_event", raise_unavailable)
    with pytest.raises(ServiceUnavailableError):
        store.append([record(1)])
    assert seen == []


def raise_unavailable(*_):
    raise ServiceUnavailableError("full")


def test_old_records_are_counted_by_account(store):
    with store.begin(now=START) as tx:
        tx.put(Account(ACCOUNT, START, "aws", "", "root@example.com", "$argon2id$x", START))
        tx.commit(None)
    store.append([record(1), record(2, account=OTHER_ACCOUNT), record(3, account=""), record(4), record(5)])
    assert store.count_audit_records(before=second(5)) == {ACCOUNT: 2, "": 2}
    assert store.count_audit_records(before=second(0)) == {}


def test_the_oldest_are_removed_first_up_to_the_limit(store):
    store.append([record(number) for number in (5, 3, 1, 4, 2)])
    assert store.remove_audit_records(before=second(4), limit=2) == 2
    assert ids(store) == ["event-3", "event-4", "event-5"]
    assert store.remove_audit_records(before=second(4), limit=2) == 1
    assert store.remove_audit_records(before=second(4), limit=2) == 0
    assert ids(store) == ["event-4", "event-5"]


def test_removal_keeps_history_and_what_is_found_in_the_trail(store, other):
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
        tx.commit(record(1))
    store.append([record(2, principal_arn="x")])
    store.remove_audit_records(before=second(2), limit=10)
    assert ids(other, AuditFilter(principal_arn="x")) == ["event-2"]
    assert [change.event_id for change in other.changes()] == ["event-1"]
    store.append([record(3)])
    assert ids(other) == ["event-2", "event-3"]


def test_removal_needs_no_search(sqlite_databases):
    store = sqlite_databases.make().open()
    text = "SELECT seq FROM event WHERE at < 1 ORDER BY at, seq LIMIT 10"
    with store._backend.reading() as connection:
        plan = "; ".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
    assert "event_by_time" in plan
    assert "TEMP B-TREE" not in plan


def test_a_failed_removal_is_an_unavailable_store(store, monkeypatch):
    monkeypatch.setattr("limen.store.sql.store.remove_records", raise_unavailable)
    with pytest.raises(ServiceUnavailableError):
        store.remove_audit_records(before=second(1), limit=1)


MOST_BYTES = 740
"""Half of what a read cost in the first schema, on both engines."""


def test_a_recorded_read_is_small(store):
    before = store.inspect().size_bytes
    store.append([make_read(number) for number in range(3000)])
    assert (store.inspect().size_bytes - before) / 3000 < MOST_BYTES


def make_read(number):
    """A real record of one of 50 users, with ids that cannot be compressed."""
    name = f"user-{number % 50}"
    agent = "Boto3/1.43.5 md/Botocore#1.43.5 ua/2.1 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.7"
    return make_record(
        Observation(
            event_id=make_uuid(digest(f"event-{number}")),
            request_id=make_uuid(digest(f"request-{number}")),
            at=second(number),
            request=HTTPRequest("POST", "/", "", (("user-agent", agent),), b"", f"10.0.{number % 50}.7"),
            service="iam",
            operation="GetUser",
            region="us-east-1",
            account=ACCOUNT,
            principal=IAMUser(ACCOUNT, name, "/", f"AIDA{name.upper()}"),
            access_key_id=f"AKIA{name.upper()}",
            parameters={"UserName": name},
            decided=Decided(is_allowed=True, revision=number),
        )
    )


def digest(text):
    return blake2b(text.encode(), digest_size=16).digest()
