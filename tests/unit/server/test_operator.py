"""Metrics and the details of readiness: for the operator, and for nobody else."""

import asyncio
import json
import os
from types import SimpleNamespace
from typing import Any

import pytest

from limen.errors import ServiceUnavailableError
from limen.server.memory_budget import Budget
from limen.server.operator import Load, Monitoring, Operator
from limen.server.sharing import SharedReports, make_folder
from limen.server.work import BusyError, Workers
from limen.store.interface import Condition
from limen.wire.http import HTTPRequest

TOKEN = "a-token-of-24-characters"
GOOD = {"store": "", "migrations": "", "master_key": ""}


class FakeStore:
    fault: Exception | None = None

    def latest(self):
        if self.fault:
            raise self.fault
        return SimpleNamespace(revision=41)

    def inspect(self):
        return Condition("0004", "0004", 8192)

    def count_connections(self):
        return 3, 1


class FakeJournal:
    failing = False

    def measure(self):
        return 5, 0.25

    def is_failing(self):
        return self.failing


def request(token=None, scheme="Bearer"):
    headers = (("authorization", f"{scheme} {token}"),) if token is not None else ()
    return HTTPRequest("GET", "/metrics", "", headers, b"", "127.0.0.1")


async def run_now(function):
    return function()


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def journal():
    return FakeJournal()


@pytest.fixture
def make(store, journal):
    def make_operator(token=TOKEN, *, ask=run_now, faults=GOOD, shared=None):
        threads = Workers("writer", 2, waiting=3, each=1)
        budget = Budget(100)
        budget.take(40)
        composition: Any = SimpleNamespace(store=store, examine=lambda: faults)
        load = Load(journal, {"bodies": budget}, {"writers": threads})
        return Operator(Monitoring(token, shared=shared), composition, load, ask)

    return make_operator


def scrape(operator, asked=None):
    return asyncio.run(operator.report_metrics(asked or request(TOKEN)))


def readiness(operator, asked=None, ask=run_now):
    return asyncio.run(operator.report_readiness(asked or request(), ask))


def test_the_operator_reads_the_metrics(make):
    answer = scrape(make())
    assert answer.status == 200
    assert dict(answer.headers)["content-type"].startswith("text/plain")
    lines = answer.body.decode().splitlines()
    for line in (
        "limen_up 1.0",
        "limen_revision 41.0",
        "limen_database_bytes 8192.0",
        'limen_database_connections{state="open"} 3.0',
        'limen_database_connections{state="in_use"} 1.0',
        "limen_audit_queue_records 5.0",
        "limen_audit_queue_oldest_seconds 0.25",
        'limen_memory_budget_bytes{part="bodies"} 100.0',
        'limen_memory_budget_used_bytes{part="bodies"} 40.0',
        'limen_tasks{kind="writers"} 0.0',
        'limen_tasks_max{kind="writers"} 5.0',
        "limen_workers 1.0",
    ):
        assert line in lines


def test_without_a_token_there_are_no_metrics(make):
    for asked in (request(), request(""), request("anything"), request(TOKEN)):
        assert scrape(make(token=""), asked).status == 404


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request(""),
        request(TOKEN[:-1]),
        request(f"{TOKEN}x"),
        request(TOKEN.upper()),
        request("é" * 24),
        request(TOKEN, "Basic"),
        HTTPRequest("GET", "/metrics", f"token={TOKEN}", (), b"", "127.0.0.1"),
    ],
)
def test_others_do_not(make, asked):
    answer = scrape(make(), asked)
    assert (answer.status, b"limen_" in answer.body) == (401, False)
    assert ("www-authenticate", 'Bearer realm="Limen"') in answer.headers


def test_the_scheme_may_be_spelled_in_any_case(make):
    assert scrape(make(), request(TOKEN, "bearer")).status == 200


async def be_busy(function):
    raise BusyError


async def be_late(function):
    raise TimeoutError


@pytest.mark.parametrize("ask", [be_busy, be_late])
def test_metrics_do_not_wait_for_a_store(make, ask):
    lines = scrape(make(ask=ask)).body.decode().splitlines()
    assert "limen_up 0.0" in lines
    assert not any(line.startswith("limen_revision ") for line in lines)


def test_a_store_that_fails_is_down(make, store):
    store.fault = ServiceUnavailableError("gone")
    assert b"\nlimen_up 0.0\n" in scrape(make()).body


def test_the_workers_are_counted(make, tmp_path):
    folder = make_folder(tmp_path)

    async def main():
        operator = make(shared=SharedReports(folder, f"{os.getpid()}-1"))
        operator.start()
        await operator.stop()
        return await make(shared=SharedReports(folder, f"{os.getpid()}-2")).report_metrics(request(TOKEN))

    assert b"\nlimen_workers 2.0\n" in asyncio.run(main()).body


def test_one_that_shares_nothing_stops_at_once(make):
    operator = make()

    async def main():
        operator.start()
        await operator.stop()

    asyncio.run(main())


def test_strangers_learn_whether_it_is_ready(make, journal):
    assert (readiness(make()).status, readiness(make()).body) == (200, b"ready\n")
    journal.failing = True
    answer = readiness(make(), request("wrong"))
    assert (answer.status, answer.body) == (503, b"not ready\n")


@pytest.mark.parametrize("part", ["store", "migrations", "master_key"])
def test_the_operator_learns_why_not(make, part):
    operator = make(faults=GOOD | {part: "is gone"})
    answer = readiness(operator, request(TOKEN))
    assert answer.status == 503
    parts = {"audit": "ok", "store": "ok", "migrations": "ok", "master_key": "ok"} | {part: "is gone"}
    assert json.loads(answer.body) == {"ready": False, "parts": parts}
    assert readiness(operator).body == b"not ready\n"


def test_the_operator_learns_that_it_is_ready(make):
    answer = readiness(make(), request(TOKEN))
    assert answer.status == 200
    assert json.loads(answer.body)["ready"] is True


def test_an_audit_trail_that_cannot_be_written_is_a_part(make, journal):
    journal.failing = True
    content = json.loads(readiness(make(), request(TOKEN)).body)
    assert content["parts"]["audit"] == "records cannot be written"


def test_a_store_that_is_too_slow_is_not_ready(make):
    content = json.loads(readiness(make(), request(TOKEN), be_late).body)
    assert content["parts"]["store"] == "does not answer in time"


def test_the_token_is_not_shown():
    assert TOKEN not in repr(Monitoring(TOKEN))
