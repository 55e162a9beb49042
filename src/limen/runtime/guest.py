"""What another package brings into the server: requests of its own, beside those of the API and the console.

The server and the gateway do not know each other; who starts both puts them together.
"""

from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from limen.runtime.pipeline import Answer
from limen.wire.http import HTTPRequest, HTTPResponse


class Work(Enum):
    """What a request costs, so that the server answers it where it keeps nothing else waiting."""

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
        """Whether the sender counts, not the client that a proxy sends it for."""
        ...

    def weigh(self, request: HTTPRequest) -> Work:
        """What a request costs."""
        ...

    def answer(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer one request."""
        ...

    def render_failure(self, request: HTTPRequest, now: datetime) -> HTTPResponse:
        """The answer in place of one that cannot be given: the audit trail or the threads are not available."""
        ...
