"""The ASGI application: bytes in, the pipeline or a page, bytes out.

Short reads are answered from memory in the event loop; work that takes long or waits for a disk or Argon2, in threads.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from limen.config.ambient import Clock
from limen.domain.events import AuditRecord
from limen.errors import MissingAuthenticationTokenError, ServiceUnavailableError, ThrottlingError
from limen.runtime.composition import Composition, warm_up
from limen.runtime.guest import Guest, Work
from limen.runtime.journal import Journal, UnwrittenRecordError
from limen.runtime.pipeline import Answer, Pending, PendingRead
from limen.runtime.presented import read_presented
from limen.server import pages
from limen.server.asgi_types import Receive, Request, Scope, Send
from limen.server.bodies import (
    LARGE_BODIES_BYTES,
    MAX_SIGN_IN_BODY_BYTES,
    MAX_UNSIGNED_BODY_BYTES,
    ClientGoneError,
    read_body,
)
from limen.server.front import SIGN_INS, Front
from limen.server.hosts import HostList
from limen.server.logs import is_logging_requests, log_request
from limen.server.memory_budget import Budget, Lease, SpentError
from limen.server.operator import Load, Monitoring, Operator
from limen.server.protocol import find_sender
from limen.server.routes import Route, find_route
from limen.server.work import BusyError, Workers
from limen.wire.addresses import AddressError, parse_address
from limen.wire.faults import MethodNotAllowedError, RequestEntityTooLargeError
from limen.wire.http import MAX_BODY_BYTES, HTTPRequest, HTTPResponse
from limen.wire.service_models import QUERY_VERSIONS, load_service

T = TypeVar("T")

LOOP_BODY_BYTES = 8 * 1024
"""Longer bodies are parsed in a thread: parsing a megabyte in the event loop would delay all other requests."""

READ_SECONDS = 2.0
"""A stalled database on the network must not make clients wait longer than this for a read."""

GUEST = "gate"
"""The name of the guest's part in the log."""

PIECE_BYTES = 64 * 1024
LARGE_ANSWER_BYTES = 256 * 1024
LARGE_ANSWERS_BYTES = 96 * 1024 * 1024

UNREAD = frozenset({RequestEntityTooLargeError.status, ServiceUnavailableError.status})
"""Answers that may be sent before the whole request was read."""

_BODY_LIMITS = {
    Route.API: MAX_BODY_BYTES,
    Route.API_UNSIGNED: MAX_UNSIGNED_BODY_BYTES,
    **dict.fromkeys(SIGN_INS, MAX_SIGN_IN_BODY_BYTES),
    Route.FEDERATION: MAX_UNSIGNED_BODY_BYTES,
}


class _Threads:
    """The threads of a process by kind of work.

    Passwords take 64 MiB each. Long reads only run Python code, one at a time: more threads would not make them faster.
    """

    __slots__ = ("changes", "identities", "parsers", "readers", "sign_ins", "writers")

    def __init__(self) -> None:
        self.changes = Workers("change", 2, waiting=32, each=8)
        self.identities = Workers("identity", 8, waiting=256, each=32)
        self.parsers = Workers("parser", 16, waiting=4096, each=4096)
        self.readers = Workers("reader", 2, waiting=64, each=16)
        self.sign_ins = Workers("sign-in", 4, waiting=64, each=16)
        self.writers = Workers("writer", 8, waiting=1024, each=512)

    def find(self, work: Work, *, is_remote: bool) -> Workers | None:
        """The threads for a kind of work; `None` for work of the event loop itself."""
        match work:
            case Work.QUICK:
                return self.parsers if is_remote else None
            case Work.READING:
                return self.readers
            case Work.WRITING:
                return self.writers
            case Work.HASHING:
                return self.sign_ins

    def find_for(self, pending: Pending) -> Workers:
        """The threads for a call that takes long or writes."""
        if isinstance(pending, PendingRead):
            return self.readers
        return self.changes if pending.is_rehearsed else self.writers

    def by_kind(self) -> dict[str, Workers]:
        return {kind: getattr(self, kind) for kind in self.__slots__}

    def close(self) -> None:
        for workers in self.by_kind().values():
            workers.close()


