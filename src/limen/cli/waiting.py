"""Locks between commands: a command that has to wait says so."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import click


@contextmanager
def alone_with(path: Path, what: str) -> Iterator[None]:
    """Lock the file at `path`, which is created if necessary; `what` describes what the other command does."""
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
