"""Promise P5: a process that is killed at any moment loses no acknowledged write and leaves none half done.

A writer is killed with SIGKILL fifty times, each time at another moment, on the same database; after each kill
everything that it had reported must be there, and entities, change records and audit records have to agree.
"""

import random
import signal
import sqlite3
import subprocess
import sys
from time import sleep

import msgspec
import pytest

from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.users import User
from limen.store.interface import AuditFilter
from limen.store.opening import open_store
from limen.store.sql.event_codec import number_of
from tests.store.samples import ACCOUNT

KILLS = 50
LONGEST_LIFE_SECONDS = 0.1
LOST = number_of("read-3-1")


def run_and_kill(path, start, seconds, *, lines=1):
    """Kill the writer so long after it reported so many lines; what it reported, as (kind, number) pairs."""
    command = [sys.executable, "-m", "tests.crash.writer", str(path), str(start)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    shown = "".join(process.stdout.readline() for _ in range(lines))
    sleep(seconds)
    process.send_signal(signal.SIGKILL)
    shown += process.communicate(timeout=30)[0]
    assert process.returncode == -signal.SIGKILL
    # The last line may be cut off in the middle; then it does not count.
    whole = [line.split() for line in shown.splitlines(keepends=True) if line.endswith("\n")]
    return [(kind, int(number)) for kind, number in whole]


def check_all_is_whole(store):
    """Replaying every change gives the present; each revision has its audit record, each audit record its revision."""
    latest = store.latest()
    present: dict[tuple, str | None] = {}
    revisions: dict[int, set[str]] = {}
    for change in store.changes():
        identity = (change.kind, change.account, change.key)
        assert present.get(identity) == change.before
        present[identity] = change.after
        revisions.setdefault(change.revision, set()).add(change.event_id)
    assert list(revisions) == list(range(1, latest.revision + 1))
    assert all(len(events) == 1 for events in revisions.values())
    documents = {identity[1:]: document for identity, document in present.items() if document is not None}
    for kind in (User, AccessKey):
        for entity in latest.all(kind, ACCOUNT):
            assert msgspec.json.decode(documents.pop((ACCOUNT, entity.key)), type=kind) == entity
    assert documents == {}
    events = [one.id for one in store.audit_records(AuditFilter(), limit=10**9, newest_first=False)]
    assert len(events) == len(set(events))
    assert {one for one in events if one.startswith("write")} == set.union(set(), *revisions.values())
    assert sum(one.startswith("read") for one in events) % 3 == 0
    return set(events)


def check_all_is_there(store, events, shown):
    for kind, number in shown:
        if kind == "write":
            assert f"write-{number}" in events
            assert store.latest().find(User, ACCOUNT, f"AIDAU{number}")
        else:
            assert {f"read-{number}-{part}" for part in range(3)} <= events


def test_a_writer_that_is_killed_fifty_times_loses_nothing(tmp_path):
    dice = random.Random(5)
    path = tmp_path / "limen.sqlite3"
    shown: list[tuple[str, int]] = []
    for _ in range(KILLS):
        start = max((number for _, number in shown), default=0) + 2
        shown += run_and_kill(path, start, dice.uniform(0, LONGEST_LIFE_SECONDS))
        store = open_store(path)
        events = check_all_is_whole(store)
        check_all_is_there(store, events, shown)
        store.close()
    assert len([one for one in shown if one[0] == "write"]) >= KILLS
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entity WHERE key = 'AIDAU5'",
        f"DELETE FROM event WHERE id = {number_of('write-5')}",
        "DELETE FROM change WHERE key = 'AIDAU5'",
        "UPDATE change SET after = NULL WHERE key = 'AIDAU5'",
        f"UPDATE event SET body = (SELECT body FROM event WHERE id = {number_of('write-5')}) WHERE id = {LOST}",
        f"DELETE FROM event WHERE id = {LOST}",
    ],
)
def test_the_check_sees_what_is_half_there(tmp_path, damage):
    path = tmp_path / "limen.sqlite3"
    shown = run_and_kill(path, 1, 0, lines=12)
    connection = sqlite3.connect(path)
    connection.execute(damage)
    connection.commit()
    connection.close()
    store = open_store(path)
    with pytest.raises((AssertionError, KeyError)):
        check_all_is_there(store, check_all_is_whole(store), shown)
    store.close()
