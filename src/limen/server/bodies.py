"""Bodies of requests, read with bounds for each and for all together (promise P9).

A thousand clients that are slow with a body of a megabyte each would fill the memory before any of them has said who it
is. So what goes beyond a small body's size is taken from a budget that all share; small bodies always get through.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from limen.errors import ServiceUnavailableError
from limen.wire.faults import RequestEntityTooLargeError
from limen.wire.http import HTTPRequest

MAX_BODY_BYTES = 1024 * 1024
SMALL_BODY_BYTES = 64 * 1024
LARGE_BODIES_BYTES = 64 * 1024 * 1024

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class ClientGoneError(Exception):
    """The client hung up before its request was complete; there is nobody to answer."""


class BodyReader:
    """Reads the bodies of one process' requests, in one event loop."""

    __slots__ = ("_left",)

    def __init__(self, budget_bytes: int = LARGE_BODIES_BYTES) -> None:
        """Start with the whole budget."""
        self._left = budget_bytes

    async def read(self, head: HTTPRequest, receive: Receive) -> bytes:
        """Read a body, no further than the limits; who announces too much is not read at all.

        Raises `RequestEntityTooLargeError`, `ServiceUnavailableError` or `ClientGoneError`.
        """
        announced = head.header("content-length") or ""
        if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            raise _too_large()
        body = bytearray()
        taken = 0
        try:
            while await _read_piece(body, receive):
                grown = max(len(body) - SMALL_BODY_BYTES, 0) - taken
                if grown > self._left:
                    raise ServiceUnavailableError("Too many large requests are under way. Try again.")
                self._left -= grown
                taken += grown
            return bytes(body)
        finally:
            self._left += taken


async def _read_piece(body: bytearray, receive: Receive) -> bool:
    """Read on; whether there is more to come."""
    message = await receive()
    if message["type"] != "http.request":
        raise ClientGoneError
    body += message["body"]
    if len(body) > MAX_BODY_BYTES:
        raise _too_large()
    return bool(message.get("more_body"))


def _too_large() -> RequestEntityTooLargeError:
    return RequestEntityTooLargeError(f"Request body is larger than {MAX_BODY_BYTES} bytes.")
