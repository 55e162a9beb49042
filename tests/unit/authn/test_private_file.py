"""A new private file: complete under its name, or absent."""

import stat
from pathlib import Path

import pytest

from limen.authn.private_file import new_private_file


def write(path: Path, text: str) -> None:
    with new_private_file(path, path.with_name("draft")) as file:
        file.write(text)


def test_a_file_appears_when_it_is_complete(tmp_path: Path):
    path = tmp_path / "key"
    with new_private_file(path, tmp_path / "draft") as file:
        file.write("text\r\n")
        assert not path.exists()
    assert path.read_bytes() == b"text\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_fails_leaves_nothing(tmp_path: Path):
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "key", "text\ud800")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["key", "draft"])
def test_nothing_is_overwritten(tmp_path: Path, taken: str):
    (tmp_path / taken).write_text("first")
    with pytest.raises(FileExistsError):
        write(tmp_path / "key", "second")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(taken, "first")]