class Application:
    """The server of one process."""

    __slots__ = (
        "_answers",
        "_bodies",
        "_clock",
        "_composition",
        "_front",
        "_guest",
        "_is_logging",
        "_journal",
        "_meter",
        "_operator",
        "_threads",
    )

    def __init__(
        self,
        composition: Composition,
        clock: Clock,
        hosts: HostList,
        guest: Guest | None = None,
        monitoring: Monitoring | None = None,
    ) -> None:
        """Own the parts; the shutdown of the application closes them."""
        self._composition = composition
        self._clock = clock
        self._guest = guest
        self._bodies = Budget(LARGE_BODIES_BYTES)
        self._answers = Budget(LARGE_ANSWERS_BYTES)
        self._is_logging = is_logging_requests()
        self._journal = Journal(composition.store)
        self._threads = _Threads()
        monitoring = monitoring or Monitoring()
        self._meter = monitoring.meter
        load = Load(self._journal, {"bodies": self._bodies, "answers": self._answers}, self._threads.by_kind())
        self._operator = Operator(monitoring, composition, load, self._ask)
        self._front = Front(hosts, self._operator, self._ask)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope. The memory of a large body or answer counts until the answer has been sent."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        started = perf_counter()
        try:
            request = _read_head(scope)
        except AddressError:
            await _send_response(send, pages.NO_CLIENT_ADDRESS)
            return
        with self._bodies.lease() as body, self._answers.lease() as answer:
            try:
                if self._guest is not None and self._guest.claims(request):
                    route = None
                    answered = await self._ask_guest(self._guest, request, scope, receive, body)
                else:
                    route = find_route(request)
                    answered = await self._answer(route, request, receive, body)
            except ClientGoneError:
                return
            response = self._bounded(request, answered.response, answer)
            self._note(route, request, answered, response, perf_counter() - started)
            await _send_response(send, response)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        warming = asyncio.create_task(self._threads.writers.run("", warm_up))
        self._operator.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await warming
        await self._operator.stop()
        self._threads.close()
        self._journal.close()
        self._composition.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _note(
        self, route: Route | None, request: HTTPRequest, answer: Answer, response: HTTPResponse, seconds: float
    ) -> None:
        """Note a request that is about to be answered; `route` is `None` for the guest's."""
        self._meter.note(route, answer, response.status, seconds)
        if self._is_logging:
            part = GUEST if route is None else route.name.lower()
            log_request(request, response, answer.record or answer.committed, part, seconds)

    async def _answer(self, route: Route, request: HTTPRequest, receive: Receive, lease: Lease) -> Answer:
        page = None if route is Route.API else await self._front.answer(route, request)
        answer = Answer(page, None) if page is not None else await self._call(route, request, receive, lease)
        if answer.record is None or await self._is_audited(answer.record):
            return answer
        refusal = self._render_unavailable(request, "The audit trail cannot be written right now.")
        return replace(answer, response=refusal)

    async def _ask_guest(
        self, guest: Guest, head: HTTPRequest, scope: Request, receive: Receive, lease: Lease
    ) -> Answer:
        """Let another package answer; if that is impossible, or cannot be recorded, the answer is a refusal."""
        try:
            body = await read_body(head, receive, lease, limit=MAX_UNSIGNED_BODY_BYTES)
        except (RequestEntityTooLargeError, ServiceUnavailableError):
            return _fail(guest, head, self._clock())
        peer = find_sender(scope) if guest.is_from_proxy(head) else head.peer
        request = replace(head, body=body, peer=peer)
        threads = self._threads.find(guest.weigh(request), is_remote=self._composition.is_remote)
        now = self._clock()
        try:
            answer = (
                guest.answer(request, now) if threads is None else await threads.run(peer, guest.answer, request, now)
            )
        except BusyError:
            return _fail(guest, request, now)
        is_complete = answer.record is None or await self._is_audited(answer.record)
        return answer if is_complete else _fail(guest, request, now)

    async def _call(self, route: Route, head: HTTPRequest, receive: Receive, lease: Lease) -> Answer:
        pipeline = self._composition.pipeline
        if route is Route.API_METHOD_UNKNOWN:
            return pipeline.reject(
                head, MethodNotAllowedError("The API is called by GET and POST only."), self._clock()
            )
        try:
            body = await read_body(head, receive, lease, limit=_BODY_LIMITS[route])
        except (RequestEntityTooLargeError, ServiceUnavailableError) as error:
            return pipeline.reject(head, error, self._clock())
        request = HTTPRequest(head.method, head.raw_path, head.raw_query, head.headers, body, head.peer, head.scheme)
        now = self._clock()  # Signatures are checked against the time at which the whole request has arrived.
        if route in SIGN_INS or route is Route.FEDERATION:
            return await self._sign_in(route, request, now)
        if route is Route.API_UNSIGNED and not _may_be_unsigned(request):
            missing = MissingAuthenticationTokenError()
            return pipeline.reject(request, missing, now)
        try:
            begun = await self._begin(route, request, now)
        except TimeoutError:
            return Answer(self._render_unavailable(request, "The database does not answer. Try again."), None)
        return begun if isinstance(begun, Answer) else await self._finish(begun)

    async def _sign_in(self, route: Route, request: HTTPRequest, now: datetime) -> Answer:
        pipeline = self._composition.pipeline
        threads = self._threads.writers if pipeline.is_renewal(request) else self._threads.sign_ins
        answer = pipeline.sign_in if route is Route.SIGN_IN else pipeline.answer_console
        try:
            return await threads.run(request.peer, answer, request, now)
        except BusyError:
            return pipeline.refuse_busy_sign_in(request, now)

    async def _begin(self, route: Route, request: HTTPRequest, now: datetime) -> Answer | Pending:
        """Begin in the event loop if it neither waits for the network nor takes long to parse.

        Raises `TimeoutError` if the database does not answer in time.
        """
        pipeline = self._composition.pipeline
        try:
            if route is Route.API_UNSIGNED:  # An identity provider may have to be asked for its keys.
                return await self._threads.identities.run(request.peer, pipeline.begin, request, now)
            if not self._composition.is_remote and len(request.body) <= LOOP_BODY_BYTES:
                return pipeline.begin(request, now)
            return await self._in_time(self._threads.parsers.run("", pipeline.begin, request, now))
        except BusyError:
            return pipeline.reject(request, ServiceUnavailableError("The server is busy. Try again."), now)

    async def _finish(self, begun: Pending) -> Answer:
        pipeline = self._composition.pipeline
        try:
            return await self._threads.find_for(begun).run(
                begun.authorized.caller.access_key_id, pipeline.finish, begun
            )
        except BusyError:
            return pipeline.refuse(begun, ThrottlingError("Rate exceeded"))

    async def _is_audited(self, record: AuditRecord) -> bool:
        try:
            await self._in_time(self._journal.append(record))
        except (TimeoutError, UnwrittenRecordError):
            return False
        return True

    async def _in_time(self, work: Awaitable[T]) -> T:
        """Limit the wait for a database on the network; a local one answers or fails at once."""
        return await asyncio.wait_for(work, READ_SECONDS) if self._composition.is_remote else await work

    async def _ask(self, function: Callable[[], T]) -> T:
        """Run a function that waits for the store; raises `BusyError` or `TimeoutError`."""
        return await self._in_time(self._threads.parsers.run("", function))

    def _render_unavailable(self, request: HTTPRequest, message: str) -> HTTPResponse:
        fault = ServiceUnavailableError(message)
        return self._composition.pipeline.render_fault(request, fault, self._clock())

    def _bounded(self, request: HTTPRequest, response: HTTPResponse, lease: Lease) -> HTTPResponse:
        """The response, unless too many large ones wait for slow clients."""
        if len(response.body) <= LARGE_ANSWER_BYTES:
            return response
        try:
            lease.grow_to(len(response.body))
        except SpentError:
            return self._render_unavailable(request, "Too many large answers are under way. Try again.")
        return response


