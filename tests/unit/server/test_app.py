"""The application behind a fake socket: what it reads, where it sends it, what it sends back."""

import asyncio
import logging
from dataclasses import fields
from threading import Event, current_thread
from types import SimpleNamespace
from typing import Any

import pytest

from limen.errors import ApiError
from limen.runtime.pipeline import Answer, PendingRead, PendingWrite
from limen.server.app import LARGE_ANSWERS_BYTES, LOOP_BODY_BYTES, Application
from limen.server.bodies import MAX_SIGN_IN_BODY_BYTES, MAX_UNSIGNED_BODY_BYTES
from limen.server.hosts import HostList
from limen.wire.http import MAX_BODY_BYTES, HTTPResponse
from tests.unit.server.fakes import NOON, read_operation, write_operation

RECORD: Any = SimpleNamespace(
    id="event", request_id="call", event_source="iam.amazonaws.com", event_name="GetUser", principal_arn=""
)
SIGNED = ((b"authorization", b"AWS4-HMAC-SHA256 Credential=..."),)
OK = HTTPResponse(200, (("content-type", "text/xml"),), b"<ok/>")


class FakePipeline:
    def __init__(self):
        self.requests = []
        self.answer = Answer(OK, RECORD)
        self.ready = True
        self.finished_in = []
        self.begun_in = []
        self.signed_in = []
        self.rejected = []

    def finish(self, pending):
        self.finished_in.append(current_thread().name)
        return Answer(OK, RECORD)

    def begin(self, request, now):
        self.begun_in.append(current_thread().name)
        self.requests.append(request)
        return self.answer

    def is_renewal(self, request):
        return b"refresh_token" in request.body

    def sign_in(self, request, now):
        self.signed_in.append(current_thread().name)
        self.requests.append(request)
        return Answer(HTTPResponse(200, (), b"{}"), None)

    def reject(self, request, error: ApiError, now):
        self.rejected.append(request)
        return Answer(HTTPResponse(error.status, (), error.code.encode()), RECORD)

    def render_fault(self, request, error: ApiError, now):
        return HTTPResponse(error.status, (), error.code.encode())

    def examine(self):
        return {"store": "" if self.ready else "is gone"}


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
def is_remote():
    return False


@pytest.fixture
def ask(pipeline, store, is_remote):
    """Send one request; status, headers and body of the answer, or nothing if there was no answer."""

    def send_request(method="POST", path="/", *, messages=None, query=b"", headers=SIGNED, client=("192.0.2.1", 5)):
        incoming = list(messages or [{"type": "http.request", "body": b"Action=ListUsers"}])
        sent: list[Any] = []

        async def receive():
            return incoming.pop(0)

        async def send(message):
            sent.append(message)

        async def main():
            composition: Any = SimpleNamespace(
                pipeline=pipeline, store=store, close=lambda: None, is_remote=is_remote, examine=pipeline.examine
            )
            application = Application(composition, lambda: NOON, HostList(["iam.example.com"]))
            scope: Any = {
                "type": "http", "method": method, "raw_path": path.encode(), "query_string": query,
                "headers": headers, "client": client, "scheme": "http",
            }  # fmt: skip
            await application(scope, receive, send)

        asyncio.run(main())
        if not sent:
            return None
        body = b"".join(message["body"] for message in sent[1:])
        assert [message.get("more_body", False) for message in sent[1:]] == [True] * (len(sent) - 2) + [False]
        return SimpleNamespace(status=sent[0]["status"], headers=dict(sent[0]["headers"]), body=body)

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
        (PendingWrite, write_operation("iam", "ChangePassword", lambda *_: {}, is_rehearsed=True), "change"),
    ],
)
def test_what_takes_time_is_done_in_a_thread_of_its_kind(ask, pipeline, store, kind, operation, threads):
    unused: dict[str, Any] = {each.name: None for each in fields(kind)}
    allowed = SimpleNamespace(caller=SimpleNamespace(access_key_id="AKIAEXAMPLE"))
    pipeline.answer = kind(**(unused | {"operation": operation, "authorized": allowed}))
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
    assert pipeline.rejected[-1].body == b""


