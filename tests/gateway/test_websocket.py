"""A WebSocket to an application behind nginx, as `examples/nginx/app.conf` configures it: decided once, when it opens.

The client and the application are sockets, so that it is nginx alone that handles the upgrade (RFC 6455, 4).
"""

import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from socket import create_connection, create_server
from threading import Thread

import pytest

from tools.demo_files.stage import NGINX_EXAMPLES, Stage, wait_for

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = b64encode(sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode(), usedforsecurity=False).digest()).decode()
UPGRADE = f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"


class Application:
    """Accepts every WebSocket and sends back what it gets; `heads` are the requests that reached it."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.server = create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection:
                head = read_head(connection)
                self.heads.append(head)
                answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                connection.sendall(f"{answer}Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n".encode())
                while received := connection.recv(4096):
                    connection.sendall(received)


def read_head(connection) -> str:
    head = b""
    while b"\r\n\r\n" not in head:
        received = connection.recv(1)
        if not received:
            break
        head += received
    return head.decode("latin-1")


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    running = Application()
    yield running
    running.server.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, application: Application) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("websocket"), web_server="none")
    path = write_configuration(stage, stage.home, application.port)
    command = ["nginx", "-p", str(stage.home), "-c", str(path), "-e", str(stage.home / "error.log")]
    environment = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin"}
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(stage.port)
        yield stage
    finally:
        process.terminate()
        process.wait(20)
        stage.close()


def write_configuration(stage: Stage, folder: Path, port: int) -> Path:
    site = (NGINX_EXAMPLES / "app.conf").read_text()
    for written, used in (
        ("listen 443 ssl http2", f"listen {stage.port}"),
        ("server_name app.example.com", "server_name localhost"),
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
    ):
        assert written in site
        site = site.replace(written, used)
    site = "\n".join(line for line in site.splitlines() if "ssl_certificate" not in line)
    for name in ("limen-gate.conf", "limen-headers.conf"):
        (folder / name).write_text((NGINX_EXAMPLES / name).read_text())
    user = "user root;\n" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/temporary-{kind};\n" for kind in kinds)
    upstream = f"upstream limen {{ server 127.0.0.1:{stage.limen_port}; }}\n"
    path = folder / "nginx.conf"
    path.write_text(
        f"{user}daemon off;\npid {folder}/nginx.pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{upstream}{site}\n}}\n"
    )
    return path


def open_websocket(stage: Stage, path: str, *headers: str, login: str = "", secret: str = ""):
    connection = create_connection(("127.0.0.1", stage.port), timeout=10)
    credentials = b64encode(f"{login}:{secret}".encode()).decode()
    given = "".join(f"{each}\r\n" for each in headers)
    shown = f"Authorization: Basic {credentials}\r\n" if login else ""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{stage.port}\r\n{UPGRADE}{shown}{given}\r\n".encode())
    return connection, read_head(connection)


def test_an_allowed_websocket_opens_and_carries_both_ways(stage, application):
    friend = {"login": stage.friend.login, "secret": stage.friend.secret}
    connection, head = open_websocket(stage, "/documents/chat", "X-Limen-User: owner", **friend)
    with connection:
        assert head.startswith("HTTP/1.1 101 ")
        assert f"sec-websocket-accept: {ACCEPT.lower()}" in head.lower()
        for text in (b"\x81\x05hello", b"\x82" + bytes(range(125))):
            connection.sendall(text)
            received = b""
            while len(received) < len(text):
                received += connection.recv(4096)
            assert received == text
    reached = application.heads[-1].lower()
    assert "x-limen-user: friend" in reached
    assert "owner" not in reached


@pytest.mark.parametrize(("path", "status"), [("/settings/live", 403), ("/documents/../settings/live", 403)])
def test_a_refused_websocket_does_not_reach_the_application(stage, application, path, status):
    before = len(application.heads)
    connection, head = open_websocket(stage, path, login=stage.friend.login, secret=stage.friend.secret)
    connection.close()
    assert head.split()[1] in {"400", str(status)}
    assert len(application.heads) == before


def test_an_unknown_visitor_cannot_open_a_websocket(stage, application):
    before = len(application.heads)
    for shown in ({}, {"login": stage.friend.login, "secret": "wrong"}):
        connection, head = open_websocket(stage, "/documents/chat", **shown)
        connection.close()
        assert head.split()[1] == "401"
    assert len(application.heads) == before
