"""The numbers of a server's workers, which are processes: each writes a file of its own, and any of them reads all.

A file is replaced as a whole and never has more than a worker's numbers. The file of a worker that has ended stays:
what it counted must not disappear, since counters only grow. The next start of the server begins with none.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from limen.server.exposition import Report

FOLDER: Final = "metrics"
"""In the data directory."""

WRITE_SECONDS: Final = 2.0
ENDED_SECONDS: Final = 5 * WRITE_SECONDS
"""A worker that has not written for this long has ended, or is stuck."""

_log = logging.getLogger(__name__)


class Others(NamedTuple):
    """The reports of other workers: of those that run, and of those that have ended."""

    present: list[Report]
    ended: list[Report]


class SharedReports:
    """The folder with the workers' reports, as one of them uses it."""

    __slots__ = ("_file", "_folder")

    def __init__(self, folder: Path, name: str) -> None:
        """Write as `name`: the process's id, a hyphen, and what no other worker has had."""
        self._folder = folder
        self._file = folder / name

    def write(self, report: Report) -> None:
        """Replace this worker's report; a full disk must not stop the server."""
        draft = self._file.with_suffix(".draft")
        try:
            draft.write_bytes(msgspec.msgpack.encode(report))
            draft.replace(self._file)
        except OSError as error:
            _log.warning("the numbers of this worker cannot be shared: %s", error.strerror)

    def read_others(self) -> Others:
        """Read the others' reports; one that cannot be read is left out."""
        others = Others([], [])
        for file in sorted(self._folder.iterdir()):
            if file == self._file or file.suffix:
                continue
            try:
                report = msgspec.msgpack.decode(file.read_bytes(), type=Report)
            except (OSError, msgspec.DecodeError) as error:
                _log.warning("the numbers of another worker cannot be read: %s", type(error).__name__)
                continue
            (others.present if _is_running(file.name) else others.ended).append(report)
        return others

    async def keep_writing(self, read: Callable[[], Report]) -> None:
        """Write what `read` returns, again and again, until this is canceled."""
        while True:
            await asyncio.to_thread(self.write, read())
            await asyncio.sleep(WRITE_SECONDS)


def make_folder(directory: Path) -> Path:
    """Make an empty folder in the data directory, for the workers of a server that starts."""
    folder = directory / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def join_folder(directory: Path, entropy: Callable[[int], bytes]) -> SharedReports:
    """Take part as a worker, under a name of its own: process ids are used again."""
    return SharedReports(directory / FOLDER, f"{os.getpid()}-{entropy(8).hex()}")


def _is_running(name: str) -> bool:
    """Whether the process that wrote a file of this name runs. Its age says less: a busy worker writes late."""
    try:
        os.kill(int(name.partition("-")[0]), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