def test_a_body_that_is_announced_as_too_large_is_not_read(ask):
    announced = [*SIGNED, (b"content-length", b"%d" % (MAX_BODY_BYTES + 1))]
    assert ask(headers=announced, messages=[{"type": "http.disconnect"}]).status == 413


@pytest.mark.parametrize("pieces", [[], [b"Action=", b"Get"]])
def test_a_client_that_hangs_up_is_neither_answered_nor_recorded(ask, pipeline, store, pieces):
    messages = [*chunks(*pieces, b"")[:-1], {"type": "http.disconnect"}]
    assert ask(messages=messages) is None
    assert (pipeline.requests, store.records) == ([], [])


def test_sign_in_keeps_its_own_records(ask, store):
    assert ask(path="/v1/token", headers=()).body == b"{}"
    assert store.records == []


def test_a_signed_call_by_another_method_is_recorded(ask, store):
    answer = ask("DELETE", headers=[(b"authorization", b"AWS4-HMAC-SHA256 x")])
    assert (answer.status, store.records) == (405, [RECORD])


def test_pages_need_no_pipeline(ask, pipeline):
    assert ask("GET", "/healthz", headers=()).body == b"ok\n"
    assert ask("GET", "/", headers=()).headers[b"location"] == b"/console/"
    assert b"<title>Limen</title>" in ask("GET", "/console/", headers=()).body
    assert ask("GET", "/docs/lint/unknown-action", headers=()).body.startswith(b"### `unknown-action`")
    assert ask("GET", "/nothing", headers=()).status == 404
    assert ask("PUT", "/healthz", headers=()).status == 405
    assert pipeline.requests == []


def test_metrics_are_for_those_with_a_token_only(ask):
    assert ask("GET", "/metrics", headers=()).status == 404
    assert ask("GET", "/metrics", headers=[(b"authorization", b"Bearer undefined")]).status == 404
    assert ask("POST", "/metrics", headers=()).status == 405


def test_readiness_is_that_of_the_store(ask, pipeline):
    assert ask("GET", "/readyz", headers=()).status == 200
    pipeline.ready = False
    assert ask("GET", "/readyz", headers=()).status == 503


def test_each_request_is_logged_from_info_on(ask, pipeline, store, caplog):
    caplog.set_level(logging.INFO, "limen.requests")
    ask()
    pipeline.answer = Answer(OK, None, RECORD)
    ask()
    ask("GET", "/nothing", headers=(), query=b"secret=1")
    store.error = OSError("disk full")
    pipeline.answer = Answer(OK, RECORD)
    ask()
    logged = [(line.service, line.operation, line.status, line.bytes) for line in (r.msg for r in caplog.records[:3])]
    assert logged == [("iam", "GetUser", 200, 5), ("iam", "GetUser", 200, 5), ("-", "not_found", 404, 10)]
    refused = caplog.records[-1].msg
    assert (refused.operation, refused.status) == ("GetUser", 503)


def test_nothing_is_logged_by_default(ask, caplog):
    ask()
    assert caplog.records == []


@pytest.mark.parametrize(
    ("peer", "seen"), [("::ffff:192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::1"), ("192.0.2.7:80", "192.0.2.7")]
)
def test_an_address_has_one_spelling(ask, pipeline, peer, seen):
    ask(client=(peer, 5))
    assert pipeline.requests[0].peer == seen


@pytest.mark.parametrize("peer", ["unknown", "8.8.8.8:", "_hidden", "8.8.8.8, 9.9.9.9"])
def test_a_proxy_that_names_no_address_is_refused(ask, pipeline, peer):
    answer = ask(client=(peer, 5))
    assert (answer.status, pipeline.requests) == (400, [])
    assert b"does not name the client's address" in answer.body


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
        await Application(composition, lambda: NOON, HostList(()))({"type": "lifespan"}, receive, send)

    asyncio.run(main())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert closed == [True]


