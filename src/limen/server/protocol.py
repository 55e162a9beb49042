"""uvicorn's HTTP protocol with bounds on headers, bytes and time (promise P9).

The parser keeps a header, a URL or a chunk's length in memory until it is complete, however long it is, and waits for
the rest without limit; the application, which bounds bodies, is only called when the headers are complete. A request
with no host or several hosts is refused here for every route (RFC 9112, 3.2), because two parties could read it as
requests to two hosts. A refusal keeps its turn: if earlier requests of the same client still wait for their answers, it
would be taken for one of these, so the connection ends after them instead.
"""

import re
from asyncio import Protocol, TimerHandle, Transport
from collections.abc import Mapping
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from limen.server.connections import MAX_CONNECTIONS, WaitingConnections
from limen.server.one_write import AnswerTransport

MAX_HEAD_BYTES = 64 * 1024
MAX_HEADERS = 200
MAX_REQUEST_BYTES = 8 * 1024 * 1024  # Body, chunk lengths and trailers; the application's limit on bodies is far below.
RECEIVE_SECONDS = 30.0
SEND_SECONDS = 60.0  # Closing alone would wait forever for a client that does not read its answer.


SENDER = "limen.sender"
"""The key in the scope of a request for the real address of the peer."""

NO_HOST = "A request has one Host header with a host in it."

_HOST = re.compile(rb"(\[[0-9A-Za-z:.~_-]+\]|[0-9A-Za-z._~!$&'()*+,;=%-]*)(:[0-9]*)?")  # RFC 9110, 7.2; RFC 3986, 3.2.2


class BoundedProtocol(HttpToolsProtocol):
    """Refuses long heads with 431 and requests without a host with 400, and disconnects slow clients."""

    waiting = WaitingConnections()
    """The waiting connections of the whole process, which has one event loop."""

    max_connections = MAX_CONNECTIONS

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # uvicorn has it the same way
        """Start the deadline for a request."""
        super().connection_made(transport)
        self._is_head_open = True
        self._is_refused = False
        self._received = 0
        self._deadline: TimerHandle | None = None
        self._unread_deadline: TimerHandle | None = None
        self._peer = self.client[0] if self.client else ""
        self._watch()
        if len(self.connections) > self.max_connections:
            self.waiting.evict()
        self.waiting.enter(self._peer, self, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the deadlines."""
        self._unwatch()
        self._forgive_unread()
        self.waiting.leave(self._peer, self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of one request and enforce its deadline; empty lines may come before it."""
        if self._is_refused:
            return
        self._received += len(data)
        if self.timeout_keep_alive_task is not None:
            self._watch()
        super().data_received(data)
        if self._is_over():
            return
        if self._received > (MAX_HEAD_BYTES if self._is_head_open else MAX_REQUEST_BYTES):
            self._refuse_size()

    def on_message_begin(self) -> None:
        """Restart the count."""
        self._is_head_open = True
        self._received = 0
        self._watch()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Bound the number of headers; trailers come here too, and are ignored."""
        if not self._is_head_open:
            return
        super().on_header(name, value)
        if len(self.headers) > MAX_HEADERS:
            self._refuse_size()

    def on_headers_complete(self) -> None:
        """Note that the head is complete: from here on the body grows."""
        if self._is_over():
            return
        if not self._has_host():
            self.send_400_response(NO_HOST)
            return
        self._is_head_open = False
        self.waiting.leave(self._peer, self)
        before = self.cycle
        super().on_headers_complete()
        self.scope[SENDER] = self._peer  # type: ignore[literal-required]  # the type lists what ASGI itself defines
        if self.cycle is not before:
            AnswerTransport(self.cycle, self.transport)

    def on_body(self, body: bytes) -> None:
        """Pass the body on, unless the request has been refused."""
        if not self._is_over():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete: stop the deadline."""
        self._unwatch()
        self._is_head_open = True
        self._received = 0
        if not self._is_over():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:
            self.waiting.enter(self._peer, self, self.transport.abort)

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that cannot be parsed."""
        if not self._ends_behind_answers():
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        """Start the deadline for the client to read its answers."""
        super().pause_writing()
        self._unread_deadline = self.loop.call_later(SEND_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop that deadline: the client reads its answers."""
        self._forgive_unread()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Disconnect an idle client; unread data is dropped."""
        self.transport.abort()

    def _has_host(self) -> bool:
        hosts = [value for name, value in self.headers if name == b"host"]
        if not hosts:
            return self.parser.get_http_version() == "1.0"
        return len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None

    def _forgive_unread(self) -> None:
        if self._unread_deadline is not None:
            self._unread_deadline.cancel()
            self._unread_deadline = None

    def _watch(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(RECEIVE_SECONDS, self._hang_up)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        self._deadline = None
        self.transport.abort()

    def _is_over(self) -> bool:
        return self._is_refused or self.transport.is_closing()

    def _ends_behind_answers(self) -> bool:
        """Whether answers to earlier requests are pending. Then they are sent last, and nothing more is read.

        A malformed body of a request that waits for its turn ends the connection at once.
        """
        cycle = cast("RequestResponseCycle | None", self.cycle)  # Before the first request there is none.
        if cycle is None or cycle.response_complete or not (self._is_head_open or self.pipeline):
            return False
        if self._is_head_open:
            self._is_refused = True
            cycle.keep_alive = False
        else:
            self.transport.close()
        return True

    def _refuse_size(self) -> None:
        if not (self._is_over() or self._ends_behind_answers()):
            self.transport.write(STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()


def find_sender(scope: Mapping[str, object]) -> str:
    """The address of the peer, whatever a proxy says; empty if it is not known."""
    return str(scope.get(SENDER, ""))


def protocol_class() -> type[Protocol]:
    """The class for uvicorn."""
    return BoundedProtocol
