"""Requests that another package answers in this server: what it receives, and that a failure is a refusal."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from limen.domain.events import AuditRecord
from limen.runtime.guest import Work
from limen.runtime.pipeline import Answer
from limen.server.app import Application
from limen.server.bodies import MAX_UNSIGNED_BODY_BYTES
from limen.server.hosts import HostList
from limen.server.protocol import SENDER, find_sender
from limen.server.work import BusyError, Workers
from limen.wire.http import HTTPRequest, HTTPResponse

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
RECORD = AuditRecord("1", NOON, "", "", "", "x", "Y", "", "", "{}")


@dataclass
class FakeGuest:
    work: Work = Work.QUICK
    record: AuditRecord | None = None
    requests: list[HTTPRequest] = field(default_factory=list)

    def claims(self, request: HTTPRequest) -> bool:
        return request.raw_path.startswith("/guest")

    def is_from_proxy(self, request: HTTPRequest) -> bool:
        return request.raw_path == "/guest/proxy"

    def weigh(self, request: HTTPRequest) -> Work:
        return self.work

    def answer(self, request: HTTPRequest, now: datetime) -> Answer:
        self.requests.append(request)
        return Answer(HTTPResponse(200, (), b"guest"), self.record)

    def render_failure(self, request: HTTPRequest, now: datetime) -> HTTPResponse:
        return HTTPResponse(503, (), b"no")


class FakeStore:
    error: Exception | None = None

    def __init__(self):
        self.records: list[AuditRecord] = []

    def append(self, records):
        if self.error is not None:
            raise self.error
        self.records += records


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def ask(store):
    def send_request(guest, path="/guest", *, body=b"", headers=(), is_remote=False):
        sent: list[Any] = []

        async def receive():
            return {"type": "http.request", "body": body}

        async def send(message):
            sent.append(message)

        async def main():
            composition: Any = SimpleNamespace(pipeline=None, store=store, close=lambda: None, is_remote=is_remote)
            application = Application(composition, lambda: NOON, HostList(()), guest)
            scope: Any = {
                "type": "http", "method": "GET", "raw_path": path.encode(), "query_string": b"",
                "headers": list(headers), "client": ("192.0.2.1", 5), "scheme": "http", SENDER: "127.0.0.1",
            }  # fmt: skip
            await application(scope, receive, send)

        asyncio.run(main())
        return sent[0]["status"], sent[1]["body"]

    return send_request


@pytest.mark.parametrize("work", Work)
@pytest.mark.parametrize("is_remote", [False, True])
def test_a_guest_answers_what_it_claims(ask, work, is_remote):
    guest = FakeGuest(work)
    assert ask(guest, body=b"form", headers=[(b"host", b"other.example.com")], is_remote=is_remote) == (200, b"guest")
    assert guest.requests[0].body == b"form"


def test_a_signed_request_still_belongs_to_the_guest(ask):
    guest = FakeGuest()
    assert ask(guest, headers=[(b"authorization", b"AWS4-HMAC-SHA256 x")]) == (200, b"guest")


def test_the_sender_counts_if_a_proxy_asks_and_otherwise_the_client(ask):
    guest = FakeGuest()
    ask(guest)
    ask(guest, "/guest/proxy")
    assert [request.peer for request in guest.requests] == ["192.0.2.1", "127.0.0.1"]


def test_no_sender_is_known_where_no_protocol_has_set_one():
    assert find_sender({"client": ("192.0.2.1", 5)}) == ""


def test_an_answer_leaves_after_its_record_is_kept(ask, store):
    assert ask(FakeGuest(record=RECORD)) == (200, b"guest")
    assert store.records == [RECORD]


def test_what_cannot_be_recorded_is_refused(ask, store):
    store.error = RuntimeError("disk full")
    assert ask(FakeGuest(record=RECORD)) == (503, b"no")


def test_a_body_that_is_too_large_is_refused(ask):
    guest = FakeGuest()
    assert ask(guest, body=b"x" * (MAX_UNSIGNED_BODY_BYTES + 1)) == (503, b"no")
    assert guest.requests == []


def test_when_all_threads_are_busy_the_answer_is_no(ask, monkeypatch):
    async def run(self, *arguments):
        raise BusyError

    monkeypatch.setattr(Workers, "run", run)
    assert ask(FakeGuest(Work.WRITING)) == (503, b"no")
