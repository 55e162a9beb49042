"""Incomplete bodies: how much memory many simultaneous clients can occupy."""

import asyncio

import pytest

from limen.errors import ServiceUnavailableError
from limen.server.bodies import SMALL_BODY_BYTES, ClientGoneError, read_body
from limen.server.memory_budget import Budget
from limen.wire.http import MAX_BODY_BYTES, HTTPRequest

HEAD = HTTPRequest("POST", "/", "", (), b"")
BUDGET = 3 * SMALL_BODY_BYTES


class Client:
    """Sends a piece when the test says so."""

    def __init__(self, budget):
        self._pieces: asyncio.Queue = asyncio.Queue()
        self.lease = budget.lease()
        self.reading = asyncio.create_task(read_body(HEAD, self._pieces.get, self.lease))

    async def send(self, size, *, more=True):
        self._pieces.put_nowait({"type": "http.request", "body": b"x" * size, "more_body": more})
        await asyncio.sleep(0.001)

    async def hang_up(self):
        self._pieces.put_nowait({"type": "http.disconnect"})
        with pytest.raises(ClientGoneError):
            await self.reading


def play(story):
    async def main():
        await story(Budget(BUDGET))

    asyncio.run(main())


def test_small_bodies_need_nothing_of_the_budget():
    async def story(reader):
        clients = [Client(reader) for _ in range(20)]
        for client in clients:
            await client.send(SMALL_BODY_BYTES)
        for client in clients:
            await client.send(0, more=False)
            assert len(await client.reading) == SMALL_BODY_BYTES

    play(story)


def test_large_bodies_share_the_budget():
    async def story(reader):
        first, second, third, small = (Client(reader) for _ in range(4))
        await first.send(3 * SMALL_BODY_BYTES)
        await second.send(2 * SMALL_BODY_BYTES)
        await third.send(SMALL_BODY_BYTES + 1)
        with pytest.raises(ServiceUnavailableError):
            await third.reading
        await small.send(SMALL_BODY_BYTES, more=False)
        assert await small.reading

    play(story)


@pytest.mark.parametrize("ending", ["complete", "gone", "refused"])
def test_what_was_taken_is_given_back_when_the_request_is_over(ending):
    async def end(client):
        if ending == "complete":
            await client.send(0, more=False)
            await client.reading
        elif ending == "gone":
            await client.hang_up()
        else:
            await client.send(MAX_BODY_BYTES)
            with pytest.raises(Exception, match="larger than"):
                await client.reading

    async def story(reader):
        for _ in range(5):
            client = Client(reader)
            await client.send(BUDGET)
            await end(client)
            with client.lease:
                pass

    play(story)


def test_a_body_counts_until_its_answer_has_been_sent():
    async def story(budget):
        first, second, third = Client(budget), Client(budget), Client(budget)
        await first.send(BUDGET + SMALL_BODY_BYTES, more=False)
        assert await first.reading
        await second.send(SMALL_BODY_BYTES + 1)
        with pytest.raises(ServiceUnavailableError):
            await second.reading
        with first.lease:
            pass
        await third.send(SMALL_BODY_BYTES + 1, more=False)
        assert await third.reading

    play(story)
