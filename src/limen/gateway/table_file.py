"""The file of the route table, read again when it changes.

A changed file that cannot be read is reported and not used: the former table stays in force.
"""

import logging
from pathlib import Path
from time import monotonic
from typing import Final

from limen.config.yaml_elements import FileError
from limen.gateway.read_table import read_table
from limen.gateway.table import Table

CHECK_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


class TableFile:
    """The present table of a file; raises `FileError` if the first one cannot be read."""

    __slots__ = ("_checked", "_path", "_seen", "_table")

    def __init__(self, path: Path) -> None:
        """Read the file."""
        self._path = path
        self._seen = _stamp(path)
        self._table = read_table(path)
        self._checked = monotonic()

    def current(self) -> Table:
        """The table; the file is checked at most once a second."""
        if monotonic() - self._checked >= CHECK_SECONDS:
            self._checked = monotonic()
            self._look()
        return self._table

    def _look(self) -> None:
        stamp = _stamp(self._path)
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._table = read_table(self._path)
        except FileError as error:
            _log.error("the route table has changed and cannot be used; the former one stays in force: %s", error)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with the file: its identity, its size and its time; `None` while it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
