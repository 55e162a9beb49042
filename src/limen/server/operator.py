"""What the operator of a server can query: its metrics, and which of its parts is not ready.

Both describe the server to an attacker too, so they need the setting `monitoring_token`, as a bearer token. Without the
setting there are no metrics. Others learn from `/readyz` whether to send requests here, and nothing else.
"""

import asyncio
import json
import resource
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hmac import compare_digest
from typing import Final, TypeVar

from limen.errors import LimenError
from limen.runtime.composition import Composition
from limen.runtime.journal import Journal
from limen.server import pages
from limen.server.exposition import CONTENT_TYPE, Numbers, Report, render
from limen.server.memory_budget import Budget
from limen.server.meter import Meter
from limen.server.sharing import SharedReports
from limen.server.work import BusyError, Workers
from limen.wire.http import HTTPRequest, HTTPResponse

T = TypeVar("T")
Ask = Callable[[Callable[[], T]], Awaitable[T]]

OK: Final = "ok"
SCHEME: Final = "bearer"
NO_TOKEN: Final = pages.render_text(
    401, "This needs the monitoring token as a bearer token.", ("www-authenticate", 'Bearer realm="Limen"')
)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What a process counts, how it shares that with the other workers, and the token of the operator, if any."""

    token: str = field(default="", repr=False)
    meter: Meter = field(default_factory=Meter)
    shared: SharedReports | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """The parts that can fill up: the queue of audit records, memory, threads."""

    journal: Journal
    budgets: Mapping[str, Budget]
    threads: Mapping[str, Workers]


class Operator:
    """Answers the operator, for one process. `ask` runs a function that waits for the store, for a bounded time."""

    __slots__ = ("_ask", "_composition", "_load", "_monitoring", "_sharing")

    def __init__(self, monitoring: Monitoring, composition: Composition, load: Load, ask: Ask[Numbers]) -> None:
        """Keep the parts."""
        self._monitoring = monitoring
        self._composition = composition
        self._load = load
        self._ask = ask
        self._sharing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to share the numbers with other workers."""
        if self._monitoring.shared is not None:
            self._sharing = asyncio.create_task(self._monitoring.shared.keep_writing(self._read))

    async def stop(self) -> None:
        """Share the last numbers."""
        if self._sharing is not None and self._monitoring.shared is not None:
            self._sharing.cancel()
            with suppress(asyncio.CancelledError):
                await self._sharing
            self._monitoring.shared.write(self._read())

    async def report_metrics(self, request: HTTPRequest) -> HTTPResponse:
        """The metrics of all workers; 404 if no token is set."""
        if not self._monitoring.token:
            return pages.NOT_FOUND
        if not self._is_operator(request):
            return NO_TOKEN
        try:
            about_store = await self._ask(self._examine_store)
        except (BusyError, TimeoutError):
            about_store = {("up",): 0}
        report = self._read()
        body = await asyncio.to_thread(self._render, replace(report, now={**report.now, **about_store}))
        return HTTPResponse(200, (("content-type", CONTENT_TYPE), ("cache-control", "no-store")), body)

    async def report_readiness(self, request: HTTPRequest, examine: Ask[Mapping[str, str]]) -> HTTPResponse:
        """Whether this process can answer requests; for the operator, what is wrong with each part."""
        try:
            faults = await examine(self._composition.examine)
        except (BusyError, TimeoutError):
            faults = {"store": "does not answer in time"}
        if self._load.journal.is_failing():
            faults = {**faults, "audit": "records cannot be written"}
        if not self._is_operator(request):
            return pages.NOT_READY if any(faults.values()) else pages.READY
        parts = {part: fault or OK for part, fault in {"audit": "", **faults}.items()}
        content = {"ready": not any(faults.values()), "parts": parts}
        headers = (("content-type", "application/json"), ("cache-control", "no-store"))
        return HTTPResponse(200 if content["ready"] else 503, headers, json.dumps(content).encode() + b"\n")

    def _is_operator(self, request: HTTPRequest) -> bool:
        scheme, _, token = (request.header("authorization") or "").partition(" ")
        wanted = self._monitoring.token
        return bool(wanted) and scheme.lower() == SCHEME and compare_digest(token.strip().encode(), wanted.encode())

    def _read(self) -> Report:
        """This process's own numbers; called in the event loop."""
        counted = self._monitoring.meter.read()
        used = resource.getrusage(resource.RUSAGE_SELF)
        counts = {**counted.counts, ("cpu_seconds",): used.ru_utime + used.ru_stime}
        return Report(replace(counted, counts=counts), {**self._read_load(), ("workers",): 1})

    def _read_load(self) -> dict[tuple[str, ...], float]:
        waiting, seconds = self._load.journal.measure()
        connections, in_use = self._composition.store.count_connections()
        now: dict[tuple[str, ...], float] = {
            ("audit_queue_records",): waiting,
            ("audit_queue_oldest_seconds",): seconds,
            ("audit_failing_workers",): int(self._load.journal.is_failing()),
            ("database_connections", "open"): connections,
            ("database_connections", "in_use"): in_use,
        }
        for part, budget in self._load.budgets.items():
            now["memory_budget_bytes", part], now["memory_budget_used_bytes", part] = budget.total, budget.used
        for kind, threads in self._load.threads.items():
            now["tasks", kind], now["tasks_max", kind] = threads.under_way, threads.most
        return now

    def _examine_store(self) -> Numbers:
        store = self._composition.store
        try:
            revision, condition = store.latest().revision, store.inspect()
        except LimenError:
            return {("up",): 0}
        return {("up",): 1, ("revision",): revision, ("database_bytes",): condition.size_bytes}

    def _render(self, own: Report) -> bytes:
        shared = self._monitoring.shared
        others = shared.read_others() if shared is not None else None
        return render([own]) if others is None else render([own, *others.present], others.ended)
