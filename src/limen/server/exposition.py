"""The metrics in Prometheus's text format: their names, meanings and labels, and their rendering.

Names, meanings and labels are here only; docs/monitoring.md and the example of a dashboard are compared with them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from limen.server.meter import BOUNDS, Counted

if TYPE_CHECKING:
    from prometheus_client import Metric

PREFIX: Final = "limen"

COUNTERS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "denials": (
        "Calls and guarded requests whose caller was refused, by error code",
        ("reason",),
    ),
    "sign_ins": ("Passwords and renewals", ("kind", "outcome")),
    "throttled": ("Calls and sign-ins that were refused because there were too many", ("part",)),
    "gate_decisions": ("Requests that proxies asked about", ("outcome",)),
    "cpu_seconds": ("CPU time of all workers", ()),
}
"""By name: the meaning and the labels. `_total` is added to the names."""

GAUGES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "up": ("Whether the store answered for these numbers; without an answer, those about it are missing", ()),
    "revision": ("The revision of the state", ()),
    "database_bytes": ("Size of the database", ()),
    "database_connections": ("Connections to the database of all workers", ("state",)),
    "audit_queue_records": ("Audit records that are not durable yet, whose answers wait", ()),
    "audit_queue_oldest_seconds": ("How long the oldest of them has waited", ()),
    "audit_failing_workers": ("Workers that could not write audit records in the last ten seconds", ()),
    "memory_budget_bytes": ("Memory for large bodies and large answers", ("part",)),
    "memory_budget_used_bytes": ("Memory that large bodies and large answers hold now", ("part",)),
    "tasks": ("Work in threads, running or waiting, by kind", ("kind",)),
    "tasks_max": ("The maximum that is accepted", ("kind",)),
    "workers": ("Processes that answer requests", ()),
    "build_info": ("Version of the server; always 1", ("version",)),
}
"""By name: the meaning and the labels."""

REQUESTS: Final = ("Answered requests, by class of status", ("service", "operation", "status"))
SECONDS: Final = ("Time from a request's head to its answer", ("service", "operation"))

HIGHEST: Final = frozenset({"audit_queue_oldest_seconds", "revision", "database_bytes", "up"})
"""For these the highest value of all workers counts, for others the sum."""

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Numbers = Mapping[tuple[str, ...], float]
"""By name and label values."""


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a process: its counts since the start, and its present values."""

    counted: Counted
    now: Numbers


def list_names() -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Name, kind, labels and meaning of every metric."""
    yield f"{PREFIX}_requests_total", "counter", REQUESTS[1], REQUESTS[0]
    yield f"{PREFIX}_request_duration_seconds", "histogram", SECONDS[1], SECONDS[0]
    for name, (meaning, labels) in COUNTERS.items():
        yield f"{PREFIX}_{name}_total", "counter", labels, meaning
    for name, (meaning, labels) in GAUGES.items():
        yield f"{PREFIX}_{name}", "gauge", labels, meaning


def render(reports: Iterable[Report], ended: Iterable[Report] = ()) -> bytes:
    """Render the numbers of all workers together; of workers that have ended, what they counted."""
    from prometheus_client import generate_latest  # noqa: PLC0415 - only needed where metrics are read

    present = list(reports)
    return generate_latest(_Collected([each.counted for each in (*present, *ended)], _add(present)))


@dataclass(frozen=True, slots=True)
class _Collected:
    """What the library renders."""

    counted: list[Counted]
    now: Numbers

    def collect(self) -> "Iterator[Metric]":
        """The metrics."""
        yield from self._collect_requests()
        yield from self._collect_counters()
        yield from self._collect_gauges()

    def _collect_requests(self) -> "Iterator[Metric]":
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            CounterMetricFamily,
            HistogramMetricFamily,
        )

        count = CounterMetricFamily(f"{PREFIX}_requests", REQUESTS[0], labels=REQUESTS[1])
        numbers: Counter[tuple[str, str, str]] = Counter()
        cells: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0] * (len(BOUNDS) + 2))
        for each in self.counted:
            for key, cell in each.requests.items():
                numbers[key] += int(sum(cell[:-1]))
                cells[key[:2]] = [a + b for a, b in zip(cells[key[:2]], cell, strict=True)]
        for key, number in sorted(numbers.items()):
            count.add_metric(key, number)
        yield count
        seconds = HistogramMetricFamily(f"{PREFIX}_request_duration_seconds", SECONDS[0], labels=SECONDS[1])
        bounds = [*map(str, BOUNDS), "+Inf"]
        for names, cell in sorted(cells.items()):
            seconds.add_metric(names, list(zip(bounds, accumulate(cell[:-1]), strict=True)), cell[-1])
        yield seconds

    def _collect_counters(self) -> "Iterator[Metric]":
        from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - as above

        totals: Counter[tuple[str, ...]] = Counter()
        for each in self.counted:
            totals.update(each.counts)
        for name, (meaning, labels) in COUNTERS.items():
            family = CounterMetricFamily(f"{PREFIX}_{name}", meaning, labels=labels)
            for key, number in sorted(totals.items()):
                if key[0] == name:
                    family.add_metric(key[1:], number)
            yield family

    def _collect_gauges(self) -> "Iterator[Metric]":
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - as above

        now = {**self.now, ("build_info", _read_version()): 1}
        for name, (meaning, labels) in GAUGES.items():
            family = GaugeMetricFamily(f"{PREFIX}_{name}", meaning, labels=labels)
            for key, number in sorted(now.items()):
                if key[0] == name:
                    family.add_metric(key[1:], number)
            yield family


def _add(reports: Iterable[Report]) -> dict[tuple[str, ...], float]:
    total: dict[tuple[str, ...], float] = {}
    for report in reports:
        for key, number in report.now.items():
            before = total.get(key, 0)
            total[key] = max(before, number) if key[0] in HIGHEST else before + number
    return total


@cache
def _read_version() -> str:
    return version("limen")