def _fail(guest: Guest, request: HTTPRequest, now: datetime) -> Answer:
    outcome = "failed" if guest.is_from_proxy(request) else ""
    return Answer(guest.render_failure(request, now), None, outcome=outcome)


def _may_be_unsigned(request: HTTPRequest) -> bool:
    """Whether the request names one of the few operations that AWS calls without a signature."""
    operation = read_presented(request).operation
    found = (load_service(service).find_operation(operation) for service in QUERY_VERSIONS.values())
    return any(each is not None and each.is_unsigned for each in found)


def _read_head(scope: Request) -> HTTPRequest:
    client = scope["client"]
    return HTTPRequest(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        raw_query=scope["query_string"].decode("latin-1"),
        headers=tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]),
        body=b"",
        peer=parse_address(client[0]) if client and client[0] else "",
        scheme=scope["scheme"],
    )


async def _send_response(send: Send, response: HTTPResponse) -> None:
    """Send the response; each piece of a large one waits until the client has received the earlier ones."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", b"%d" % len(response.body)))
    if response.status in UNREAD:
        headers.append((b"connection", b"close"))  # Do not wait for the rest of the body.
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = memoryview(response.body)
    while len(body) > PIECE_BYTES:
        await send({"type": "http.response.body", "body": bytes(body[:PIECE_BYTES]), "more_body": True})
        body = body[PIECE_BYTES:]
    await send({"type": "http.response.body", "body": bytes(body)})
