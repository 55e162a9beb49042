"""Stops that come early: SIGTERM and SIGINT from the first import on, until uvicorn minds them itself.

While nothing has begun, a signal ends the process. From then on it is remembered, and the server stops as soon as it
has started, which is soon: an exception in the midst of an import, of the event loop's making or of a callback would
tear it or be lost. All of these are the exit code 0.
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
    """End the process when it is told to; for as long as it has nothing to put in order."""
    for number in STOPS:
        signal.signal(number, _end)


class EarlyStop:
    """Remembers, from its making on, that the process has been told to stop."""

    __slots__ = ("_server", "is_asked")

    def __init__(self) -> None:
        """Mind the signals."""
        self.is_asked = False
        self._server: Server | None = None
        for number in STOPS:
            signal.signal(number, self._note)

    def pass_on_to(self, server: "Server") -> None:
        """Have the server stop; also when uvicorn raises anew what it has minded itself."""
        self._server = server
        if self.is_asked:
            server.should_exit = True

    def _note(self, _number: int, _frame: object) -> None:
        self.is_asked = True
        if self._server is not None:
            self._server.should_exit = True


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Start processes that leave Ctrl-C, which a terminal sends to all, to this one; it is told afterwards."""
    ensure_running()  # Python's own process for this; its start would let interrupts through again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(_number: int, _frame: object) -> NoReturn:
    os._exit(0)
