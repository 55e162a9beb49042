"""The types of ASGI that the server uses; uvicorn calls it with them.

https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Literal, Required, TypedDict

Headers = Iterable[tuple[bytes, bytes]]


class Lifespan(TypedDict):
    """The scope of startup and shutdown."""

    type: Literal["lifespan"]


class Request(TypedDict):
    """The scope of a request: all of it but the body."""

    type: Literal["http"]
    method: str
    scheme: str
    raw_path: bytes
    query_string: bytes
    headers: Headers
    client: tuple[str, int] | None


Scope = Lifespan | Request


class Message(TypedDict, total=False):
    """A message that is received or sent; `type` says which other members it has."""

    type: Required[str]
    body: bytes
    more_body: bool
    status: int
    headers: Headers


Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
