"""Threads for work that waits or takes long, each kind with its own bounded queue (promise P9).

Guessed passwords must not delay other calls, and password changes must not delay sign-ins, so each kind has its own
threads. A queue is bounded in total and for each caller or source, so that nobody can fill it for everybody else. Work
that does not fit is refused at once, so that the client knows it has to wait.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from limen.errors import LimenError

P = ParamSpec("P")
T = TypeVar("T")


class BusyError(LimenError):
    """The queue is full, or holds as much as it may for this caller."""


class Workers:
    """The threads of one kind of work, used from one event loop."""

    __slots__ = ("_most_each", "_threads", "_under_way", "most")

    def __init__(self, name: str, threads: int, *, waiting: int, each: int) -> None:
        """Allow `waiting` items in addition to the running ones, and `each` in total for one caller."""
        self._threads = ThreadPoolExecutor(threads, name)
        self.most = threads + waiting
        self._most_each = each
        self._under_way: Counter[str] = Counter()

    @property
    def under_way(self) -> int:
        """How many items run or wait."""
        return self._under_way.total()

    async def run(self, caller: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in a thread; raises `BusyError` if the queue is full."""
        if self._under_way.total() >= self.most or self._under_way[caller] >= self._most_each:
            raise BusyError(f"Too much of this work is under way: {self._under_way.total()}.")
        loop = asyncio.get_running_loop()
        self._under_way[caller] += 1
        work = self._threads.submit(function, *args, **kwargs)
        # Counted until the thread is done, possibly long after the client has disconnected.
        work.add_done_callback(lambda _: loop.call_soon_threadsafe(partial(self._leave, caller)))
        return await asyncio.wrap_future(work)

    def close(self) -> None:
        """Wait for the running work."""
        self._threads.shutdown()

    def _leave(self, caller: str) -> None:
        self._under_way[caller] -= 1
        if not self._under_way[caller]:
            del self._under_way[caller]  # Otherwise an entry would remain for every address that ever called.
