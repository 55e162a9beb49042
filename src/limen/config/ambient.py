"""The one source of time and randomness; everything below the rim is handed them as values or functions."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""`clock()` gives the present moment, aware, in UTC."""


def read_clock() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)


def draw_entropy(count: int) -> bytes:
    """Give `count` bytes that nobody can predict."""
    return os.urandom(count)
