"""Too many connections."""

import resource

import pytest

from limen.server.connections import (
    MAX_CONNECTIONS,
    RESERVED_DESCRIPTORS,
    WaitingConnections,
    raise_descriptor_limit,
)


@pytest.fixture
def waiting():
    return WaitingConnections()


@pytest.fixture
def closed(waiting):
    closed: list[str] = []
    for name in ("a1", "b1", "b2", "a2", "b3"):
        waiting.enter(name[0], name, lambda name=name: closed.append(name))
    return closed


def test_the_oldest_connection_of_the_peer_with_the_most_is_closed_first(waiting, closed):
    assert [waiting.evict() for _ in range(2)] == [True, True]
    assert closed == ["b1", "a1"]  # Then both have two, and the first to come has the older one.


def test_a_client_that_has_sent_a_request_stays_connected(waiting, closed):
    waiting.leave("b", "b1")
    waiting.leave("b", "b1")
    waiting.leave("c", "unknown")
    while waiting.evict():
        pass
    assert sorted(closed) == ["a1", "a2", "b2", "b3"]


def test_nobody_to_evict(waiting):
    assert not waiting.evict()


@pytest.mark.parametrize(
    ("limits", "raised", "room"),
    [
        ((1024, 1_000_000), (MAX_CONNECTIONS + RESERVED_DESCRIPTORS, 1_000_000), MAX_CONNECTIONS),
        ((1024, 2048), (2048, 2048), 2048 - RESERVED_DESCRIPTORS),
        ((1024, resource.RLIM_INFINITY), (MAX_CONNECTIONS + RESERVED_DESCRIPTORS, -1), MAX_CONNECTIONS),
        ((100_000, 100_000), None, MAX_CONNECTIONS),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), None, MAX_CONNECTIONS),
        ((100, 100), (100, 100), 1),
    ],
)
def test_the_limit_is_raised_as_far_as_it_goes(monkeypatch, limits, raised, room):
    changes = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: changes.append(pair))
    assert raise_descriptor_limit() == room
    assert changes == ([] if raised is None else [raised])
