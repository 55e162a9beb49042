"""A new file that only its owner can read: it gets its name when it is complete and on disk, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def new_private_file(path: Path, draft: Path) -> Iterator[TextIO]:
    """A file to write to, which gets its name when the block ends without an error.

    `draft` is an unused name in the same folder. Raises `FileExistsError` if either name is taken;
    nothing is overwritten.
    """
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # Unlike renaming, this never replaces a file that was created meanwhile.
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Flush the directory: otherwise the file's name, and with it its content, can be lost in a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
