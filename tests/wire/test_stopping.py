"""SIGTERM finishes running requests; SIGKILL loses nothing that was acknowledged (promise P5)."""

import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError

from tests.wire.server_process import BIN

GONE = (EndpointConnectionError, ConnectionClosedError, HTTPClientError)


def create_until_gone(server, name, ready):
    """Create users one after the other; the names whose creation was acknowledged, and what ended it."""
    client = server.client("iam")
    client.list_users()
    ready.wait(10)
    acknowledged: list[str] = []
    for number in range(10_000):
        try:
            client.create_user(UserName=f"{name}-{number}")
        except GONE as error:
            return acknowledged, error
        acknowledged.append(f"{name}-{number}")
    raise AssertionError("the server did not stop")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_acknowledged_is_there_after_a_stop(start, tmp_path, how):
    options = ("--data-dir", str(tmp_path / "data"))
    server = start(*options)
    ready = Barrier(4)
    with ThreadPoolExecutor(3) as threads:
        writers = [threads.submit(create_until_gone, server, f"writer{n}", ready) for n in range(3)]
        ready.wait(10)
        server.client("sts").get_caller_identity()
        code = server.stop(how)
        acknowledged = {name for writer in writers for name in writer.result()[0]}
    assert code == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    assert acknowledged
    again = start(*options)
    pages = again.client("iam").get_paginator("list_users").paginate()
    present = {user["UserName"] for page in pages for user in page["Users"]} - {"admin"}
    assert acknowledged <= present
    assert len(present - acknowledged) <= 3
    recorded = {
        event["requestParameters"]["userName"]
        for event in again.audit("--event", "CreateUser")
        if "errorCode" not in event
    }
    assert recorded == present


def test_a_stop_answers_every_request_that_was_taken(start):
    server = start("--ephemeral")
    ready = Barrier(2)
    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(create_until_gone, server, "one", ready)
        ready.wait(10)
        for number in range(20):
            server.client("iam").create_group(GroupName=f"group-{number}")
        assert server.stop() == 0
        acknowledged, ending = writer.result()
    assert acknowledged
    assert not isinstance(ending, ClientError)
    assert not server.data_dir.exists()


def test_several_workers_are_one_server(start, tmp_path):
    server = start("--data-dir", str(tmp_path / "data"), "--workers", "2")
    for number in range(10):
        server.client("iam").create_user(UserName=f"user-{number}")
        assert server.client("iam").get_user(UserName=f"user-{number}")["User"]["UserName"] == f"user-{number}"
    assert server.stop() == 0


@pytest.fixture
def launch(tmp_path):
    """Starts `limen serve` in a process group of its own, as a terminal does, and waits for nothing."""
    launched = []

    def launch_server(*options):
        process = subprocess.Popen(
            [BIN / "limen", "serve", "--json", "--port", "0", "--data-dir", tmp_path / "data", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        launched.append(process)
        return process

    yield launch_server
    for process in launched:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("file", ["", "limen.db", "credentials.json", "server.json"])
def test_a_stop_during_the_start_is_quiet_and_no_failure(launch, tmp_path, file, how):
    process = launch()
    deadline = monotonic() + 20
    while not (tmp_path / "data" / file).exists():
        assert monotonic() < deadline
        sleep(0.001)
    process.send_signal(how)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("delay_seconds", [0, 0.01])
def test_a_stop_before_the_first_request_is_quiet_and_no_failure(launch, how, delay_seconds):
    """The event loop is being created: an exception during that once left a coroutine that was never awaited."""
    process = launch()
    assert process.stdout.readline()
    sleep(delay_seconds)
    process.send_signal(how)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("delay_seconds", [0, 0.1, 0.3])
def test_an_interrupt_that_reaches_workers_that_start_is_quiet(launch, delay_seconds):
    process = launch("--workers", "2")
    assert process.stdout.readline()
    sleep(delay_seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
