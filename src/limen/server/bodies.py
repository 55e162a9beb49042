"""Bodies of requests, read with bounds for each and for all together (promise P9).

A thousand slow clients with a body of a megabyte each would fill the memory before any of them is authenticated. So
everything above a small body's size is taken from a shared budget until the answer has been sent; small bodies are
always accepted. Unsigned requests and sign-ins are short.
"""

from limen.errors import ServiceUnavailableError
from limen.server.asgi_types import Receive
from limen.server.memory_budget import Lease, SpentError
from limen.wire.faults import RequestEntityTooLargeError
from limen.wire.http import MAX_BODY_BYTES, HTTPRequest

MAX_UNSIGNED_BODY_BYTES = 128 * 1024
"""A SAML assertion has up to 100,000 characters (the model's limit), few of which need percent-encoding."""

MAX_SIGN_IN_BODY_BYTES = 16 * 1024
"""The longest member is a refresh token of up to 12,288 characters."""

SMALL_BODY_BYTES = 64 * 1024
LARGE_BODIES_BYTES = 64 * 1024 * 1024


class ClientGoneError(Exception):
    """The client disconnected before its request was complete; there is nobody to answer."""


async def read_body(head: HTTPRequest, receive: Receive, lease: Lease, *, limit: int = MAX_BODY_BYTES) -> bytes:
    """Read a body of up to `limit` bytes; a body that is announced as longer is not read at all.

    Raises `RequestEntityTooLargeError`, `ServiceUnavailableError` or `ClientGoneError`.
    """
    announced = head.header("content-length") or ""
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)
    body = bytearray()
    while await _read_piece(body, receive, limit):
        _hold(lease, len(body))
    _hold(lease, len(body))
    return bytes(body)


def _hold(lease: Lease, size: int) -> None:
    try:
        lease.grow_to(max(size - SMALL_BODY_BYTES, 0))
    except SpentError:
        raise ServiceUnavailableError("Too many large requests are under way. Try again.") from None


async def _read_piece(body: bytearray, receive: Receive, limit: int) -> bool:
    """Read more; return whether there is more to come."""
    message = await receive()
    if message["type"] != "http.request":
        raise ClientGoneError
    body += message["body"]
    if len(body) > limit:
        raise _too_large(limit)
    return bool(message.get("more_body"))


def _too_large(limit: int) -> RequestEntityTooLargeError:
    return RequestEntityTooLargeError(f"Request body is larger than {limit} bytes.")
