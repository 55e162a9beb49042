"""Challenges: for one user and purpose, for five minutes, and a bounded number of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from limen.authn.passkeys.challenges import (
    CHALLENGE_LIFE,
    MAX_CHALLENGES_PER_OWNER,
    Occasion,
    begin_challenge,
    find_challenge,
)
from limen.domain.iam.mfa import Ceremony, PasskeyChallenge
from tests.unit.operations.memory_store import MemoryStore
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT, predictable_entropy

SIGN_IN = Occasion(ACCOUNT, "AIDAA", Ceremony.SIGN_IN, "localhost", password_changed=NOW)
STALE = PasskeyChallenge(ACCOUNT, "OLD", "AIDAB", Ceremony.SIGN_IN, bytes(32), "localhost", NOW)


def begin(store: MemoryStore, occasion: Occasion = SIGN_IN, *, entropy=predictable_entropy(), now=NOW):  # noqa: B008 - shared on purpose
    with store.begin(now=now) as tx:
        challenge = begin_challenge(tx, occasion, entropy=entropy, now=now)
        tx.commit(None)
    return challenge


def test_a_challenge_is_random_and_found_for_its_occasion():
    store = MemoryStore()
    first, second = begin(store), begin(store)
    assert first.challenge != second.challenge
    assert len(first.challenge) == 32
    assert find_challenge(store.latest(), first.id, SIGN_IN, now=NOW) == first
    assert "challenge=b" not in repr(first)


@pytest.mark.parametrize(
    "other",
    [
        replace(SIGN_IN, owner_id="AIDAB"),
        replace(SIGN_IN, ceremony=Ceremony.REGISTRATION),
        replace(SIGN_IN, relying_party="iam.example.com"),
        replace(SIGN_IN, password_changed=NOW + timedelta(seconds=1)),
        replace(SIGN_IN, account=OTHER_ACCOUNT),
    ],
)
def test_a_challenge_is_useless_for_another_occasion(other: Occasion):
    store = MemoryStore()
    assert find_challenge(store.latest(), begin(store).id, other, now=NOW) is None


def test_a_challenge_expires():
    store = MemoryStore()
    challenge = begin(store)
    last = NOW + CHALLENGE_LIFE - timedelta(microseconds=1)
    assert find_challenge(store.latest(), challenge.id, SIGN_IN, now=last) is not None
    assert find_challenge(store.latest(), challenge.id, SIGN_IN, now=NOW + CHALLENGE_LIFE) is None


def test_a_user_has_a_bounded_number_and_expired_ones_are_removed():
    store = MemoryStore(STALE)
    made = [begin(store, now=NOW + timedelta(seconds=number)) for number in range(MAX_CHALLENGES_PER_OWNER + 2)]
    kept = {each.id for each in store.latest().all(PasskeyChallenge, ACCOUNT)}
    assert kept == {each.id for each in made[2:]}
