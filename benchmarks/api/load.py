"""The load generator: keeps a number of connections busy with prepared requests, one at a time on each of them.

Plain sockets and epoll, in Python: 15 us a request, far less than either server takes, and the same for both. If a
server disconnects after its answer, reconnecting counts as part of the request's time.
"""

import re
import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

TIMEOUT_SECONDS = 30.0
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_CLOSES = re.compile(rb"(?i)\r\nconnection: *close")


class LoadError(Exception):
    """A malformed answer, or not the expected one."""


@dataclass(frozen=True, slots=True)
class Load:
    """The times in seconds: in total, and for each request."""

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


@dataclass(slots=True, eq=False)
class _Connection:
    port: int
    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0

    def send(self, request: bytes) -> None:
        self.sent_at = perf_counter()
        self.received.clear()
        self.socket.sendall(request)

    def close(self) -> None:
        """Disconnect; every reconnection creates another socket."""
        self.socket.close()


def send_all(port: int, requests: Sequence[bytes], *, connections: int) -> Load:
    """Send every request once; each must be answered with status 200. Raises `LoadError`."""
    waiting = iter(requests)
    latencies: list[float] = []
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        opened = [_Connection(port, _connect(port)) for _ in range(min(connections, len(requests)))]
        for connection in opened:
            stack.callback(connection.close)
        start = perf_counter()
        for connection, request in zip(opened, waiting, strict=False):
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
        while len(latencies) < len(requests):
            ready = selector.select(TIMEOUT_SECONDS)
            if not ready:
                raise LoadError("no answer in time")
            for key, _ in ready:
                _receive(key.data, selector, waiting, latencies)
        return Load(perf_counter() - start, latencies)


def _receive(
    connection: _Connection, selector: selectors.BaseSelector, waiting: Iterator[bytes], latencies: list[float]
) -> None:
    arrived = connection.socket.recv(65536)
    connection.received += arrived
    if not _is_complete(connection.received, is_closed=not arrived):
        return
    latencies.append(perf_counter() - connection.sent_at)
    if not connection.received.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
        raise LoadError(bytes(connection.received[:2000]).decode(errors="replace"))
    request = next(waiting, None)
    if request is None:
        selector.unregister(connection.socket)
        return
    if not arrived or _CLOSES.search(connection.received):
        _reconnect(connection, selector)
    connection.send(request)


def _is_complete(received: bytearray, *, is_closed: bool) -> bool:
    end = received.find(b"\r\n\r\n")
    length = _LENGTH.search(received, 0, end + 2) if end >= 0 else None
    if length is not None and len(received) >= end + 4 + int(length[1]):
        return True
    if is_closed and length is not None:
        raise LoadError("the server hung up in the middle of an answer")
    if end >= 0 and length is None:
        raise LoadError("an answer without a length")
    return False


def _reconnect(connection: _Connection, selector: selectors.BaseSelector) -> None:
    selector.unregister(connection.socket)
    connection.socket.close()
    connection.socket = _connect(connection.port)
    selector.register(connection.socket, selectors.EVENT_READ, connection)


def _connect(port: int) -> socket.socket:
    connected = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected
