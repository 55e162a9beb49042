"""Stops that come early: SIGTERM and SIGINT from the first import on, until uvicorn minds them itself.

Before there is a server, a signal ends the process in order. While the event loop is being made an exception would tear
it, so the signal is remembered, and the server stops as soon as it has started. All of these are the exit code 0.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from uvicorn import Server

STOPS = (signal.SIGTERM, signal.SIGINT)


def end_at_stop() -> None:
    """End the process when it is told to; for as long as nothing but itself has to be ended."""
    for number in STOPS:
        signal.signal(number, _end)


def remember_stop(server: "Server") -> None:
    """Have the server stop when it is told to, however early, and when uvicorn raises anew what it has minded."""

    def remember(_number: int, _frame: object) -> None:
        server.should_exit = True

    for number in STOPS:
        signal.signal(number, remember)


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
    raise SystemExit(0)
