"""How long one connection can keep the server busy, and how (P9): uvicorn with our protocol, on short limits."""

import asyncio
import socket
import struct
from contextlib import suppress
from threading import Thread
from time import monotonic, sleep

import pytest
from uvicorn import Config, Server

from limen.server import protocol
from tests.wire.raw_http import read_all

LIMIT_SECONDS = 0.4
PATIENCE_SECONDS = 5.0
SLOW_SECONDS = 0.2
ANSWER = b"x" * (32 * 1024 * 1024)
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def answer(scope, receive, send):
    """A minimal answer, one larger than any kernel buffer, or the names of the headers."""
    if scope["path"] == "/slow":
        await asyncio.sleep(SLOW_SECONDS)
    names = b" ".join(name for name, _ in scope["headers"])
    content = {"/large": ANSWER, "/headers": names}.get(scope["path"], b"ok")
    headers = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


@pytest.fixture
def listening(monkeypatch):
    """The server and its port."""
    monkeypatch.setattr(protocol, "RECEIVE_SECONDS", LIMIT_SECONDS)
    monkeypatch.setattr(protocol, "SEND_SECONDS", LIMIT_SECONDS)
    config = Config(
        answer, http=protocol.BoundedProtocol, loop="uvloop", lifespan="off", log_config=None, timeout_keep_alive=1
    )
    server = Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield server, listener.getsockname()[1]
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def connection(listening):
    with socket.create_connection(("127.0.0.1", listening[1]), timeout=PATIENCE_SECONDS) as opened:
        yield opened


def seconds_until_hung_up(connection):
    begun = monotonic()
    with suppress(ConnectionResetError):
        while connection.recv(65536):
            pass
    return monotonic() - begun


def dribble(connection, drop, seconds):
    """Send a little, again and again; whether the server tolerated it all the time."""
    ends = monotonic() + seconds
    with suppress(BrokenPipeError, ConnectionResetError):
        while monotonic() < ends:
            connection.sendall(drop)
            sleep(0.05)
        return True
    return False


@pytest.mark.parametrize(
    "begin",
    [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab",
     b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"],
)  # fmt: skip
def test_a_client_that_does_not_finish_is_disconnected(connection, begin):
    connection.sendall(begin)
    assert seconds_until_hung_up(connection) < PATIENCE_SECONDS - 1


@pytest.mark.parametrize(
    ("begin", "drop"),
    [(b"", b"\r\n"), (b"GET / HTTP/1.1\r\n", b"X: y\r\n"), (GET, b"\r\n"), (GET, b"G"),
     (GET + b"GET / HTTP/1.1\r\n", b"X: y\r\n"),
     (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")],
)  # fmt: skip
def test_a_client_that_sends_too_slowly_is_disconnected(connection, begin, drop):
    """Empty lines after an answer once kept a connection open forever."""
    connection.sendall(begin)
    assert not dribble(connection, drop, 2.5)


def test_empty_lines_between_requests_are_bounded(connection):
    connection.sendall(GET)
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"\r\n" * 100_000)
        assert b"431" in connection.recv(65536)[-200:] + connection.recv(65536)


def test_a_client_that_is_idle_between_requests_is_disconnected(connection):
    connection.sendall(GET)
    assert 0.5 < seconds_until_hung_up(connection) < PATIENCE_SECONDS - 1


@pytest.mark.parametrize("ending", [b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"])
def test_a_client_that_does_not_read_its_answer_is_disconnected(listening, connection, ending):
    server, _ = listening
    connection.sendall(b"GET /large HTTP/1.1\r\nHost: x" + ending)
    deadline = monotonic() + PATIENCE_SECONDS
    sleep(0.1)
    while server.server_state.connections and monotonic() < deadline:
        sleep(0.05)
    assert not server.server_state.connections


def test_a_busy_client_stays_connected(connection):
    """Requests one after the other, for longer than any limit; and an answer that is read slowly."""
    for _ in range(12):
        connection.sendall(GET)
        assert connection.recv(65536).endswith(b"ok")
        sleep(0.1)
    connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    received = 0
    while chunk := connection.recv(1024 * 1024):
        received += len(chunk)
    assert received > len(ANSWER)


def ask(connection, *head, body=b""):
    """Send a request that is the connection's last; status and body of the answer."""
    connection.sendall(b"\r\n".join([*head, b"Connection: close", b"", body]))
    answered, _, content = receive_all(connection).partition(b"\r\n\r\n")
    return int(answered.split(b" ", 2)[1]), content


def receive_all(connection):
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


@pytest.mark.parametrize("target", [b"/", b"/healthz", b"http://x/"])
@pytest.mark.parametrize(
    "hosts",
    [(), (b"Host: x", b"Host: x"), (b"Host: x", b"host: y"), (b"Host: x y",), (b"Host: x/y",), (b"Host: a@x",),
     (b"Host: x:y",), (b"Host: [::1",), (b"Host: x, y z",), (b"Host: \xe9",)],
)  # fmt: skip
def test_a_request_that_is_not_for_one_host_is_refused(connection, target, hosts):
    assert ask(connection, b"GET " + target + b" HTTP/1.1", *hosts)[0] == 400


@pytest.mark.parametrize(
    "host", [b"x", b"x:80", b"x:", b"127.0.0.1:4260", b"[::1]:4260", b"[::1]", b"a_b.example", b""]
)
def test_a_host_may_be_a_name_or_an_address(connection, host):
    assert ask(connection, b"GET / HTTP/1.1", b"Host:" + host)[0] == 200


@pytest.mark.parametrize(("hosts", "status"), [((), 200), ((b"Host: x",), 200), ((b"Host: x", b"Host: x"), 400)])
def test_an_older_request_needs_no_host_but_has_no_two(connection, hosts, status):
    assert ask(connection, b"GET / HTTP/1.0", *hosts)[0] == status


def test_a_body_after_a_refused_head_is_not_a_request(connection):
    hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    head = [b"POST / HTTP/1.1", b"Content-Length: %d" % len(hidden)]
    connection.sendall(b"\r\n".join([*head, b"", hidden]))
    assert receive_all(connection).count(b"HTTP/1.1 ") == 1


def test_trailers_are_not_headers(connection):
    """They arrived after the head was complete, but the application once found them among the headers."""
    head = [b"POST /headers HTTP/1.1", b"Host: x", b"Transfer-Encoding: chunked"]
    trailers = b"0\r\nX-Forwarded-For: 192.0.2.1\r\nHost: y\r\n\r\n"
    assert ask(connection, *head, body=trailers) == (200, b"host transfer-encoding connection")


@pytest.mark.parametrize(
    "refused",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" + GET,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 300 + b"\r\n" + GET,
    ],
    ids=["no request", "no host", "a body for no host", "too many headers"],
)
def test_a_refusal_is_not_taken_for_the_answer_to_an_earlier_request(connection, refused):
    connection.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + GET + refused)
    received = read_all(connection)
    assert received.count(b"HTTP/1.1 ") == received.count(b"HTTP/1.1 200 OK") == 2
    assert received.endswith(b"ok")


def test_a_malformed_body_behind_an_earlier_request_ends_the_connection(connection):
    connection.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")
    assert read_all(connection) == b""


def test_a_client_that_hangs_up_before_its_answers_causes_no_error(listening, connection, caplog):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sendall(GET + b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" * 2)
    sleep(SLOW_SECONDS / 2)
    connection.close()  # By a reset, as the option asks for.
    sleep(SLOW_SECONDS)
    assert caplog.records == []
