"""SIGTERM finishes what is under way; SIGKILL loses nothing that was acknowledged (promise P5)."""

import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError

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
