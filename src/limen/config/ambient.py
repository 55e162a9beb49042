"""The only source of time and randomness; the inner layers get them as values or functions."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""`clock()` returns the present time, aware, in UTC."""


def read_clock() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def draw_entropy(count: int) -> bytes:
    """Return `count` unpredictable bytes."""
    return os.urandom(count)
