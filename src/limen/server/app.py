"""The ASGI application: bytes in, the pipeline or a page, bytes out.

Short reads are answered from memory in the event loop; what takes long or waits for a disk or for Argon2, in threads.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from limen.config.ambient import Clock
from limen.domain.events import AuditRecord
from limen.errors import ServiceUnavailableError
from limen.runtime.composition import Composition, warm_up
from limen.runtime.journal import Journal, UnwrittenRecordError
from limen.runtime.pipeline import Answer, Pending, PendingRead
from limen.server import pages
from limen.server.bodies import BodyReader, ClientGoneError, Message, Receive
from limen.server.console import ConsoleFiles
from limen.server.routes import Route, find_route
from limen.wire.faults import MethodNotAllowedError, RequestEntityTooLargeError
from limen.wire.http import HTTPRequest, HTTPResponse

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

WRITER_THREADS = 8
HASHER_THREADS = 4
"""Passwords have threads of their own, which take 64 MiB each: guessing keeps no other write waiting."""

READER_THREADS = 2
"""Long reads are Python's work alone, of which only one is done at a time: more threads would not end them sooner."""

UNREAD = frozenset({RequestEntityTooLargeError.status, ServiceUnavailableError.status})
"""Answers that may be given before the whole request was read."""

_PAGES = {
    Route.HOME: pages.TO_CONSOLE,
    Route.HEALTH: pages.HEALTHY,
    Route.NOT_FOUND: pages.NOT_FOUND,
    Route.METHOD_NOT_ALLOWED: pages.METHOD_NOT_ALLOWED,
}


class Application:
    """One process' server."""

    __slots__ = ("_bodies", "_clock", "_composition", "_console", "_hashers", "_journal", "_readers", "_writers")

    def __init__(self, composition: Composition, clock: Clock) -> None:
        """Take over the parts; the end of the application closes them."""
        self._composition = composition
        self._clock = clock
        self._bodies = BodyReader()
        self._console = ConsoleFiles()
        self._journal = Journal(composition.store)
        self._writers = ThreadPoolExecutor(WRITER_THREADS, "writer")
        self._hashers = ThreadPoolExecutor(HASHER_THREADS, "hasher")
        self._readers = ThreadPoolExecutor(READER_THREADS, "reader")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            response = await self._answer(scope, receive)
        except ClientGoneError:
            return
        await _send_response(send, response)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._writers.submit(warm_up)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._hashers.shutdown()
        self._readers.shutdown()
        self._writers.shutdown()
        self._journal.close()
        self._composition.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive) -> HTTPResponse:
        request = _read_head(scope)
        route = find_route(request)
        if route in _PAGES:
            return _PAGES[route]
        if route is Route.CONSOLE:
            return await asyncio.to_thread(self._console.respond, request)
        if route is Route.READINESS:
            return pages.READY if self._composition.pipeline.is_ready() else pages.NOT_READY
        answer = await self._call(route, request, receive)
        if answer.record is None or await self._is_audited(answer.record):
            return answer.response
        fault = ServiceUnavailableError("The audit trail cannot be written right now.")
        return self._composition.pipeline.render_fault(request, fault, self._clock())

    async def _call(self, route: Route, head: HTTPRequest, receive: Receive) -> Answer:
        pipeline = self._composition.pipeline
        now = self._clock()
        if route is Route.API_METHOD_UNKNOWN:
            return pipeline.reject(head, MethodNotAllowedError("The API is called by GET and POST only."), now)
        try:
            body = await self._bodies.read(head, receive)
        except (RequestEntityTooLargeError, ServiceUnavailableError) as error:
            return pipeline.reject(head, error, now)
        request = HTTPRequest(head.method, head.raw_path, head.raw_query, head.headers, body, head.peer, head.scheme)
        loop = asyncio.get_running_loop()
        if route is Route.SIGN_IN:
            return await loop.run_in_executor(self._hashers, pipeline.sign_in, request, now)
        begun = pipeline.begin(request, now)
        if isinstance(begun, Answer):
            return begun
        return await loop.run_in_executor(self._threads_for(begun), pipeline.finish, begun)

    def _threads_for(self, pending: Pending) -> ThreadPoolExecutor:
        if isinstance(pending, PendingRead):
            return self._readers
        return self._hashers if pending.operation.is_rehearsed else self._writers

    async def _is_audited(self, record: AuditRecord) -> bool:
        try:
            await self._journal.append(record)
        except UnwrittenRecordError:
            return False
        return True


def _read_head(scope: Scope) -> HTTPRequest:
    client = scope["client"]
    return HTTPRequest(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        raw_query=scope["query_string"].decode("latin-1"),
        headers=tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]),
        body=b"",
        peer=client[0] if client else "",
        scheme=scope["scheme"],
    )


async def _send_response(send: Send, response: HTTPResponse) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", b"%d" % len(response.body)))
    if response.status in UNREAD:
        headers.append((b"connection", b"close"))  # The rest of the body is not waited for.
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
