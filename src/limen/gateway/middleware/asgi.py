"""ASGI middleware, for FastAPI, Starlette, Django and any other ASGI program; WebSockets are decided as `GET`.

Limen is asked in a thread, so that the event loop is never blocked. Limen's description of the caller replaces
everything that the client sent under the names of the identity headers, including spellings with underscores.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import TypeVar

from limen.gateway.middleware.asking import DEFAULT_SERVER, IDENTITY_HEADERS, Arrived, Asking, Reply

Scope = MutableMapping[str, object]
Receive = Callable[[], Awaitable[MutableMapping[str, object]]]
Send = Callable[[MutableMapping[str, object]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

T = TypeVar("T")

POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1


class LimenMiddleware:
    """Lets through what Limen allows; answers everything else itself."""

    __slots__ = ("_app", "_asking", "_identity_headers")

    def __init__(
        self,
        app: Application,
        limen: str = DEFAULT_SERVER,
        identity_headers: Iterable[str] = IDENTITY_HEADERS,
    ) -> None:
        """Guard `app` by the Limen at that address."""
        self._app = app
        self._asking = Asking(limen)
        self._identity_headers = tuple(name.lower() for name in identity_headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one scope; `lifespan` is passed to the program."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        arrived = read_scope(scope)
        reply = await asyncio.to_thread(self._asking.decide, arrived)
        if reply.status == 200 and not arrived.is_for_limen:
            await self._app({**scope, "headers": self._replace_identity(scope, reply)}, receive, send)
        elif scope["type"] == "http":
            await _send_reply(send, reply)
        else:
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})

    def _replace_identity(self, scope: Scope, reply: Reply) -> list[tuple[bytes, bytes]]:
        names = {name.encode() for name in self._identity_headers}
        kept = [(name, value) for name, value in _read_headers(scope) if name.lower().replace(b"_", b"-") not in names]
        return kept + [(name.encode(), reply.find(name).encode("latin-1")) for name in self._identity_headers]


def read_scope(scope: Scope) -> Arrived:
    """The request in an ASGI scope, whose path is decoded text."""
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in _read_headers(scope))
    server, client = _read_address(scope, "server"), _read_address(scope, "client")
    return Arrived(
        method=str(scope.get("method", "GET")),
        path=_read(scope, "path", str).encode("utf-8", "surrogateescape"),
        query=_read(scope, "query_string", bytes).decode("latin-1"),
        host=next((value for name, value in headers if name.lower() == "host"), f"{server[0]}:{server[1]}"),
        headers=headers,
        client=client[0],
    )


def _read_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    headers = scope["headers"]
    if not isinstance(headers, Iterable):
        raise TypeError("the headers of an ASGI scope are not a list")
    return [(name, value) for name, value in headers]


def _read_address(scope: Scope, member: str) -> tuple[str, int]:
    """Host and port; the port of a Unix socket is 0."""
    match scope.get(member):
        case [str(host), int(port)]:
            return host, port
        case [str(path), None]:
            return path, 0
        case _:
            return "", 0


def _read(scope: Scope, member: str, kind: type[T]) -> T:
    value = scope[member]
    if not isinstance(value, kind):
        raise TypeError(f"{member} of an ASGI scope is not of type {kind.__name__}")
    return value


async def _send_reply(send: Send, reply: Reply) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    headers.append((b"content-length", b"%d" % len(reply.body)))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
