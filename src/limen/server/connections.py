"""The number of connections, and which of them are closed when there are too many (promise P9).

Connections without a complete request head cost a client nothing, and the server a file descriptor each. When all
descriptors are taken, the system refuses new clients. So before that, the oldest of these connections is closed, from
the peer that has the most of them.
"""

import resource
from collections import OrderedDict
from collections.abc import Callable

MAX_CONNECTIONS = 4096
RESERVED_DESCRIPTORS = 256
"""For the database, its journal, log files, worker processes."""


def raise_descriptor_limit() -> int:
    """Raise the soft limit on file descriptors as needed and possible; return how many connections it allows.

    Many systems start programs with a soft limit of 1,024.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + RESERVED_DESCRIPTORS
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(MAX_CONNECTIONS, soft - RESERVED_DESCRIPTORS), 1)


class WaitingConnections:
    """The connections of an event loop on which a request head is awaited, by peer, oldest first."""

    __slots__ = ("_by_peer",)

    def __init__(self) -> None:
        """Start without connections."""
        self._by_peer: dict[str, OrderedDict[object, Callable[[], None]]] = {}

    def enter(self, peer: str, connection: object, close: Callable[[], None]) -> None:
        """Note that `connection` waits for a request; `close` ends it."""
        self._by_peer.setdefault(peer, OrderedDict())[connection] = close

    def leave(self, peer: str, connection: object) -> None:
        """Note that it does not wait, or no longer."""
        connections = self._by_peer.get(peer, OrderedDict())
        connections.pop(connection, None)
        if not connections:
            self._by_peer.pop(peer, None)

    def evict(self) -> bool:
        """Close the oldest connection of the peer that has the most; return whether there was one."""
        if not self._by_peer:
            return False
        peer = max(self._by_peer, key=lambda each: len(self._by_peer[each]))
        connection, close = next(iter(self._by_peer[peer].items()))
        self.leave(peer, connection)
        close()
        return True
