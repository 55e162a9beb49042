"""Clocks and counters: CPU time of a chunk beside a yardstick, percentiles, CPU and memory of a process tree."""

import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time_ns

CHUNK_NS = 6_000_000
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Paired:
    """The cost of a call as a multiple of the yardstick's, and raw."""

    ratio: float
    microseconds: float
    pairs: int


def measure_paired(call: Callable[[int], object], count: int, yardstick: Callable[[], float], seconds: float) -> Paired:
    """Measure `call(0)` to `call(count - 1)`, over and over, in chunks of 6 ms of CPU time.

    A shared machine changes its speed from one moment to the next, and a noisy one by 2x. So a yardstick (it answers in
    nanoseconds) is taken before and after every chunk, and the median of the ratios is the result.
    """
    size = _chunk_size(call, count)
    position = 0
    ratios: list[float] = []
    costs: list[float] = []
    before = yardstick()
    end = perf_counter() + seconds
    while perf_counter() < end or len(ratios) < 3:
        indexes = [(position + offset) % count for offset in range(size)]
        position += size
        start = process_time_ns()
        for index in indexes:
            call(index)
        cost = (process_time_ns() - start) / size
        after = yardstick()
        ratios.append(cost / ((before + after) / 2))
        costs.append(cost)
        before = after
    return Paired(statistics.median(ratios), statistics.median(costs) / 1000, len(ratios))


def _chunk_size(call: Callable[[int], object], count: int) -> int:
    tried = min(20, count)
    start = process_time_ns()
    for index in range(tried):
        call(index)
    return max(1, min(5000, int(CHUNK_NS * tried / max(1, process_time_ns() - start))))


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which a share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def resident_mib(pids: Sequence[int] = ()) -> float:
    """Resident memory of processes, this one if none is named; pages shared between them count once each."""
    return sum(_pages_of(pid) for pid in pids or (os.getpid(),))


def _pages_of(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def process_tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            children += map(int, (task / "children").read_text().split())
    return [pid, *(found for child in children for found in process_tree(child))]


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time that processes have used, in user and system mode; to 10 ms."""
    return sum(_ticks_of(pid) for pid in pids) / _TICKS


def _ticks_of(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])  # utime, stime, and those of children that ended
