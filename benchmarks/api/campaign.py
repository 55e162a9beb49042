"""GetUser and CreateUser, Limen and moto in turns: requests a second, CPU a request, latencies, memory, start."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.api.load import send_all
from benchmarks.api.servers import NAMES, SIGNER, MissingServerError, Server, directory, pin_generator, running
from benchmarks.measure import percentile
from benchmarks.table import render_table, three_digits, times

CONNECTIONS = 8
SMALL, LARGE = 100, 10_000
_NUMBERS = count()

Say = Callable[[str], None]
Found = dict[str, Any]


@dataclass(slots=True)
class _Tally:
    """What one server did in one case."""

    cpu_us: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    def add(self, server: Server, requests: Sequence[bytes]) -> None:
        before = server.cpu_seconds()
        load = send_all(server.port, requests, connections=CONNECTIONS)
        self.cpu_us.append((server.cpu_seconds() - before) / len(requests) * 1e6)
        self.per_second.append(load.per_second)
        self.latencies += load.latencies

    def render(self) -> Found:
        return {
            "cpu_us": statistics.mean(self.cpu_us),  # chunks have the same length, and the clock is coarse
            "per_second": statistics.median(self.per_second),
            "p50_ms": percentile(self.latencies, 0.5) * 1e3,
            "p99_ms": percentile(self.latencies, 0.99) * 1e3,
            "chunks_cpu_us": self.cpu_us,
            "chunks_per_second": self.per_second,
        }


def run(*, quick: bool, say: Say, names: Sequence[str] = NAMES) -> list[Found]:
    """Measure and tell; a server that is not installed is named as missing."""
    pin_generator()
    rounds, chunk = (2, 300) if quick else (5, 1200)
    cases = [("GetUser", SMALL), ("CreateUser", SMALL)] + ([] if quick else [("GetUser", LARGE)])
    found: list[Found] = []
    with _servers(names, say) as servers:
        _create_users(servers, SMALL)
        users = SMALL
        for operation, size in cases:
            if size > users:
                say(f"creating {size} users")
                _create_users(servers, size)
                users = size
            found += _measure_case(servers, operation, size, rounds, chunk)
            say(f"{operation} with {size} users: done")
        memory = {server.name: server.resident_mib() for server in servers}
    say("\n" + _render(found, memory))
    return [*found, {"resident_mib": memory, "missing": [name for name in names if name not in memory]}]


@contextmanager
def _servers(names: Sequence[str], say: Say) -> Iterator[list[Server]]:
    """Both run at the same time; the one that is not asked uses no CPU."""
    with ExitStack() as stack:
        started = []
        for name in names:
            place = stack.enter_context(directory())
            try:
                started.append(stack.enter_context(running(name, place)))
            except MissingServerError as error:
                say(f"{name}: missing: {error}")
        yield started


def _create_users(servers: Sequence[Server], users: int) -> None:
    """Users with the names that GetUser asks for; those that are there already are not created again."""
    missing = range(SMALL, users) if users > SMALL else range(users)
    for start in range(missing.start, missing.stop, 500):
        names = [f"user{number}" for number in range(start, min(start + 500, missing.stop))]
        requests = [SIGNER.sign("CreateUser", UserName=name) for name in names]
        for server in servers:
            send_all(server.port, requests, connections=CONNECTIONS)


def _measure_case(servers: Sequence[Server], operation: str, users: int, rounds: int, chunk: int) -> list[Found]:
    tallies = {server.name: _Tally() for server in servers}
    for number in range(rounds + 1):
        requests = _make_requests(operation, users, chunk if number else chunk // 4)
        for server in servers if number % 2 else reversed(servers):
            if number == 0:
                send_all(server.port, requests, connections=CONNECTIONS)  # to warm up
            else:
                tallies[server.name].add(server, requests)
    return [
        {"operation": operation, "users": users, "server": name, **tally.render()} for name, tally in tallies.items()
    ]


def _make_requests(operation: str, users: int, wanted: int) -> list[bytes]:
    if operation == "CreateUser":
        return [SIGNER.sign(operation, UserName=f"new{next(_NUMBERS)}") for _ in range(wanted)]
    some = [SIGNER.sign(operation, UserName=f"user{number * users // 100}") for number in range(100)]
    return [some[number % 100] for number in range(wanted)]


def _render(found: Sequence[Found], memory: dict[str, float]) -> str:
    rows = []
    for each in found:
        peer = next((x for x in found if _case(x) == _case(each) and x["server"] != each["server"]), None)
        rows.append(
            [
                f"{each['operation']}, {each['users']:,} users, {each['server']}",
                times(each["per_second"] / peer["per_second"]) if peer else "-",
                times(peer["cpu_us"] / each["cpu_us"]) if peer else "-",
                three_digits(each["per_second"]),
                three_digits(each["cpu_us"]),
                three_digits(each["p50_ms"]),
                three_digits(each["p99_ms"]),
            ]
        )
    head = ["case", "x rate", "x less CPU", "requests/s", "CPU us", "p50 ms", "p99 ms"]
    ends = ", ".join(f"{name} {value:.0f} MiB" for name, value in memory.items())
    return f"{render_table(head, rows)}\nresident at the end: {ends}"


def _case(found: Found) -> tuple[str, int]:
    return found["operation"], found["users"]
