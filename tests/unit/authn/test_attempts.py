from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.authn.attempts import PER_USER, AttemptLimiter, Patience

NOW = datetime(2026, 5, 4, tzinfo=UTC)
PATIENCE = Patience(free_failures=3, max_delay_seconds=60)


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def test_the_first_failures_are_free_then_the_delay_doubles_up_to_its_limit():
    limiter, at, waits = AttemptLimiter(), 0, []
    for _ in range(12):
        wait = limiter.admit({"alice": PATIENCE}, now=seconds(at))
        waits.append(wait)
        if wait:
            at += wait
            assert limiter.admit({"alice": PATIENCE}, now=seconds(at)) == 0
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_attempt_that_has_to_wait_does_not_make_the_wait_longer():
    limiter = AttemptLimiter()
    for _ in range(3):
        limiter.admit({"alice": PATIENCE}, now=NOW)
    assert [limiter.admit({"alice": PATIENCE}, now=seconds(0.5)) for _ in range(5)] == [1] * 5
    assert limiter.admit({"alice": PATIENCE}, now=seconds(1)) == 0


def test_subjects_do_not_disturb_each_other_but_the_slowest_decides():
    limiter = AttemptLimiter()
    for _ in range(3):
        limiter.admit({"alice": PATIENCE, "source": Patience(100, 60)}, now=NOW)
    assert limiter.admit({"bob": PATIENCE, "source": Patience(100, 60)}, now=NOW) == 0
    assert limiter.admit({"alice": PATIENCE, "source": Patience(100, 60)}, now=NOW) == 1


def test_a_refused_attempt_counts_on_no_subject():
    limiter, source = AttemptLimiter(), Patience(free_failures=4, max_delay_seconds=60)
    for _ in range(9):
        limiter.admit({"alice": PATIENCE, "source": source}, now=NOW)
    assert limiter.admit({"source": source}, now=NOW) == 0


def test_forgiving_forgets_and_taking_back_uncounts_one():
    limiter = AttemptLimiter()
    for _ in range(3):
        limiter.admit({"alice": PATIENCE, "source": PATIENCE}, now=NOW)
    limiter.forgive("alice")
    limiter.take_back("source")
    assert limiter.admit({"alice": PATIENCE, "source": PATIENCE}, now=NOW) == 0
    assert limiter.admit({"alice": PATIENCE}, now=NOW) == 0
    assert limiter.admit({"source": PATIENCE}, now=NOW) == 1
    limiter.forgive("never seen")
    limiter.take_back("never seen")


def test_failures_are_forgotten_after_an_hour():
    limiter = AttemptLimiter()
    for _ in range(3):
        limiter.admit({"alice": PATIENCE}, now=NOW)
    for _ in range(3):
        assert limiter.admit({"alice": PATIENCE}, now=seconds(3601)) == 0
    assert limiter.admit({"alice": PATIENCE}, now=seconds(3601)) == 1


@given(st.lists(st.text(max_size=3), max_size=60))
def test_memory_is_bounded_and_the_oldest_go_first(names):
    limiter = AttemptLimiter(max_subjects=5)
    for number, name in enumerate(names):
        limiter.admit({name: Patience(1000, 1)}, now=seconds(number))
    assert len(limiter._failures) <= 5
    latest = list(dict.fromkeys(reversed(names)))[:5]
    assert set(limiter._failures) == set(latest)


def test_a_burst_gets_no_more_tries_than_a_slow_one():
    limiter = AttemptLimiter()
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: limiter.admit({"alice": PATIENCE}, now=NOW), range(200)))
    assert waits.count(0) == 3


@pytest.mark.parametrize(("workers", "together"), [(1, 5), (2, 4), (3, 3), (5, 5), (8, 8)])
def test_workers_divide_what_one_process_allows(workers, together):
    """Two workers examined eleven guesses where one examined five; every worker allows a first attempt."""
    limiters = [AttemptLimiter(workers=workers) for _ in range(workers)]
    waits = [limiter.admit({"alice": PER_USER}, now=NOW) for limiter in limiters for _ in range(10)]
    assert waits.count(0) == together


def test_workers_divide_the_rate_of_later_attempts():
    share = Patience(5, 60).divided(4)
    assert share.delay(1).total_seconds() == 1
    assert share.delay(100).total_seconds() == 4 * 60
