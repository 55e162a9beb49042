"""Sockets are off unless a test enables them, and then they reach only this machine (CONTRIBUTING.md)."""

import socket

import pytest

FOREIGN = ("192.0.2.1", 9)  # TEST-NET-1: routed nowhere.
# The plug-in warns before it raises, and warnings are errors here.
REFUSAL = "A test tried to use socket"


def test_sockets_are_off():
    with pytest.raises((RuntimeError, UserWarning), match=REFUSAL):
        socket.socket()


@pytest.mark.loopback
def test_loopback_is_this_machine_only():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    with socket.socket() as client, pytest.raises((RuntimeError, UserWarning), match=REFUSAL):
        client.connect(FOREIGN)
