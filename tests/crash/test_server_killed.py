"""Promise P5 for the whole server: killed while clients write, it keeps what it acknowledged, and nothing partial.

Clients keep the id of every request that was answered. After the kill each of them has its audit record, each write its
entities; entities, change records and audit records agree; and the next server starts on what the killed one left.
"""

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, HTTPClientError
from botocore.parsers import ResponseParserError

from limen.store.sql.event_codec import number_of, parse_body
from tests.wire.server_process import Server

WRITERS = 4
LIVES = 2
LIVES_IN_CAMPAIGN = 25
SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 0.6
POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}'
GONE = (EndpointConnectionError, ConnectionClosedError, HTTPClientError, ResponseParserError)
"""The last: of an answer that was cut off botocore sometimes sees the head alone."""

Acknowledged = tuple[str, str]
"""The request's id, and what the audit record of the call must be of."""


def write_until_gone(server: Server, name: str, begun: Event) -> list[Acknowledged]:
    """Create, change, read and delete until the server is gone; what it acknowledged."""
    client = server._make_client("iam", server.owner)
    shown: list[Acknowledged] = []
    try:
        for operation, parameters in life_of_users(name):
            answer = getattr(client, operation)(**parameters)
            shown.append((answer["ResponseMetadata"]["RequestId"], f"{operation} {parameters['UserName']}"))
            begun.set()
    except GONE:
        return shown
    raise AssertionError("the server did not go")


def life_of_users(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    for number in range(100_000):
        user = {"UserName": f"{name}-{number}"}
        yield "create_user", user
        yield "put_user_policy", {**user, "PolicyName": "reads", "PolicyDocument": POLICY}
        yield "get_user", user
        yield "create_access_key", user
        if number % 3 == 0:
            yield "delete_user_policy", {**user, "PolicyName": "reads"}


def family_of(server: Server) -> list[int]:
    """The process and its children, which with `--workers` do the work."""
    children = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=False)
    return [server.process.pid, *map(int, children.stdout.split())]


def kill_while_written_to(server: Server, life: int, seconds: float) -> list[Acknowledged]:
    begun = Event()
    with ThreadPoolExecutor(WRITERS) as threads:
        writers = [threads.submit(write_until_gone, server, f"life{life}-{n}", begun) for n in range(WRITERS)]
        assert begun.wait(20)
        sleep(seconds)
        for process in family_of(server):
            os.kill(process, signal.SIGKILL)
        assert server.stop() == -signal.SIGKILL
        return [one for writer in writers for one in writer.result()]


