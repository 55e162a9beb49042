"""Threads for work that waits or takes long, each kind with its own bounded queue (promise P9).

Guessing passwords must not delay other calls, and changes of passwords must not delay sign-ins, so each has threads of
its own. A queue is bounded in all, and for each caller or source: nobody can fill it for everybody else. What does not
fit is refused at once, so the client knows to wait.
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

    __slots__ = ("_most", "_most_each", "_threads", "_under_way")

    def __init__(self, name: str, threads: int, *, waiting: int, each: int) -> None:
        """Allow `waiting` pieces of work beside those under way, and `each` in all for one caller."""
        self._threads = ThreadPoolExecutor(threads, name)
        self._most = threads + waiting
        self._most_each = each
        self._under_way: Counter[str] = Counter()

    async def run(self, caller: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in a thread; raises `BusyError` instead where there is no room."""
        if self._under_way.total() >= self._most or self._under_way[caller] >= self._most_each:
            raise BusyError(f"Too much of this work is under way: {self._under_way.total()}.")
        loop = asyncio.get_running_loop()
        self._under_way[caller] += 1
        work = self._threads.submit(function, *args, **kwargs)
        # Counted until the thread is done, which may be long after the client has gone.
        work.add_done_callback(lambda _: loop.call_soon_threadsafe(partial(self._leave, caller)))
        return await asyncio.wrap_future(work)

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown()

    def _leave(self, caller: str) -> None:
        self._under_way[caller] -= 1
        if not self._under_way[caller]:
            del self._under_way[caller]  # Otherwise every address that ever called would be kept.
