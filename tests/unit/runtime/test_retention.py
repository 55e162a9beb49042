"""The removal of old audit records by the server itself."""

import json
import os
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from limen.admin import audit_retention
from limen.domain.events import AuditRecord
from limen.errors import ServiceUnavailableError
from limen.runtime import retention as module
from limen.runtime.retention import Retention, find_limit
from limen.store.interface import AuditFilter
from limen.store.opening import EPHEMERAL, open_store

NOW = datetime(2026, 5, 10, 15, 30, tzinfo=UTC)


def record(number, at):
    return AuditRecord(f"event-{number}", at, "", "", "", "iam.amazonaws.com", "GetUser", "", "", "{}")


@pytest.fixture
def store():
    opened = open_store(EPHEMERAL)
    opened.append([record(number, NOW - timedelta(days=number)) for number in range(1, 6)])
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)


def make(store, days=3):
    return Retention(store, days, clock=lambda: NOW, entropy=os.urandom)


def names(store):
    return [each.id if each.event_name == "GetUser" else each.event_name for each in trail(store)]


def trail(store):
    return list(store.audit_records(AuditFilter(), limit=1000, newest_first=False))


@pytest.mark.parametrize(
    ("now", "limit"),
    [
        (NOW, datetime(2026, 5, 7, tzinfo=UTC)),
        (datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 5, 7, tzinfo=UTC)),
        (datetime(2026, 5, 9, 23, 59, 59, tzinfo=UTC), datetime(2026, 5, 6, tzinfo=UTC)),
    ],
)
def test_the_limit_moves_at_midnight(now, limit):
    assert find_limit(now, 3) == limit


def test_what_is_too_old_is_removed_and_recorded(store):
    assert make(store).remove_once(NOW) == 2
    assert names(store) == ["event-3", "event-2", "event-1", "RemoveAuditRecords"]
    event = json.loads(trail(store)[-1].document)
    assert event["requestParameters"] == {"before": "2026-05-07T00:00:00Z", "records": 2}
    assert (event["eventType"], event["readOnly"]) == ("AwsServiceEvent", False)


def test_once_a_day_is_enough(store):
    make(store).remove_once(NOW)
    assert make(store).remove_once(NOW + timedelta(hours=8)) == 0
    assert names(store).count("RemoveAuditRecords") == 1


def test_removal_stops_between_batches_and_continues_later(store, monkeypatch):
    monkeypatch.setattr(audit_retention, "BATCH", 1)
    stopped = make(store)
    stopped.close()
    assert stopped.remove_once(NOW) == 1
    assert names(store)[0] == "event-4"
    assert make(store).remove_once(NOW) == 1


def test_the_record_comes_before_the_removal(store, monkeypatch):
    monkeypatch.setattr(store, "remove_audit_records", raise_unavailable)
    with pytest.raises(ServiceUnavailableError):
        make(store).remove_once(NOW)
    assert names(store)[-1] == "RemoveAuditRecords"
    assert len(names(store)) == 6


def test_what_cannot_be_recorded_is_not_removed(store, monkeypatch):
    monkeypatch.setattr(store, "append", raise_unavailable)
    with pytest.raises(ServiceUnavailableError):
        make(store).remove_once(NOW)
    assert len(names(store)) == 5


def test_the_thread_removes_records(store, monkeypatch):
    done = Event()
    monkeypatch.setattr(module, "FIRST_LOOK_SECONDS", 0)
    running = make(store)

    def note(self, now):
        done.set()
        return 0

    monkeypatch.setattr(Retention, "remove_once", note)
    running.start()
    assert done.wait(10)
    running.close()
    assert not running._thread.is_alive()


def test_a_failed_removal_is_tried_again(store, monkeypatch, caplog):
    looks = Event()

    def fail_once(self, now):
        if not caplog.records:
            raise ServiceUnavailableError("gone")
        looks.set()
        return 0

    monkeypatch.setattr(module, "FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(Retention, "remove_once", fail_once)
    running = make(store)
    running.start()
    assert looks.wait(10)
    running.close()
    assert "were not removed: ServiceUnavailableError" in caplog.text


def test_removal_is_off_by_default(store):
    idle = make(store, days=0)
    idle.start()
    assert not idle._thread.is_alive()
    idle.close()


def raise_unavailable(*_, **__):
    raise ServiceUnavailableError("full")