class Remains:
    """What is in the database of a server that is not running."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            self.revision = connection.execute("SELECT revision FROM meta").fetchone()[0]
            entities = connection.execute("SELECT kind, account, key, document FROM entity").fetchall()
            self.changes = connection.execute(
                "SELECT revision, event_id, kind, account, key, before, after FROM change ORDER BY revision, seq"
            ).fetchall()
            bodies = connection.execute("SELECT body, at FROM event").fetchall()
        self.entities = {(kind, account, key): document for kind, account, key, document in entities}
        self.events = [json.loads(parse_body(*row).document) for row in bodies]

    def check_whole(self) -> None:
        """Replaying all changes gives the present; every change has its audit record, every recorded write its change.

        The last use of keys is not written by a call and has no record.
        """
        present: dict[tuple, str] = {}
        revisions = set()
        for revision, _, *identity, before, after in self.changes:
            revisions.add(revision)
            assert present.pop(tuple(identity), None) == before
            if after is not None:
                present[tuple(identity)] = after
        assert present == self.entities
        assert revisions == set(range(1, self.revision + 1))
        causes = {event_id for _, event_id, kind, *_ in self.changes if kind != "last-used"}
        writes = {event["eventID"] for event in self.events if not event["readOnly"] and "errorCode" not in event}
        assert causes == writes

    def check_told(self, shown: list[Acknowledged]) -> None:
        recorded = {event["requestID"]: event for event in self.events}
        assert len(recorded) == len(self.events)
        names = {json.loads(document)["name"] for (kind, *_), document in self.entities.items() if kind == "user"}
        for request_id, what in shown:
            event = recorded[request_id]
            operation, _, name = what.partition(" ")
            assert event["eventName"].lower() == operation.replace("_", "")
            assert event["requestParameters"]["userName"] == name
            assert "errorCode" not in event
            assert name in names


def live_and_die(start, tmp_path, workers: int, lives: int) -> int:
    dice = random.Random(workers)
    options = ("--data-dir", str(tmp_path / "data"), "--workers", str(workers))
    shown: list[Acknowledged] = []
    for life in range(lives):
        shown += kill_while_written_to(start(*options), life, dice.uniform(SHORTEST_SECONDS, LONGEST_SECONDS))
        remains = Remains(tmp_path / "data" / "limen.db")
        remains.check_whole()
        remains.check_told(shown)
    last = start(*options)
    assert last.client("iam").get_user(UserName="life0-0-0")
    assert last.stop() == 0
    return len(shown)


@pytest.fixture
def start(tmp_path):
    started: list[Server] = []

    def start_server(*options: str) -> Server:
        started.append(Server(tmp_path, *options))
        return started[-1]

    yield start_server
    for server in started:
        server.stop()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_server_loses_no_acknowledged_write(start, tmp_path, workers):
    assert live_and_die(start, tmp_path, workers, LIVES) > LIVES * WRITERS


@pytest.mark.campaign
@pytest.mark.parametrize("workers", [1, 2])
def test_a_repeatedly_killed_server_loses_no_acknowledged_write(start, tmp_path, workers):
    shown = live_and_die(start, tmp_path, workers, LIVES_IN_CAMPAIGN)
    print(f"{LIVES_IN_CAMPAIGN} kills with {workers} workers: {shown} acknowledged calls, all there")
    assert shown > 20 * LIVES_IN_CAMPAIGN


def test_the_check_sees_a_lost_write(start, tmp_path):
    shown = kill_while_written_to(start("--data-dir", str(tmp_path / "data")), 0, 0.2)
    path = tmp_path / "data" / "limen.db"
    Remains(path).check_told(shown)
    for damage in (
        "DELETE FROM entity WHERE kind = 'inline-policy'",
        f"DELETE FROM event WHERE name = {number_of('CreateUser')}",
    ):
        copy = tmp_path / "damaged.db"
        with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(copy)) as damaged:
            connection.backup(damaged)
            damaged.execute(damage)
            damaged.commit()
        with pytest.raises((AssertionError, KeyError)):
            Remains(copy).check_whole()
        copy.unlink()


def test_workers_do_not_outlive_their_supervisor(start, tmp_path):
    """As orphans they would keep answering and occupy the next server's port."""
    server = start("--data-dir", str(tmp_path / "data"), "--workers", "2")
    server.client("iam").create_user(UserName="kept")
    workers = family_of(server)[1:]
    assert len(workers) >= 2
    server.process.kill()
    deadline = monotonic() + 10
    while is_listening(server.port) and monotonic() < deadline:
        sleep(0.05)
    assert not is_listening(server.port)
    server.stop()
    again = start("--data-dir", str(tmp_path / "data"), "--workers", "2")
    assert again.client("iam").get_user(UserName="kept")
    assert again.stop() == 0


def test_a_killed_worker_is_replaced_and_nothing_is_lost(start, tmp_path):
    server = start("--data-dir", str(tmp_path / "data"), "--workers", "2")
    iam = server.client("iam")
    iam.create_user(UserName="kept")
    (worker, *_) = family_of(server)[-1:]
    os.kill(worker, signal.SIGKILL)
    deadline = monotonic() + 15
    while (worker in family_of(server) or len(family_of(server)) < 4) and monotonic() < deadline:
        sleep(0.05)
    for _ in range(20):
        assert server._make_client("iam", server.owner).get_user(UserName="kept")
    assert server.stop() == 0


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
