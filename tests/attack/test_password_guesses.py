"""An attacker with a user's key must not learn the password through ChangePassword, through the whole pipeline."""

from datetime import timedelta
from pathlib import Path

import pytest

from limen.authn.attempts import PER_USER
from tests.attack.inside import ANYTHING, Inside

PASSWORD, OTHER_PASSWORD = "First-Passw0rd!", "Other-Passw0rd!"


@pytest.fixture
def inside(tmp_path: Path):
    made = Inside(tmp_path)
    yield made
    made.store.close()


def test_each_guess_counts_once_and_the_next_has_to_wait(inside: Inside):
    stolen = inside.make_user("alice", ANYTHING)
    inside.must("CreateLoginProfile", UserName="alice", Password=PASSWORD)

    def guess(old: str) -> str:
        return inside.call(stolen, "ChangePassword", OldPassword=old, NewPassword=OTHER_PASSWORD).code

    answers = [guess(f"Guess-{number}") for number in range(PER_USER.free_failures + 3)]
    assert answers == ["AccessDenied"] * PER_USER.free_failures + ["Throttling"] * 3
    inside.now += timedelta(seconds=1)
    assert [guess("Guess"), guess(PASSWORD)] == ["AccessDenied", "Throttling"]
    inside.now += timedelta(seconds=2)
    assert guess(PASSWORD) == ""
    assert [guess("Guess") for _ in range(2)] == ["AccessDenied"] * 2
