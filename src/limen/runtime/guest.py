"""A part that another package adds to the server: its own requests, in addition to those of the API and the console.

The server and the gateway do not know each other; the code that starts both connects them.
"""

from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from limen.runtime.pipeline import Answer
from limen.wire.http import HTTPRequest, HTTPResponse


class Work(Enum):
    """The cost of a request, by which the server chooses where to answer it without delaying others."""

    QUICK = auto()
    READING = auto()
    WRITING = auto()
    HASHING = auto()


class Guest(Protocol):
    """A part of the server that answers requests itself. `answer` never raises."""

    def claims(self, request: HTTPRequest) -> bool:
        """Whether a request is for this part, and not for another one of the server."""
        ...

    def is_from_proxy(self, request: HTTPRequest) -> bool:
        """Whether the address of the sender counts, and not that of the client behind it."""
        ...

    def weigh(self, request: HTTPRequest) -> Work:
        """The cost of a request."""
        ...

    def answer(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer one request."""
        ...

    def render_failure(self, request: HTTPRequest, now: datetime) -> HTTPResponse:
        """The answer when the real one is impossible, because the audit trail or the threads are not available."""
        ...
