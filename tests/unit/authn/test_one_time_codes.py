"""TOTP against the vectors of its standards, and how far from the present a code may be."""

from datetime import UTC, datetime, timedelta

import pytest

from limen.authn.one_time_codes import (
    RESYNC_STEPS,
    find_step,
    find_two_steps,
    make_code,
    step_at,
)

SEED = b"12345678901234567890"
NOW = datetime(2026, 5, 4, 10, 0, 0, tzinfo=UTC)
PRESENT = step_at(NOW)
NEVER_USED = 0


def code_at(offset: int) -> str:
    return make_code(SEED, PRESENT + offset)


@pytest.mark.parametrize(
    ("seconds", "code"),
    # RFC 6238, appendix B, the rows of SHA-1.
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str):
    step = step_at(datetime.fromtimestamp(seconds, UTC))
    assert make_code(SEED, step, digits=8) == code
    assert make_code(SEED, step) == code[-6:]


def test_the_vectors_of_rfc_4226():
    codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"  # Appendix D.
    assert [make_code(SEED, step) for step in range(10)] == codes.split()


def test_a_step_lasts_thirty_seconds():
    assert step_at(NOW + timedelta(seconds=29, microseconds=999_999)) == PRESENT
    assert step_at(NOW + timedelta(seconds=30)) == PRESENT + 1


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_one_step_either_way_is_near_enough(offset: int):
    assert find_step(SEED, code_at(offset), around=PRESENT, after=NEVER_USED) == PRESENT + offset


@pytest.mark.parametrize("offset", [-2, 2])
def test_two_steps_are_too_far(offset: int):
    assert find_step(SEED, code_at(offset), around=PRESENT, after=NEVER_USED) is None


@pytest.mark.parametrize("code", ["000000", "", "12345", "1234567", "٣٤٥٦٧٨"])
def test_other_texts_are_not_codes(code: str):
    assert find_step(SEED, code, around=PRESENT, after=NEVER_USED) is None


def test_a_code_is_valid_once():
    assert find_step(SEED, code_at(0), around=PRESENT, after=PRESENT - 1) == PRESENT
    assert find_step(SEED, code_at(0), around=PRESENT, after=PRESENT) is None


def test_an_earlier_code_than_the_last_one_is_used_up_too():
    assert find_step(SEED, code_at(-1), around=PRESENT, after=PRESENT) is None
    assert find_step(SEED, code_at(1), around=PRESENT, after=PRESENT) == PRESENT + 1


@pytest.mark.parametrize("offset", [-RESYNC_STEPS, -7, 0, 7, RESYNC_STEPS])
def test_two_consecutive_codes_show_how_far_the_clock_is_off(offset: int):
    first, second = code_at(offset - 1), code_at(offset)
    assert find_two_steps(SEED, first, second, around=PRESENT, after=NEVER_USED) == PRESENT + offset


@pytest.mark.parametrize(
    ("first", "second"), [(0, -1), (-2, 0), (0, 0), (RESYNC_STEPS, RESYNC_STEPS + 1), (-RESYNC_STEPS - 2,) * 2]
)
def test_codes_that_are_not_consecutive_or_too_far_off_show_nothing(first: int, second: int):
    assert find_two_steps(SEED, code_at(first), code_at(second), around=PRESENT, after=NEVER_USED) is None


def test_both_codes_must_be_new():
    first, second = code_at(-1), code_at(0)
    assert find_two_steps(SEED, first, second, around=PRESENT, after=PRESENT - 2) == PRESENT
    assert find_two_steps(SEED, first, second, around=PRESENT, after=PRESENT - 1) is None


def test_before_the_second_step_of_all_there_was_none():
    assert find_step(SEED, make_code(SEED, 0), around=0, after=-1) == 0
    assert find_two_steps(SEED, make_code(SEED, 0), make_code(SEED, 1), around=0, after=-1) == 1
