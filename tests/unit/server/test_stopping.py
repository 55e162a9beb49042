"""What a signal does before there is a server that handles it."""

import os
import signal
from types import SimpleNamespace
from typing import Any

import pytest

from limen.server.stopping import STOPS, EarlyStop, end_at_stop, without_interrupts


@pytest.fixture(autouse=True)
def handlers():
    before = {number: signal.getsignal(number) for number in STOPS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def server() -> Any:
    return SimpleNamespace(should_exit=False)


@pytest.mark.parametrize("number", STOPS)
def test_while_nothing_has_begun_a_stop_ends_the_process_without_an_exception(monkeypatch, number):
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    end_at_stop()
    signal.raise_signal(number)
    assert codes == [0]


@pytest.mark.parametrize("number", STOPS)
def test_a_stop_before_there_is_a_server_is_passed_on(server, number):
    stop = EarlyStop()
    assert not stop.is_asked
    signal.raise_signal(number)
    assert stop.is_asked
    stop.pass_on_to(server)
    assert server.should_exit


def test_a_stop_after_the_server_has_been_made_reaches_it(server):
    stop = EarlyStop()
    stop.pass_on_to(server)
    assert not server.should_exit
    signal.raise_signal(signal.SIGTERM)
    assert server.should_exit


def test_an_interrupt_while_processes_start_is_delivered_afterwards():
    stop = EarlyStop()
    with without_interrupts():
        signal.raise_signal(signal.SIGINT)
        assert not stop.is_asked
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert stop.is_asked
