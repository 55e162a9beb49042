"""The application behind a fake socket: what it reads, where it sends it, what it sends back."""

import asyncio
from threading import current_thread
from types import SimpleNamespace
from typing import Any

import pytest

from limen.errors import ApiError
from limen.runtime.pipeline import Answer, PendingRead, PendingWrite
from limen.server.app import Application
from limen.server.bodies import MAX_BODY_BYTES
from limen.wire.http import HTTPResponse
from tests.unit.server.fakes import NOON, read_operation, write_operation

RECORD: Any = SimpleNamespace(id="event")
OK = HTTPResponse(200, (("content-type", "text/xml"),), b"<ok/>")


class FakePipeline:
    def __init__(self):
        self.requests = []
        self.answer = Answer(OK, RECORD)
        self.ready = True
        self.finished_in = []

    def finish(self, pending):
        self.finished_in.append(current_thread().name)
        return Answer(OK, RECORD)

    def begin(self, request, now):
        self.requests.append(request)
        return self.answer

    def sign_in(self, request, now):
        self.requests.append(request)
        return Answer(HTTPResponse(200, (), b"{}"), None)

    def reject(self, request, error: ApiError, now):
        self.requests.append(request)
        return Answer(HTTPResponse(error.status, (), error.code.encode()), RECORD)

    def render_fault(self, request, error: ApiError, now):
        return HTTPResponse(error.status, (), error.code.encode())

    def is_ready(self):
        return self.ready


class FakeStore:
    def __init__(self):
        self.records = []
        self.error = None

    def append(self, records):
        if self.error:
            raise self.error
        self.records += records


@pytest.fixture
def pipeline():
    return FakePipeline()


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def ask(pipeline, store):
    """Send one request; status, headers and body of the answer, or nothing where nobody was answered."""

    def send_request(method="POST", path="/", *, messages=None, query=b"", headers=(), client=("192.0.2.1", 5)):
        incoming = list(messages or [{"type": "http.request", "body": b"Action=ListUsers"}])
        sent: list[Any] = []

        async def receive():
            return incoming.pop(0)

        async def send(message):
            sent.append(message)

        async def main():
            composition: Any = SimpleNamespace(pipeline=pipeline, store=store, close=lambda: None)
            application = Application(composition, lambda: NOON)
            scope = {
                "type": "http", "method": method, "raw_path": path.encode(), "query_string": query,
                "headers": headers, "client": client, "scheme": "http",
            }  # fmt: skip
            await application(scope, receive, send)

        asyncio.run(main())
        if not sent:
            return None
        return SimpleNamespace(status=sent[0]["status"], headers=dict(sent[0]["headers"]), body=sent[1]["body"])

    return send_request


def chunks(*parts):
    last = len(parts) - 1
    return [{"type": "http.request", "body": part, "more_body": number < last} for number, part in enumerate(parts)]


def test_a_call_reaches_the_pipeline_raw(ask, pipeline):
    answer = ask(path="/%2F", query=b"X-Amz-Signature=%41", headers=[(b"x-name", b"caf\xe9"), (b"x-name", b"2")])
    (request,) = pipeline.requests
    assert (request.method, request.raw_path, request.raw_query) == ("POST", "/%2F", "X-Amz-Signature=%41")
    assert request.headers == (("x-name", "café"), ("x-name", "2"))
    assert (request.body, request.peer, request.scheme) == (b"Action=ListUsers", "192.0.2.1", "http")
    assert (answer.status, answer.body) == (200, b"<ok/>")
    assert answer.headers == {b"content-type": b"text/xml", b"content-length": b"5"}


def test_a_body_in_pieces_is_put_together(ask, pipeline):
    ask(messages=chunks(b"Action=", b"", b"GetUser"))
    assert pipeline.requests[0].body == b"Action=GetUser"


def test_the_answer_leaves_after_its_record(ask, store):
    assert ask().status == 200
    assert store.records == [RECORD]


