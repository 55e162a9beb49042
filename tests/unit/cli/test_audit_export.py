"""`limen audit export`: only complete files, in forms that programs read and spreadsheets do not run."""

import csv
import io
import json
import os
import stat
from datetime import timedelta

import pytest

from limen.cli.exits import CommandError
from limen.cli.record_files import complete_file
from limen.config.ambient import read_clock
from limen.domain.events import AuditRecord
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store

ALICE = "arn:aws:iam::111122223333:user/alice"


def record(number, name="GetUser", *, days=0.0, error="", message="", account="111122223333"):
    event = {"eventID": f"event-{number}", "eventName": name, "readOnly": name == "GetUser", "errorMessage": message}
    return AuditRecord(
        f"event-{number}",
        read_clock() - timedelta(days=days, seconds=1),
        account,
        ALICE,
        "AKIA1",
        "iam.amazonaws.com",
        name,
        error,
        "192.0.2.1",
        json.dumps(event),
        f"request-{number}",
    )


@pytest.fixture
def directory(tmp_path):
    with_store = tmp_path / "data"
    with_store.mkdir()
    store = open_store(with_store / DATABASE_FILE)
    store.append(
        [
            record(1, days=100),
            record(2, "CreateUser", days=10, error="AccessDenied", message="=cmd|' /C calc'!A0"),
            record(3, days=1, account="444455556666"),
        ]
    )
    store.close()
    return with_store


@pytest.fixture
def export(shell, directory):
    return lambda *options: shell.limen("audit", "export", "--data-dir", directory, *options)


def test_lines_are_events_oldest_first(export):
    ended = export()
    assert (ended.code, ended.err) == (0, "")
    assert [json.loads(line)["eventID"] for line in ended.out.splitlines()] == ["event-1", "event-2", "event-3"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--since", "30d"], ["event-2", "event-3"]),
        (["--until", "30d"], ["event-1"]),
        (["--account", "444455556666"], ["event-3"]),
        (["--errors"], ["event-2"]),
        (["--event", "NoSuch"], []),
    ],
)
def test_filters_select_a_part_of_the_trail(export, options, found):
    assert [json.loads(line)["eventID"] for line in export(*options).out.splitlines()] == found


@pytest.mark.parametrize(("options", "count"), [([], 3), (["--event", "NoSuch"], 0)])
def test_the_form_of_cloudtrails_log_files(export, options, count):
    assert len(json.loads(export("--format", "cloudtrail", *options).out)["Records"]) == count


def test_a_table(export):
    rows = list(csv.DictReader(io.StringIO(export("--format", "csv").out)))
    assert [row["event_id"] for row in rows] == ["event-1", "event-2", "event-3"]
    assert (rows[0]["read_only"], rows[1]["read_only"]) == ("true", "false")
    assert (rows[1]["error_code"], rows[1]["principal"]) == ("AccessDenied", ALICE)


def test_a_spreadsheet_runs_nothing(export):
    rows = list(csv.DictReader(io.StringIO(export("--format", "csv").out)))
    assert rows[1]["error_message"].startswith("'=cmd")


def test_a_table_without_rows_has_its_header(export):
    assert export("--format", "csv", "--event", "NoSuch").out.startswith("time,event_id,")


def test_a_file_is_private_and_complete(export, tmp_path):
    file = tmp_path / "trail.jsonl"
    ended = export("--output", file)
    assert (ended.code, ended.out) == (0, "")
    assert "Exported 3 records" in ended.err
    assert len(file.read_text().splitlines()) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {each.name for each in tmp_path.iterdir()} == {"data", "trail.jsonl"}


def test_no_file_is_overwritten(export, tmp_path):
    file = tmp_path / "trail.jsonl"
    file.write_text("mine")
    ended = export("--output", file)
    assert ended.code == 3
    assert "exists already" in ended.err
    assert file.read_text() == "mine"


def test_a_file_created_meanwhile_is_kept(tmp_path):
    file = tmp_path / "trail.jsonl"

    def lose_the_race():
        with complete_file(file) as writing:
            writing.write("ours")
            file.write_text("mine")

    with pytest.raises(CommandError, match="exists already"):
        lose_the_race()
    assert file.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["trail.jsonl"]


def test_the_draft_of_an_interrupted_export_is_named(tmp_path):
    draft = tmp_path / f".trail.jsonl.{os.getpid()}"
    draft.write_text("half")
    with pytest.raises(CommandError, match=r"\.trail\.jsonl\.\d+ is left of an interrupted export"):
        complete_file(tmp_path / "trail.jsonl").__enter__()
    assert [each.name for each in tmp_path.iterdir()] == [draft.name]


def test_a_failure_leaves_no_file(tmp_path):
    with pytest.raises(OSError, match="disk"), complete_file(tmp_path / "trail.jsonl"):
        raise OSError("disk full")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_reported(export, tmp_path):
    assert export("--output", tmp_path / "none" / "trail.jsonl").code == 1


def test_progress_is_shown_on_a_terminal(export, tmp_path, monkeypatch):
    monkeypatch.setattr("limen.cli.audit_export.SECONDS_BETWEEN", -1)
    monkeypatch.setattr("limen.cli.audit_export.sys.stderr.isatty", lambda: True, raising=False)
    assert "records exported ..." in export("--output", tmp_path / "trail.jsonl").err


def test_options_before_the_subcommand_are_refused(shell, directory):
    ended = shell.limen("audit", "--since", "2h", "export", "--data-dir", directory)
    assert ended.code == 3
    assert "put the options after export" in ended.err


def test_an_unknown_subcommand_is_refused(shell):
    ended = shell.limen("audit", "exprot")
    assert (ended.code, "Did you mean 'export'?" in ended.err) == (3, True)


def test_the_help_names_both_subcommands(shell):
    shown = shell.limen("audit", "--help").out
    assert "export" in shown
    assert "retain" in shown
    assert "Exit codes: 0 exported" in shell.limen("audit", "export", "--help").out
