"""Numbers of several workers: each sees the others', also of one that was killed."""

import asyncio
import os
import stat
import subprocess
from itertools import count

import pytest

from limen.server.exposition import Report
from limen.server.meter import Counted
from limen.server.sharing import SharedReports, join_folder, make_folder

RUNNING = os.getpid()


def report(number):
    return Report(Counted({("iam", "GetUser", "2xx"): (1, 0, 0.5)}, {("denials", "X"): number}), {("workers",): 1})


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path)


def test_a_worker_reads_what_the_others_wrote(folder):
    one, other = SharedReports(folder, f"{RUNNING}-1"), SharedReports(folder, f"{RUNNING}-2")
    one.write(report(1))
    other.write(report(2))
    other.write(report(3))
    (found,) = one.read_others().present
    assert found.counted.counts == {("denials", "X"): 3}
    assert {key: list(cell) for key, cell in found.counted.requests.items()} == {("iam", "GetUser", "2xx"): [1, 0, 0.5]}
    assert one.read_others().ended == []


def test_one_whose_process_is_gone_has_ended(folder):
    gone = subprocess.Popen(["true"])
    gone.wait()
    SharedReports(folder, f"{gone.pid}-2").write(report(2))
    SharedReports(folder, "not-a-process").write(report(2))
    others = SharedReports(folder, f"{RUNNING}-1").read_others()
    assert (len(others.present), len(others.ended)) == (0, 2)


def test_one_of_another_user_runs_too(folder, monkeypatch):
    SharedReports(folder, "4711-2").write(report(2))
    monkeypatch.setattr("limen.server.sharing.os.kill", deny)
    assert len(SharedReports(folder, f"{RUNNING}-1").read_others().present) == 1


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x80", b"\x93\x01\x02\x03"])
def test_one_that_cannot_be_read_is_left_out(folder, content, caplog):
    (folder / f"{RUNNING}-2").write_bytes(content)
    assert SharedReports(folder, f"{RUNNING}-1").read_others() == ([], [])
    assert "cannot be read" in caplog.text


def test_a_draft_is_not_read(folder):
    (folder / "2.draft").write_bytes(b"half")
    assert SharedReports(folder, f"{RUNNING}-1").read_others() == ([], [])


def test_a_full_disk_stops_nothing(tmp_path, caplog):
    SharedReports(tmp_path / "removed", "1").write(report(1))
    assert "cannot be shared" in caplog.text


def test_a_start_begins_with_none(tmp_path):
    folder = make_folder(tmp_path)
    SharedReports(folder, f"{RUNNING}-1").write(report(1))
    assert list(make_folder(tmp_path).iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_process_ids_are_used_again(tmp_path):
    make_folder(tmp_path)
    numbers = count()
    for _ in range(2):
        join_folder(tmp_path, lambda size: next(numbers).to_bytes(size, "big")).write(report(1))
    assert len(list((tmp_path / "metrics").iterdir())) == 2


def test_it_writes_until_it_is_stopped(folder, monkeypatch):
    monkeypatch.setattr("limen.server.sharing.WRITE_SECONDS", 0)
    numbers = count()

    async def main():
        done = asyncio.Event()

        def read():
            number = next(numbers)
            if number == 3:
                done.set()
            return report(number)

        task = asyncio.create_task(SharedReports(folder, f"{RUNNING}-1").keep_writing(read))
        await asyncio.wait_for(done.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())
    (found,) = SharedReports(folder, f"{RUNNING}-2").read_others().present
    assert found.counted.counts["denials", "X"] >= 1


def deny(*_):
    raise PermissionError