def test_without_its_record_a_call_is_refused(ask, store):
    store.error = OSError("disk full")
    answer = ask()
    assert (answer.status, answer.body) == (503, b"ServiceUnavailable")


def test_an_answer_whose_record_is_committed_needs_no_other(ask, pipeline, store):
    pipeline.answer = Answer(OK, None)
    store.error = OSError("not asked")
    assert ask().status == 200


@pytest.mark.parametrize(
    ("kind", "operation", "threads"),
    [
        (PendingRead, read_operation("iam", "SimulateCustomPolicy", lambda *_: {}, is_long=True), "reader"),
        (PendingWrite, write_operation("iam", "CreateUser", lambda *_: {}), "writer"),
        (PendingWrite, write_operation("iam", "ChangePassword", lambda *_: {}, is_rehearsed=True), "hasher"),
    ],
)
def test_what_takes_time_is_done_in_a_thread_of_its_kind(ask, pipeline, store, kind, operation, threads):
    unused: Any = None
    pipeline.answer = kind(unused, unused, unused, operation, unused, unused)
    assert ask().status == 200
    (thread,) = pipeline.finished_in
    assert thread.startswith(threads)
    assert store.records == [RECORD]


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_body_may_be_as_large_as_the_limit_and_no_larger(ask, pipeline, pieces):
    most = [b"x" * (MAX_BODY_BYTES // pieces)] * pieces + [b"x" * (MAX_BODY_BYTES % pieces)]
    assert ask(messages=chunks(*most)).status == 200
    answer = ask(messages=chunks(*most, b"x"))
    assert (answer.status, answer.body) == (413, b"RequestEntityTooLarge")
    assert answer.headers[b"connection"] == b"close"
    assert pipeline.requests[-1].body == b""


def test_who_announces_too_much_is_not_read(ask):
    announced = [(b"content-length", b"%d" % (MAX_BODY_BYTES + 1))]
    assert ask(headers=announced, messages=[{"type": "http.disconnect"}]).status == 413


@pytest.mark.parametrize("pieces", [[], [b"Action=", b"Get"]])
def test_who_hangs_up_is_neither_answered_nor_recorded(ask, pipeline, store, pieces):
    messages = [*chunks(*pieces, b"")[:-1], {"type": "http.disconnect"}]
    assert ask(messages=messages) is None
    assert (pipeline.requests, store.records) == ([], [])


def test_sign_in_keeps_its_own_records(ask, store):
    assert ask(path="/v1/token").body == b"{}"
    assert store.records == []


def test_a_signed_call_by_another_method_is_recorded(ask, store):
    answer = ask("DELETE", headers=[(b"authorization", b"AWS4-HMAC-SHA256 x")])
    assert (answer.status, store.records) == (405, [RECORD])


def test_pages_need_no_pipeline(ask, pipeline):
    assert ask("GET", "/healthz").body == b"ok\n"
    assert ask("GET", "/").headers[b"location"] == b"/console/"
    assert b"<title>Limen</title>" in ask("GET", "/console/").body
    assert ask("GET", "/nothing").status == 404
    assert ask("PUT", "/healthz").status == 405
    assert pipeline.requests == []


def test_readiness_is_that_of_the_store(ask, pipeline):
    assert ask("GET", "/readyz").status == 200
    pipeline.ready = False
    assert ask("GET", "/readyz").status == 503


def test_a_peer_without_an_address(ask, pipeline):
    ask(client=None)
    assert pipeline.requests[0].peer == ""


def test_the_end_closes_everything(pipeline, store):
    closed, sent = [], []
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive():
        return incoming.pop(0)

    async def send(message):
        sent.append(message["type"])

    async def main():
        composition: Any = SimpleNamespace(pipeline=pipeline, store=store, close=lambda: closed.append(True))
        await Application(composition, lambda: NOON)({"type": "lifespan"}, receive, send)

    asyncio.run(main())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert closed == [True]
