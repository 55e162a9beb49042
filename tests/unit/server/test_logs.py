"""The log: one line for each request, in text and JSON, without secrets and without lines that clients write."""

import io
import json
import logging
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from limen.domain.events import AuditRecord
from limen.server.logs import (
    LONGEST_PATH,
    JSONFormatter,
    RequestLine,
    TextFormatter,
    is_logging_requests,
    log_request,
    set_up_logging,
)
from limen.wire.http import HTTPRequest, HTTPResponse

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALICE = "arn:aws:iam::111122223333:user/alice"
RECORD = AuditRecord(
    "event", NOON, "111122223333", ALICE, "AKIAEXAMPLE", "iam.amazonaws.com", "GetUser", "", "192.0.2.1", "{}", "call-1"
)
REQUEST = HTTPRequest(
    "POST", "/", "X-Amz-Security-Token=hidden1", (("authorization", "hidden2"),), b"Password=hidden3", "192.0.2.1"
)
ANSWER = HTTPResponse(200, (("x-amzn-RequestId", "call-2"), ("set-cookie", "hidden4")), b"hidden5")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def lines(caplog):
    """The lines of the requests that were logged."""
    caplog.set_level(logging.INFO, "limen.requests")
    return lambda: [record.msg for record in caplog.records if record.name == "limen.requests"]


@contextmanager
def new_process():
    """The root logger without handlers."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    logger.handlers[:] = []
    try:
        yield
    finally:
        logger.handlers[:] = handlers
        logger.setLevel(level)


def make_record(message, level=logging.WARNING, **more):
    return logging.LogRecord("limen.store", level, "store.py", 1, message, (), more.get("exc_info"))


def test_a_call_is_named_by_its_record(lines):
    log_request(REQUEST, ANSWER, RECORD, "api", 0.00184)
    (line,) = lines()
    assert line == RequestLine("call-1", "POST", "/", "iam", "GetUser", ALICE, "192.0.2.1", 200, 1.8, 7)
    assert str(line) == f"192.0.2.1 {ALICE} POST / iam:GetUser 200 1.8ms 7B call-1"


def test_what_has_no_record_is_named_by_its_part(lines):
    log_request(HTTPRequest("GET", "/healthz", "", (), b""), HTTPResponse(200, (), b"ok\n"), None, "health", 0.0)
    assert str(lines()[0]) == "- - GET /healthz health 200 0.0ms 3B -"


@pytest.mark.parametrize("name", ["x-amzn-RequestId", "x-limen-request-id"])
def test_the_id_is_that_of_the_answer_otherwise(lines, name):
    log_request(REQUEST, HTTPResponse(403, ((name, "call-3"),), b""), None, "sign_in", 0)
    assert lines()[0].request_id == "call-3"


def test_a_caller_that_did_not_prove_itself_is_not_named(lines):
    unproven = AuditRecord("event", NOON, "", "", "AKIAEXAMPLE", "iam.amazonaws.com", "GetUser", "X", "", "{}", "call")
    log_request(REQUEST, ANSWER, unproven, "api", 0)
    assert lines()[0].caller == "-"


def test_no_secret_is_logged(lines):
    log_request(REQUEST, ANSWER, RECORD, "api", 0)
    rendered = JSONFormatter().format(make_record(lines()[0])) + str(lines()[0])
    assert "hidden" not in rendered
    assert "AKIA" not in rendered


@pytest.mark.parametrize("path", ["/a\x1b[31m", "/a\nforged", "/a\u202eb", "/a\x85b", "/\x00"])
def test_what_a_client_sends_is_one_harmless_line(lines, path):
    request = HTTPRequest("GET", path, "", (), b"", "192.0.2.1")
    log_request(request, ANSWER, None, "not_found", 0)
    assert str(lines()[0]).isprintable()


def test_a_long_path_is_cut(lines):
    log_request(HTTPRequest("GET", "/" * 60_000, "", (), b""), ANSWER, None, "not_found", 0)
    assert len(lines()[0].path) == LONGEST_PATH


def test_json_has_a_member_for_each_part():
    line = RequestLine("call-1", "POST", "/é", "iam", "GetUser", ALICE, "192.0.2.1", 200, 1.8, 7)
    text = JSONFormatter().format(make_record(line, logging.INFO))
    content = json.loads(text)
    assert text.isascii()
    assert datetime.fromisoformat(content.pop("time")).tzinfo is not None
    assert content == {
        "level": "info",
        "logger": "limen.store",
        "request_id": "call-1",
        "method": "POST",
        "path": "/é",
        "service": "iam",
        "operation": "GetUser",
        "caller": ALICE,
        "source": "192.0.2.1",
        "status": 200,
        "duration_ms": 1.8,
        "bytes": 7,
    }


def test_json_of_other_lines_has_their_message():
    record = logging.LogRecord("limen.store", logging.WARNING, "store.py", 1, "no %s\n", ("room",), None)
    content = json.loads(JSONFormatter().format(record))
    assert (content["level"], content["message"]) == ("warning", "no room\n")


def test_an_exception_stays_on_its_line():
    try:
        raise ValueError("x")
    except ValueError:
        text = JSONFormatter().format(make_record("failed", exc_info=sys.exc_info()))
    assert "\n" not in text
    assert json.loads(text)["exception"].endswith("ValueError: x")


@pytest.mark.parametrize(
    ("message", "level", "color"),
    [
        ("quiet", logging.INFO, ""),
        ("careful", logging.WARNING, "\x1b[33m"),
        ("broken", logging.ERROR, "\x1b[31m"),
        (RequestLine("1", "GET", "/", "-", "home", "-", "-", 200, 0, 0), logging.INFO, ""),
        (RequestLine("1", "GET", "/", "-", "home", "-", "-", 404, 0, 0), logging.INFO, "\x1b[33m"),
        (RequestLine("1", "GET", "/", "-", "home", "-", "-", 503, 0, 0), logging.INFO, "\x1b[31m"),
    ],
)
def test_colors_are_for_terminals(message, level, color):
    record = make_record(message, level)
    assert (f"{color}{record.levelname}\x1b[0m " in TextFormatter(is_colored=True).format(record)) is bool(color)
    assert "\x1b" not in TextFormatter(is_colored=False).format(record)


@pytest.mark.parametrize(
    ("stream", "variable", "is_colored"),
    [(Terminal(), None, True), (Terminal(), "1", False), (io.StringIO(), None, False)],
)
def test_the_log_of_a_process(monkeypatch, stream, variable, is_colored):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if variable:
        monkeypatch.setenv("NO_COLOR", variable)
    with new_process():
        set_up_logging("warning", "text", stream)
        logging.getLogger("limen.test").warning("careful")
        logging.getLogger("limen.test").info("not shown")
    assert ("\x1b[33m" in stream.getvalue()) is is_colored
    assert stream.getvalue().endswith("limen.test: careful\n")


def test_the_log_in_json(capsys):
    with new_process():
        set_up_logging("info", "json")
        assert is_logging_requests()
        log_request(REQUEST, ANSWER, RECORD, "api", 0.0)
    assert json.loads(capsys.readouterr().err)["operation"] == "GetUser"


def test_requests_are_not_logged_above_info():
    with new_process():
        set_up_logging("warning", "json")
        assert not is_logging_requests()
