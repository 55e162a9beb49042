"""Threads with bounded queues."""

import asyncio
from threading import Event

import pytest

from limen.server.work import BusyError, Workers


def play(story, **bounds):
    async def main():
        workers = Workers("test", 1, **bounds)
        release = Event()
        try:
            await story(workers, release)
        finally:
            release.set()
            workers.close()

    asyncio.run(main())


async def occupy(workers, release, caller):
    work = asyncio.create_task(workers.run(caller, release.wait, 10))
    await asyncio.sleep(0)
    return work


def test_work_gives_its_result():
    async def story(workers, _):
        assert await workers.run("alice", lambda text: text.upper(), "done") == "DONE"

    play(story, waiting=0, each=1)


def test_a_full_queue_refuses():
    async def story(workers, release):
        await occupy(workers, release, "alice")
        await occupy(workers, release, "bob")
        with pytest.raises(BusyError):
            await workers.run("carol", print)

    play(story, waiting=1, each=5)


def test_one_caller_cannot_fill_it():
    async def story(workers, release):
        mine = [await occupy(workers, release, "mallory") for _ in range(2)]
        with pytest.raises(BusyError):
            await workers.run("mallory", print)
        other = await occupy(workers, release, "alice")
        release.set()
        assert await asyncio.gather(*mine, other) == [True, True, True]

    play(story, waiting=10, each=2)


def test_room_is_free_again_afterwards():
    async def story(workers, release):
        release.set()
        for _ in range(5):
            assert await workers.run("alice", release.wait, 1)
            await asyncio.sleep(0.01)

    play(story, waiting=0, each=1)


def test_abandoned_work_counts_until_it_is_done():
    async def story(workers, release):
        work = await occupy(workers, release, "alice")
        work.cancel()
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await workers.run("alice", print)

    play(story, waiting=0, each=1)
