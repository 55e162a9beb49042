"""Turns: in order, one at a time, within the time limit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import sleep

import pytest

from limen.errors import ConcurrentModificationError
from limen.store.turns import Turns


def wait_for(condition):
    for _ in range(2000):
        if condition():
            return
        sleep(0.001)
    pytest.fail("it did not come to pass")


def test_one_at_a_time():
    turns, inside, seen = Turns(10), [], []

    def work(number):
        with turns.turn():
            inside.append(number)
            seen.append(len(inside))
            sleep(0.0005)
            inside.remove(number)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    assert seen == [1] * 40


def test_first_come_first_served():
    turns, order, threads = Turns(10), [], []

    def work(number):
        with turns.turn():
            order.append(number)

    with turns.turn():
        for number in range(8):
            threads.append(Thread(target=work, args=(number,)))
            threads[-1].start()
            wait_for(lambda expected=number + 1: len(turns._queue) == expected)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_writer_that_waits_too_long_gives_up_and_the_queue_moves_on():
    turns, release = Turns(0.05), Event()

    def hold():
        with turns.turn():
            release.wait()

    def wait():
        with turns.turn():
            return "came"

    with ThreadPoolExecutor(2) as threads:
        holder = threads.submit(hold)
        wait_for(lambda: turns._is_taken)
        with pytest.raises(ConcurrentModificationError):
            threads.submit(wait).result()
        release.set()
        holder.result()
        assert threads.submit(wait).result() == "came"
    assert not turns._queue


def test_an_error_passes_the_turn_on():
    turns = Turns(0.05)
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    with turns.turn():
        pass


def test_a_turn_that_comes_at_the_last_moment_is_taken():
    """The turn came between the end of the wait and leaving the queue: it must not be lost."""
    turns = Turns(10)
    ticket = Event()
    turns._is_taken = True
    turns._leave_queue(ticket)
    turns._pass_on()
    assert not turns._is_taken
