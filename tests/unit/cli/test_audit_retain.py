"""`limen audit retain`: nothing is removed without confirmation, export and record."""

import json
import sys

import pytest

from limen.runtime.composition import DATABASE_FILE
from limen.store.interface import AuditFilter
from limen.store.opening import open_store
from tests.unit.cli.test_audit_export import directory, record

__all__ = ["directory"]


@pytest.fixture
def retain(shell, directory):
    return lambda *options: shell.limen("audit", "retain", "--data-dir", directory, *options)


@pytest.fixture
def trail(directory):
    def read():
        store = open_store(directory / DATABASE_FILE)
        found = list(store.audit_records(AuditFilter(), limit=10_000, newest_first=False))
        store.close()
        return found

    return read


def ids(records):
    return [each.id for each in records if each.event_name != "RemoveAuditRecords"]


def test_old_records_are_removed_and_the_trail_says_so(retain, trail):
    ended = retain("--older-than", "90d", "--yes")
    assert ended.code == 0
    assert ended.out.startswith("Removed 1 records from before ")
    records = trail()
    assert ids(records) == ["event-2", "event-3"]
    (removal,) = [json.loads(each.document) for each in records if each.event_name == "RemoveAuditRecords"]
    assert removal["requestParameters"]["records"] == 1
    assert removal["userIdentity"] == {"type": "AWSService", "invokedBy": "limen"}


def test_a_dry_run_only_counts(retain, trail):
    ended = retain("--older-than", "5d", "--dry-run")
    assert ended.code == 0
    assert "no known account: 2 records" in ended.out
    assert ids(trail()) == ["event-1", "event-2", "event-3"]


def test_no_record_is_old_enough(retain, trail):
    ended = retain("--older-than", "2000d", "--yes")
    assert (ended.code, ended.out.startswith("There are no records from before")) == (0, True)
    assert len(trail()) == 3


def test_without_a_terminal_it_must_be_confirmed(retain, trail):
    ended = retain("--older-than", "5d")
    assert ended.code == 1
    assert "this removes 2 records" in ended.err
    assert "--yes" in ended.err
    assert len(trail()) == 3


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 2), ("n\n", 1, 3), ("", 1, 3)])
def test_on_a_terminal_the_command_asks_for_confirmation(shell, directory, trail, monkeypatch, answer, code, left):
    monkeypatch.setattr("limen.cli.audit_retain.sys", Terminal())
    ended = shell.limen("audit", "retain", "--data-dir", directory, "--older-than", "90d", stdin=answer)
    assert ended.code == code
    assert "They are not exported" in ended.err
    assert len(ids(trail())) == left


class Terminal:
    class stdin:  # noqa: N801 - as `sys` has it
        isatty = staticmethod(lambda: True)


def test_records_are_exported_before_they_are_removed(retain, trail, tmp_path):
    file = tmp_path / "old.jsonl"
    ended = retain("--older-than", "5d", "--export", file, "--yes")
    assert f"after exporting them to {file}" in ended.out
    assert [json.loads(line)["eventID"] for line in file.read_text().splitlines()] == ["event-1", "event-2"]
    assert ids(trail()) == ["event-3"]


def test_without_the_export_nothing_is_removed(retain, trail, tmp_path):
    file = tmp_path / "old.jsonl"
    file.write_text("mine")
    assert retain("--older-than", "5d", "--export", file, "--yes").code == 3
    assert retain("--older-than", "5d", "--export", tmp_path / "none" / "x", "--yes").code == 1
    assert len(trail()) == 3


def test_an_export_that_differs_from_the_count_removes_nothing(retain, trail, tmp_path, monkeypatch):
    monkeypatch.setattr("limen.cli.audit_retain.export_to", lambda *_: 1)
    ended = retain("--older-than", "5d", "--export", tmp_path / "x", "--yes")
    assert ended.code == 1
    assert "nothing was removed" in ended.err
    assert len(trail()) == 3


@pytest.mark.parametrize("text", ["30m", "0d", "soon", "", "2999-01-01"])
def test_a_limit_is_a_time_in_the_past(retain, trail, text):
    assert retain("--older-than", text, "--yes").code == 3
    assert len(trail()) == 3


def test_the_json_output(retain):
    content = retain("--older-than", "90d", "--yes", "--json").json()
    assert (content["older"], content["removed"], content["exported"]) == ({"unknown": 1}, 1, None)


def test_many_are_removed_in_batches(directory, retain, trail, monkeypatch):
    store = open_store(directory / DATABASE_FILE)
    store.append([record(f"many-{number}", days=50) for number in range(600)])
    store.close()
    monkeypatch.setattr("limen.cli.audit_retain.PAUSE_SECONDS", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert retain("--older-than", "40d", "--yes").out.startswith("Removed 601 records")
    assert ids(trail()) == ["event-2", "event-3"]
