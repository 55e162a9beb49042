"""Locks between commands: no command waits for one in silence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import click


@contextmanager
def alone_with(path: Path, what: str) -> Iterator[None]:
    """Lock a file of its own for this purpose, which is created; `what` says what the other command is doing."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            click.echo(f"Waiting for another command, which {what} ({path})", err=True)
            flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)
