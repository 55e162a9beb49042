import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from limen.cli import audit as command
from limen.cli.main import run
from limen.config.ambient import read_clock
from limen.domain.events import AuditRecord
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store

NOW = read_clock().replace(microsecond=0)
ALICE = "arn:aws:iam::111122223333:user/alice"


def record(number, name, *, error="", minutes=0, message="", principal=ALICE):
    at = read_clock().replace(microsecond=0) - timedelta(minutes=minutes)
    event = {"eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}", "eventName": name, "eventID": str(number)}
    event |= {"errorCode": error, "errorMessage": message} if error else {}
    return AuditRecord(
        str(number),
        at,
        "111122223333",
        principal,
        "AKIA1",
        "iam.amazonaws.com",
        name,
        error,
        "192.0.2.1",
        json.dumps(event),
    )


@pytest.fixture
def directory(tmp_path):
    store = open_store(tmp_path / DATABASE_FILE)
    store.append(
        [
            record(1, "ListUsers", minutes=90),
            record(2, "CreateUser", minutes=10, error="AccessDenied", message="not\x1b[31m you"),
            record(3, "GetUser", minutes=1, principal=""),
        ]
    )
    store.close()
    return tmp_path


@pytest.fixture
def audit(directory, capsys):
    def run_audit(*options):
        code = run(["audit", "--data-dir", str(directory), *options])
        shown = capsys.readouterr()
        assert code == 0, shown.err
        return shown.out.splitlines()

    return run_audit


def names(lines):
    return [json.loads(line)["eventName"] for line in lines]


def test_calls_are_listed_with_the_newest_last(audit):
    assert names(audit("--json")) == ["ListUsers", "CreateUser", "GetUser"]
    assert names(audit("--json", "--limit", "2")) == ["CreateUser", "GetUser"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--errors",), ["CreateUser"]),
        (("--error", "AccessDenied"), ["CreateUser"]),
        (("--event", "ListUsers"), ["ListUsers"]),
        (("--principal", ALICE), ["ListUsers", "CreateUser"]),
        (("--since", "30m"), ["CreateUser", "GetUser"]),
        (("--since", "2h", "--until", "5m"), ["ListUsers", "CreateUser"]),
        (("--ip", "198.51.100.1"), []),
        (("--account", "999999999999"), []),
        (("--access-key", "AKIA1", "--source", "iam.amazonaws.com"), ["ListUsers", "CreateUser", "GetUser"]),
    ],
)
def test_filters_select(audit, options, expected):
    assert names(audit("--json", *options)) == expected


def test_a_line_shows_outcome_call_caller_and_reason_and_cannot_control_the_terminal(audit):
    first, refused, last = audit()
    assert first.startswith("ok  ")
    assert "iam:ListUsers" in first
    assert refused.startswith("refused  ")
    assert refused.endswith("AccessDenied: not?[31m you")
    assert "AKIA1" in last


def test_a_failed_sign_in_shows_whom_it_was_for(directory, audit):
    failed = record(7, "ConsoleLogin", error="AccessDeniedException", principal="")
    event = json.loads(failed.document) | {"errorMessage": "Failed", "requestParameters": {"principalArn": ALICE}}
    store = open_store(directory / DATABASE_FILE)
    store.append([replace(failed, access_key_id="", document=json.dumps(event))])
    store.close()
    assert f"ConsoleLogin  unknown caller as {ALICE}  " in audit("--event", "ConsoleLogin")[0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T12:00:00+02:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("15m", NOW - timedelta(minutes=15)),
        ("7d", NOW - timedelta(days=7)),
    ],
)
def test_times_are_absolute_or_ago(text, moment):
    assert command.parse_moment(text, NOW) == moment


@pytest.mark.parametrize("text", ["yesterday", "m", "9999999999999d", "2026-13-01"])
def test_text_that_is_not_a_time_is_refused(directory, capsys, text):
    assert run(["audit", "--data-dir", str(directory), "--since", text]) == 3
    assert "is not a time" in capsys.readouterr().err


def test_without_a_database_it_says_what_to_do(tmp_path, capsys):
    assert run(["audit", "--data-dir", str(tmp_path)]) == 1
    assert "--data-dir" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_following_continues_with_new_records_and_repeats_nothing(directory, monkeypatch, capsys):
    store = open_store(directory / DATABASE_FILE)
    rounds = iter([[record(4, "CreateGroup")], [record(5, "DeleteGroup", minutes=-1)]])

    def wait(seconds):
        try:
            store.append(next(rounds))
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("limen.cli.audit.sleep", wait)
    assert run(["audit", "--data-dir", str(directory), "--json", "--follow"]) == 0
    store.close()
    expected = ["ListUsers", "CreateUser", "GetUser", "CreateGroup", "DeleteGroup"]
    assert names(capsys.readouterr().out.splitlines()) == expected


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_filter_without_matches_says_so(directory, capsys, options):
    assert run(["audit", "--data-dir", str(directory), "--event", "DeleteUser", *options]) == 0
    ended = capsys.readouterr()
    assert (ended.out, ended.err) == ("", "No call in the audit trail matches.\n")
