import asyncio
from datetime import UTC, datetime
from itertools import chain
from threading import Event

import pytest

from limen.domain.events import AuditRecord
from limen.runtime import journal as journal_module
from limen.runtime.journal import Journal, UnwrittenRecordError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def record(number):
    return AuditRecord(str(number), NOON, "", "", "", "", "", "", "", "{}")


class Appender:
    """Keeps batches; waits for `gate` before each, and fails while `error` is set."""

    def __init__(self):
        self.batches = []
        self.begun = Event()
        self.gate = Event()
        self.gate.set()
        self.error = None

    def append(self, records):
        self.begun.set()
        assert self.gate.wait(5)
        if self.error:
            raise self.error
        self.batches.append([item.id for item in records])


@pytest.fixture
def appender():
    return Appender()


def run(scenario, appender):
    async def main():
        journal = Journal(appender)
        try:
            return await scenario(journal)
        finally:
            journal.close()

    return asyncio.run(main())


def test_an_append_is_done_when_the_record_is_written(appender):
    async def scenario(journal):
        await journal.append(record(1))
        return list(appender.batches)

    assert run(scenario, appender) == [["1"]]


def test_records_of_one_moment_go_together(appender):
    async def scenario(journal):
        await asyncio.gather(*[journal.append(record(number)) for number in range(3)])

    run(scenario, appender)
    assert appender.batches == [["0", "1", "2"]]


async def append_one_each_turn(journal, count):
    waiting = []
    for number in range(count):
        waiting.append(journal.append(record(number)))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)


def test_a_write_waits_as_long_as_more_records_come(appender):
    run(lambda journal: append_one_each_turn(journal, 5), appender)
    assert appender.batches == [["0", "1", "2", "3", "4"]]


def test_a_write_does_not_wait_for_ever(appender, monkeypatch):
    monkeypatch.setattr(journal_module, "LARGE_BATCH", 3)
    run(lambda each: append_one_each_turn(each, 5), appender)
    assert appender.batches[0] == ["0", "1", "2"]
    assert list(chain.from_iterable(appender.batches)) == ["0", "1", "2", "3", "4"]


def test_records_that_come_during_a_write_go_together(appender):
    async def scenario(journal):
        appender.gate.clear()
        waiting = [journal.append(record(0))]
        await asyncio.to_thread(appender.begun.wait, 5)
        waiting += [journal.append(record(number)) for number in range(1, 5)]
        await asyncio.sleep(0)
        assert not any(future.done() for future in waiting)
        appender.gate.set()
        await asyncio.gather(*waiting)

    run(scenario, appender)
    assert appender.batches == [["0"], ["1", "2", "3", "4"]]


def test_every_record_of_a_failed_batch_is_refused_and_the_next_one_is_tried(appender):
    async def scenario(journal):
        appender.error = OSError("disk full")
        answers = await asyncio.gather(*[journal.append(record(n)) for n in range(3)], return_exceptions=True)
        assert all(isinstance(answer, UnwrittenRecordError) for answer in answers)
        appender.error = None
        await journal.append(record(9))

    run(scenario, appender)
    assert appender.batches == [["9"]]


def test_a_client_that_has_gone_does_not_disturb_the_others(appender):
    async def scenario(journal):
        appender.gate.clear()
        gone, staying = journal.append(record(1)), journal.append(record(2))
        gone.cancel()
        appender.gate.set()
        await staying

    run(scenario, appender)
    assert appender.batches == [["1", "2"]]


def test_the_queue_is_measured(appender):
    async def scenario(journal):
        empty = journal.measure()
        appender.gate.clear()
        first = journal.append(record(1))
        await asyncio.to_thread(appender.begun.wait, 5)
        second = journal.append(record(2))
        await asyncio.sleep(0.01)
        waiting, seconds = journal.measure()
        appender.gate.set()
        await asyncio.gather(first, second)
        return empty, waiting, seconds, journal.measure()

    empty, waiting, seconds, after = run(scenario, appender)
    assert (empty, waiting, after) == ((0, 0.0), 2, (0, 0.0))
    assert seconds >= 0.01


def test_a_failure_counts_for_a_while(appender, monkeypatch):
    async def scenario(journal):
        before = journal.is_failing()
        appender.error = OSError("disk full")
        with pytest.raises(UnwrittenRecordError):
            await journal.append(record(1))
        during = journal.is_failing()
        monkeypatch.setattr(journal_module, "FAILURE_SECONDS", 0.0)
        return before, during, journal.is_failing()

    assert run(scenario, appender) == (False, True, False)
