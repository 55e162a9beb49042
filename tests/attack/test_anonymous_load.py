"""Many large anonymous requests at a time hardly delay other requests (promise P9)."""

import json
from threading import Event, Thread
from time import monotonic

import pytest

from tests.wire.raw_http import exchange

MEMBERS = json.dumps({f"member{number}": number for number in range(90_000)}).encode()
ESCAPED = b"Action=" + b"%41" * 350_000
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SENDERS = 16
ROUNDS = 10
MOST_SECONDS = 10.0
"""Fractions of a second on a machine without other load. Before anything was refused unread, others waited 2.5 s for
each body of the first kind, and 13 to 20 s for those of the second; /healthz up to 17 s."""


def post(path: str, kind: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


TOKEN = post("/v1/token", "application/json", MEMBERS)
UNSIGNED = post("/", "application/x-www-form-urlencoded", ESCAPED)


@pytest.mark.parametrize(("request_", "status"), [(TOKEN, {400, 413}), (UNSIGNED, {403, 413})], ids=["token", "form"])
def test_large_anonymous_bodies_are_refused_and_delay_nobody(server, request_, status):
    iam, over, seen = server.client("iam"), Event(), set()
    iam.list_users()

    def send():
        while not over.is_set():
            seen.add(exchange(server, request_).status)

    senders = [Thread(target=send, daemon=True) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    waits = {"health": 0.0, "read": 0.0}
    try:
        for _ in range(ROUNDS):
            for name, ask in (("health", lambda: exchange(server, HEALTH)), ("read", iam.list_users)):
                begun = monotonic()
                ask()
                waits[name] = max(waits[name], monotonic() - begun)
    finally:
        over.set()
        for sender in senders:
            sender.join(30)
    assert seen - {0} <= status
    assert seen - {0}
    assert {name: wait for name, wait in waits.items() if wait > MOST_SECONDS} == {}
