"""One write per answer: uvicorn writes the head first and then the body, which costs an additional system call."""

from asyncio import Transport
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


class AnswerTransport:
    """The transport of a request's cycle; the head waits for the body, the end, or the close."""

    __slots__ = ("_cycle", "_finish", "_held", "_transport")

    def __init__(self, cycle: RequestResponseCycle, transport: Transport) -> None:
        """Replace `transport` in `cycle`."""
        self._cycle = cycle
        self._finish: Callable[[], None] = cycle.on_response
        self._held = b""
        self._transport = transport
        cycle.transport = self  # type: ignore[assignment]  # It has all that a cycle asks of a transport.
        cycle.on_response = self._end

    def write(self, data: bytes) -> None:
        """Hold back the head and write everything else; only `100 Continue` comes before the head.

        Of pipelined requests, uvicorn only informs the last one that its client has disconnected. The answers to the
        others are dropped, because uvloop would raise an error for each.
        """
        if self._transport.is_closing():
            self._held = b""
        elif self._held or not self._cycle.response_started:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        else:
            self._held = data

    def is_closing(self) -> bool:
        """Whether the connection is closing."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Close when everything has been written."""
        self._flush()
        self._transport.close()

    def _end(self) -> None:
        self._flush()
        self._finish()

    def _flush(self) -> None:
        if self._held:
            self.write(b"")
