"""Commands that need the same lock take turns, and the waiting one says so."""

from fcntl import LOCK_EX, LOCK_NB, flock
from threading import Thread

import pytest

from limen.cli.waiting import alone_with


def test_a_free_lock_is_taken_in_silence(tmp_path, capsys):
    with alone_with(tmp_path / "lock", "writes a profile"):
        assert capsys.readouterr().err == ""
    assert (tmp_path / "lock").stat().st_mode & 0o077 == 0


def test_a_command_that_waits_says_so(tmp_path, monkeypatch):
    said = []
    first = (tmp_path / "lock").open("w")
    flock(first, LOCK_EX)

    def say(text, *, err):
        said.append((text, err))
        first.close()  # The other command ends.

    monkeypatch.setattr("limen.cli.waiting.click.echo", say)
    second = (tmp_path / "lock").open("w")
    with second, alone_with(tmp_path / "lock", "writes a profile"), pytest.raises(BlockingIOError):
        flock(second, LOCK_EX | LOCK_NB)
    assert said == [(f"Waiting for another command, which writes a profile ({tmp_path / 'lock'})", True)]


def test_of_two_at_the_same_time_none_is_lost(tmp_path):
    file = tmp_path / "count"
    file.write_text("0")

    def add():
        for _ in range(50):
            with alone_with(tmp_path / "lock", "counts"):
                file.write_text(str(int(file.read_text()) + 1))

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_text() == "200"
