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

CONNECTIONS, MANY_CONNECTIONS = 8, 32
SMALL, LARGE = 100, 4900
"""Users in the account. Not more than AWS's quota of 5,000, which Limen keeps."""
_NUMBERS = count()

Say = Callable[[str], None]
Found = dict[str, Any]


@dataclass(slots=True)
class _Tally:
    """What one server did in one case."""

    cpu_us: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    def add(self, server: Server, requests: Sequence[bytes], connections: int) -> None:
        before = server.cpu_seconds()
        load = send_all(server.port, requests, connections=connections)
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
    """Measure and print; a server that is not installed is reported as missing."""
    pin_generator()
    rounds, reads, writes = (2, 300, 100) if quick else (5, 1200, 400)
    found: list[Found] = []
    with _servers(names, say) as servers:
        _create_users(servers, range(SMALL))
        found += _measure_case(servers, f"GetUser, {SMALL} users", _get_user(SMALL), rounds, reads)
        say("GetUser: done")
        found += _measure_case(servers, "CreateUser", _create_user, rounds, writes)
        say("CreateUser: done")
        if not quick:
            case = f"GetUser, {SMALL} users, {MANY_CONNECTIONS} connections"
            found += _measure_case(servers, case, _get_user(SMALL), rounds, reads, connections=MANY_CONNECTIONS)
            _create_users(servers, range(SMALL, LARGE - next(_NUMBERS)))
            found += _measure_case(servers, f"GetUser, {LARGE:,} users", _get_user(LARGE // 2), rounds, reads)
        memory = {server.name: server.resident_mib() for server in servers}
    say("\n" + _render(found, memory))
    return [*found, {"resident_mib": memory, "missing": [name for name in names if name not in memory]}]


@contextmanager
def _servers(names: Sequence[str], say: Say) -> Iterator[list[Server]]:
    """Both run at the same time; the idle one uses no CPU."""
    with ExitStack() as stack:
        started = []
        for name in names:
            place = stack.enter_context(directory())
            try:
                started.append(stack.enter_context(running(name, place)))
            except MissingServerError as error:
                say(f"{name}: missing: {error}")
        yield started


def _create_users(servers: Sequence[Server], numbers: range) -> None:
    """Users with the names in the GetUser requests."""
    for start in range(numbers.start, numbers.stop, 500):
        names = [f"user{number}" for number in range(start, min(start + 500, numbers.stop))]
        requests = [SIGNER.sign("CreateUser", UserName=name) for name in names]
        for server in servers:
            send_all(server.port, requests, connections=CONNECTIONS)


def _measure_case(
    servers: Sequence[Server],
    case: str,
    make: Callable[[int], bytes],
    rounds: int,
    chunk: int,
    *,
    connections: int = CONNECTIONS,
) -> list[Found]:
    """The same bytes to each server, in turns that begin with another one each time; the first turn warms up."""
    tallies = {server.name: _Tally() for server in servers}
    for number in range(rounds + 1):
        requests = [make(index) for index in range(chunk if number else chunk // 4)]
        for server in servers if number % 2 else reversed(servers):
            if number == 0:
                send_all(server.port, requests, connections=connections)
            else:
                tallies[server.name].add(server, requests, connections)
    return [{"case": case, "server": name, **tally.render()} for name, tally in tallies.items()]


def _get_user(users: int) -> Callable[[int], bytes]:
    """A hundred users in turn, signed once."""
    some = [SIGNER.sign("GetUser", UserName=f"user{number * users // 100}") for number in range(100)]
    return lambda index: some[index % 100]


def _create_user(_: int) -> bytes:
    """A user with a new name."""
    return SIGNER.sign("CreateUser", UserName=f"new{next(_NUMBERS)}")


def _render(found: Sequence[Found], memory: dict[str, float]) -> str:
    rows = []
    for each in found:
        peer = next((x for x in found if x["case"] == each["case"] and x["server"] != each["server"]), None)
        rows.append(
            [
                f"{each['case']}, {each['server']}",
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
