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


def make_uuid(entropy: bytes) -> str:
    """Render 16 random bytes as a version 4 UUID, the form of request and event ids (spec api 2.3)."""
    number = int.from_bytes(entropy, "big") & ~(0xF000C << 60) | 0x40008 << 60
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
