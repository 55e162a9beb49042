"""A fair lock: the writers of one process take turns, first come, first served. A `Lock` guarantees no order."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from limen.errors import ConcurrentModificationError

BUSY = (
    "The request was rejected because multiple requests to change this object were submitted simultaneously. "
    "Wait a few minutes and submit your request again."
)
"""IAM's text (spec api 2.6)."""


class Turns:
    """A fair lock with a time limit."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._mutex = Lock()
        self._is_taken = False
        self._queue: deque[Event] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it; raises `ConcurrentModificationError` after the time limit."""
        ticket = self._draw_ticket()
        if ticket is not None and not ticket.wait(self._timeout_seconds):
            self._leave_queue(ticket)
        try:
            yield
        finally:
            self._pass_on()

    def _draw_ticket(self) -> Event | None:
        """An event that is set when the turn comes; `None` if it has come already."""
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return None
            ticket = Event()
            self._queue.append(ticket)
            return ticket

    def _leave_queue(self, ticket: Event) -> None:
        """Give up, unless the turn came just now."""
        with self._mutex:
            if ticket in self._queue:
                self._queue.remove(ticket)
                raise ConcurrentModificationError(BUSY)

    def _pass_on(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._is_taken = False
