"""The folder that a site serves, to the extent that the gate must read it: the members of a collection.

Only names are read. A symbolic link could lead to files that also have another name, so a collection that contains one
is refused. So is a collection whose members cannot all be listed.

On a file system that ignores case, the path of a request is folded, and the spelling on disk is found by listing the
folder. Otherwise a collection could be taken for a file, and its members would not be decided.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from limen.gateway.paths import AmbiguousPathError, PathCase, fold_name
from limen.gateway.request_questions import FolderError


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """A `Folder` on this computer."""

    root: Path
    case: PathCase = PathCase.SENSITIVE

    def is_collection(self, path: str) -> bool:
        try:
            return self._find(path).is_dir()
        except OSError as error:
            raise FolderError(f"Whether this is a collection cannot be known: {error.strerror}.") from error

    def list_below(self, path: str) -> Iterator[str]:
        folder = self._find(path)
        if folder.is_symlink():
            raise FolderError("The collection is a symbolic link.")
        waiting = [("", folder)]
        while waiting:
            prefix, place = waiting.pop()
            for entry in _scan(place):
                is_folder = entry.is_dir(follow_symlinks=False)
                name = f"{prefix}{self._name(entry.name)}{'/' if is_folder else ''}"
                yield name
                if is_folder:
                    waiting.append((name, place / entry.name))

    def _find(self, path: str) -> Path:
        place = self.root
        for segment in filter(None, path.split("/")):
            place /= segment if self.case is PathCase.SENSITIVE else _find_spelling(place, segment)
        return place

    def _name(self, name: str) -> str:
        try:
            name.encode()
            return fold_name(name) if self.case is PathCase.INSENSITIVE else name
        except (UnicodeEncodeError, AmbiguousPathError):
            raise FolderError("The collection holds a file whose name is not text.") from None


def _find_spelling(place: Path, folded: str) -> str:
    """The name in a folder that a folded name refers to; the folded name itself if there is none."""
    try:
        with os.scandir(place) as entries:
            found = [entry.name for entry in entries if _fold(entry.name) == folded]
    except (FileNotFoundError, NotADirectoryError):
        return folded
    except OSError as error:
        raise FolderError(f"The members of the folder cannot be listed: {error.strerror}.") from error
    if len(found) > 1:
        raise FolderError("Several files have this name, in different case.")
    return found[0] if found else folded


def _fold(name: str) -> str | None:
    """The folded name, `None` for a name that no request can have."""
    try:
        return fold_name(name)
    except AmbiguousPathError:
        return None


def _scan(place: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_symlink():
                    raise FolderError("The collection holds a symbolic link.")
                yield entry
    except FileNotFoundError:
        return  # A missing collection has no members; the server answers that it does not exist.
    except OSError as error:
        raise FolderError(f"The members of the collection cannot be listed: {error.strerror}.") from error