@pytest.mark.parametrize(
    "body", [b"", b"Action=GetUser&Version=2010-05-08", b"%41" * 1000, b"Action=AssumeRole&Action=AssumeRoleWithSAM"]
)
def test_an_unsigned_call_is_refused_before_it_is_parsed(ask, pipeline, store, body):
    answer = ask(headers=(), messages=chunks(body))
    assert (answer.status, answer.body) == (403, b"MissingAuthenticationToken")
    assert (pipeline.requests, store.records) == ([], [RECORD])


@pytest.mark.parametrize("operation", [b"AssumeRoleWithSAML", b"AssumeRoleWithWebIdentity"])
def test_operations_that_aws_calls_without_a_signature_are_processed(ask, pipeline, operation):
    assert ask(headers=(), messages=chunks(b"Version=2011-06-15&Action=" + operation)).status == 200
    assert len(pipeline.requests) == 1


def test_what_comes_unsigned_is_short(ask, pipeline):
    action = b"Action=AssumeRoleWithSAML&SAMLAssertion="
    assert ask(headers=(), messages=chunks(action.ljust(MAX_UNSIGNED_BODY_BYTES, b"x"))).status == 200
    assert ask(headers=(), messages=chunks(action.ljust(MAX_UNSIGNED_BODY_BYTES + 1, b"x"))).status == 413
    assert ask(path="/v1/token", headers=(), messages=chunks(b"x" * MAX_SIGN_IN_BODY_BYTES)).status == 200
    assert ask(path="/v1/token", headers=(), messages=chunks(b"x" * (MAX_SIGN_IN_BODY_BYTES + 1))).status == 413


def test_what_is_long_is_parsed_in_a_thread(ask, pipeline):
    ask(messages=chunks(b"x" * LOOP_BODY_BYTES))
    ask(messages=chunks(b"x" * (LOOP_BODY_BYTES + 1)))
    in_loop, in_thread = pipeline.begun_in
    assert in_loop == "MainThread"
    assert in_thread.startswith("parser")


def test_renewals_do_not_wait_for_passwords(ask, pipeline):
    ask(path="/v1/token", headers=(), messages=chunks(b"password"))
    ask(path="/v1/token", headers=(), messages=chunks(b"refresh_token"))
    password, renewal = pipeline.signed_in
    assert password.startswith("sign-in")
    assert renewal.startswith("writer")


@pytest.mark.parametrize(("host", "status"), [(b"attacker.example", 421), (b"iam.example.com:4260", 200)])
@pytest.mark.parametrize("path", ["/v1/token", "/"])
def test_an_unsigned_request_is_served_under_known_hosts_only(ask, host, status, path):
    messages = chunks(b"Action=AssumeRoleWithSAML")
    assert ask(path=path, headers=[(b"host", host)], messages=messages).status == status


def test_health_and_signed_calls_are_served_under_any_host(ask):
    strange = (b"host", b"attacker.example")
    assert ask("GET", "/healthz", headers=[strange]).status == 200
    assert ask(headers=[strange, *SIGNED]).status == 200


def test_nobody_is_signed_in_by_another_site(ask, pipeline):
    assert ask(path="/v1/token", headers=[(b"sec-fetch-site", b"cross-site")]).status == 403
    assert pipeline.requests == []


def test_large_answers_are_bounded_together(ask, pipeline):
    pipeline.answer = Answer(HTTPResponse(200, (), b"x" * (LARGE_ANSWERS_BYTES + 1)), None)
    assert len(ask().body) == LARGE_ANSWERS_BYTES + 1  # Alone it goes out: it could never otherwise.


class TestRemoteDatabase:
    @pytest.fixture
    def is_remote(self):
        return True

    def test_every_call_begins_in_a_thread(self, ask, pipeline):
        assert ask().status == 200
        assert pipeline.begun_in[0].startswith("parser")

    def test_one_that_does_not_answer_is_unavailable(self, ask, pipeline, monkeypatch):
        released = Event()
        monkeypatch.setattr("limen.server.app.READ_SECONDS", 0.01)
        monkeypatch.setattr(pipeline, "begin", lambda *_: released.wait(10))
        monkeypatch.setattr(pipeline, "examine", lambda: released.wait(10))
        assert ask().status == 503
        assert ask("GET", "/readyz", headers=()).status == 503
        assert ask("GET", "/healthz", headers=()).status == 200
        released.set()
