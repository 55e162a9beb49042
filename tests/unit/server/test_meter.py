"""Counting: what is counted under which name, and that no client can make the names grow."""

from datetime import UTC, datetime
from threading import Thread

import pytest

from limen.domain.events import AuditRecord
from limen.runtime.pipeline import Answer
from limen.server.meter import BOUNDS, Meter
from limen.server.routes import Route
from limen.wire.http import HTTPResponse

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OK = HTTPResponse(200, (), b"")


def make_record(source="iam", name="GetUser", error=""):
    return AuditRecord("1", NOON, "", "", "", f"{source}.amazonaws.com", name, error, "", "{}")


def count(*calls):
    """Count answered requests; each a route, a record, a status and maybe the seconds."""
    meter = Meter()
    for route, record, status, *seconds in calls:
        meter.note(route, Answer(OK, record), status, *(seconds or [0.002]))
    return {key: sum(cell[:-1]) for key, cell in meter.read().requests.items()}


def count_records(*records):
    meter = Meter()
    meter.note_records(records)
    return meter.read().counts


def test_calls_count_by_service_operation_and_class_of_status():
    counted = count(
        (Route.API, make_record(), 200),
        (Route.API, make_record(), 200),
        (Route.API, make_record(), 404),
        (Route.API, make_record("access-analyzer", "ValidatePolicy"), 503),
        (Route.API_UNSIGNED, make_record("sts", "AssumeRoleWithSAML"), 403),
    )
    assert counted == {
        ("iam", "GetUser", "2xx"): 2,
        ("iam", "GetUser", "4xx"): 1,
        ("access-analyzer", "ValidatePolicy", "5xx"): 1,
        ("sts", "AssumeRoleWithSAML", "4xx"): 1,
    }


def test_a_write_counts_by_its_committed_record():
    meter = Meter()
    meter.note(Route.API, Answer(OK, None, make_record(name="CreateUser")), 200, 0.01)
    assert list(meter.read().requests) == [("iam", "CreateUser", "2xx")]


@pytest.mark.parametrize(
    ("record", "names"),
    [
        (make_record("s3", "ListBuckets"), ("other", "other")),
        (make_record("iam", "Unknown"), ("iam", "other")),
        (make_record("iam", "getuser"), ("iam", "other")),
        (AuditRecord("1", NOON, "", "", "", "Unknown", "Unknown", "X", "", "{}"), ("other", "other")),
    ],
)
def test_names_that_no_model_has_are_one(record, names):
    assert count((Route.API, record, 400)) == {(*names, "4xx"): 1}


def test_clients_cannot_make_the_numbers_grow():
    meter = Meter()
    for number in range(1000):
        meter.note(Route.API, Answer(OK, make_record("iam", f"Made{number}")), 400, 0.001)
        meter.note(Route.API, Answer(OK, make_record(f"made-{number}", "GetUser")), 400, 0.001)
    assert len(meter.read().requests) == 2
    assert meter._cells == {}


@pytest.mark.parametrize(
    ("route", "names"),
    [
        (Route.HEALTH, ("http", "health")),
        (Route.NOT_FOUND, ("http", "not_found")),
        (Route.SIGN_IN, ("signin", "CreateOAuth2Token")),
        (Route.CONSOLE_SESSION, ("signin", "ConsoleSession")),
        (Route.API, ("http", "api")),
        (None, ("gate", "page")),
    ],
)
def test_what_has_no_record_counts_by_its_part(route, names):
    assert count((route, None, 200)) == {(*names, "2xx"): 1}


def test_a_busy_sign_in_counts_as_a_sign_in():
    busy = make_record("signin", "ConsoleLogin", "TooManyRequestsError")
    assert count((Route.SIGN_IN, busy, 429)) == {("signin", "CreateOAuth2Token", "4xx"): 1}


@pytest.mark.parametrize(
    ("seconds", "interval"),
    [(0.0, 0), (0.001, 0), (0.0010001, 1), (10.0, len(BOUNDS) - 1), (10.1, len(BOUNDS)), (1e9, len(BOUNDS))],
)
def test_an_interval_includes_its_upper_bound(seconds, interval):
    meter = Meter()
    meter.note(Route.API, Answer(OK, make_record()), 200, seconds)
    (cell,) = meter.read().requests.values()
    assert [number for number, times in enumerate(cell[:-1]) if times] == [interval]
    assert cell[-1] == seconds


def test_decisions_of_the_gate_count_by_outcome():
    meter = Meter()
    for outcome in ("allowed", "allowed", "denied"):
        meter.note(None, Answer(OK, make_record("files", "ReadFile"), outcome=outcome), 200, 0.001)
    meter.note(None, Answer(OK, None), 200, 0.001)
    counted = meter.read()
    assert counted.counts == {("gate_decisions", "allowed"): 2, ("gate_decisions", "denied"): 1}
    assert [key[:2] for key in counted.requests] == [("gate", "decision"), ("gate", "page")]


@pytest.mark.parametrize("code", ["AccessDenied", "SignatureDoesNotMatch", "ExpiredToken", "UnmappedRequest"])
def test_denials_count_by_code(code):
    assert count_records(make_record(error=code)) == {("denials", code): 1}


@pytest.mark.parametrize("code", ["NoSuchEntity", "ValidationError", "ServiceFailure", "Made up"])
def test_other_errors_are_no_denials(code):
    assert count_records(make_record(error=code)) == {}


@pytest.mark.parametrize(
    ("name", "error", "kind", "outcome"),
    [
        ("ConsoleLogin", "", "password", "succeeded"),
        ("ConsoleLogin", "AccessDeniedException", "password", "refused"),
        ("CheckMfa", "", "password", "code_required"),
        ("CreateOAuth2Token", "", "renewal", "succeeded"),
        ("CreateOAuth2Token", "ValidationException", "renewal", "invalid"),
        ("ConsoleLogin", "InternalServerException", "password", "failed"),
    ],
)
def test_sign_ins_count_by_outcome(name, error, kind, outcome):
    assert count_records(make_record("signin", name, error)) == {("sign_ins", kind, outcome): 1}


def test_what_else_happens_to_sessions_is_no_sign_in():
    assert count_records(make_record("signin", "ConsoleLogout")) == {}


def test_throttled_calls_and_sign_ins():
    records = make_record("signin", "ConsoleLogin", "TooManyRequestsError"), make_record("iam", "X", "Throttling")
    assert count_records(*records) == {
        ("throttled", "api"): 1,
        ("throttled", "sign_in"): 1,
        ("sign_ins", "password", "throttled"): 1,
    }


def test_records_count_in_any_thread():
    meter = Meter()
    denied = [make_record(error="AccessDenied")] * 500
    threads = [Thread(target=meter.note_records, args=[denied]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert meter.read().counts == {("denials", "AccessDenied"): 4000}
