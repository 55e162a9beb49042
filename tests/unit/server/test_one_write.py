from types import SimpleNamespace
from typing import Any

import pytest

from limen.server.one_write import AnswerTransport


class Wire:
    def __init__(self):
        self.written = []

    def write(self, data):
        self.written.append(data)

    def is_closing(self):
        return None in self.written

    def close(self):
        self.written.append(None)


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def cycle(wire):
    """A cycle as uvicorn has it, as far as writing goes; it notes its end on the wire."""
    made: Any = SimpleNamespace(response_started=False, transport=wire, on_response=lambda: wire.written.append("end"))
    AnswerTransport(made, wire)
    return made


def begin(cycle):
    cycle.response_started = True
    cycle.transport.write(b"head ")


def test_head_and_body_are_written_at_once(cycle, wire):
    begin(cycle)
    assert wire.written == []
    cycle.transport.write(b"body")
    cycle.on_response()
    assert wire.written == [b"head body", "end"]


def test_an_answer_without_a_body_is_written_at_its_end(cycle, wire):
    begin(cycle)
    cycle.on_response()
    assert wire.written == [b"head ", "end"]


def test_an_empty_body_is_a_body(cycle, wire):
    begin(cycle)
    cycle.transport.write(b"")
    assert wire.written == [b"head "]


def test_what_comes_before_the_head_does_not_wait(cycle, wire):
    cycle.transport.write(b"continue")
    assert wire.written == [b"continue"]


def test_nothing_is_lost_by_closing(cycle, wire):
    begin(cycle)
    assert not cycle.transport.is_closing()
    cycle.transport.close()
    assert wire.written == [b"head ", None]
    assert cycle.transport.is_closing()


@pytest.mark.parametrize("is_begun", [True, False], ids=["with the head", "with the body"])
def test_nothing_is_written_to_a_client_that_has_gone(cycle, wire, is_begun):
    if is_begun:
        begin(cycle)
    wire.close()
    if not is_begun:
        begin(cycle)
    cycle.transport.write(b"body")
    cycle.on_response()
    cycle.transport.close()
    assert wire.written == [None, "end", None]
