"""Connections that never finish a request, more than the descriptors that a process usually starts with (P9)."""

import socket
from contextlib import ExitStack

import pytest

from tests.wire.raw_http import exchange
from tests.wire.server_process import Server

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
CONNECTIONS = 1_100
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("limit", ["1024:20000", "1024:1024"], ids=["soft", "hard"])
def test_half_open_connections_lock_nobody_out(tmp_path, limit):
    """With a soft limit of 1,024 descriptors, 1,100 of them reset every new client.

    The server raises a soft limit; below a hard one it closes the oldest of these connections.
    """
    server = Server(tmp_path, "--ephemeral", under=("prlimit", f"--nofile={limit}"))
    with ExitStack() as opened:
        opened.callback(server.stop)
        for _ in range(CONNECTIONS):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            connection.sendall(HALF)
        for _ in range(5):
            assert exchange(server, HEALTH).status == 200
        assert server.client("iam").list_users()["Users"]
