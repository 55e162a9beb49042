"""Early stops: SIGTERM and SIGINT from the first import on, until uvicorn handles them itself.

Before anything has begun, a signal ends the process. After that it is noted, and the server stops as soon as it has
started, which takes a moment: an exception in the middle of an import, of the creation of the event loop or of a
callback would corrupt it or be lost. All of these end with exit code 0.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from uvicorn import Server

STOPS = (signal.SIGTERM, signal.SIGINT)


def end_at_stop() -> None:
    """End the process on a signal, as long as there is nothing to clean up."""
    for number in STOPS:
        signal.signal(number, _end)


class EarlyStop:
    """Notes, from its creation on, whether a signal has requested a stop."""

    __slots__ = ("_server", "is_asked")

    def __init__(self) -> None:
        """Handle the signals."""
        self.is_asked = False
        self._server: Server | None = None
        for number in STOPS:
            signal.signal(number, self._note)

    def pass_on_to(self, server: "Server") -> None:
        """Stop the server, also when uvicorn raises a signal again that it has handled."""
        self._server = server
        if self.is_asked:
            server.should_exit = True

    def _note(self, _number: int, _frame: object) -> None:
        self.is_asked = True
        if self._server is not None:
            self._server.should_exit = True


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Start processes that leave Ctrl-C, which a terminal sends to all, to this one, which gets it afterwards."""
    ensure_running()  # Python's own process for this; its start would let interrupts through again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(_number: int, _frame: object) -> NoReturn:
    os._exit(0)
