"""Passwords: Argon2id strings, the same work for everybody."""

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.authn.passwords import CHEAP, PasswordCost, PasswordHasher, RememberingHasher
from tests.unit.authn.entropy import predictable_entropy

ENTROPY = predictable_entropy("passwords")
HASHER = PasswordHasher(entropy=ENTROPY, cost=CHEAP)


@given(st.text(max_size=128))
def test_the_password_and_only_it_is_verified(password):
    password_hash = HASHER.hash(password)
    assert HASHER.verify(password_hash, password)
    assert not HASHER.verify(password_hash, password + "x")
    assert not HASHER.verify(password_hash, password[1:] + "y")


def test_the_string_is_argon2id_and_has_its_own_salt():
    first, second = HASHER.hash("sesame"), HASHER.hash("sesame")
    assert first.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert first != second
    assert "sesame" not in first


def test_the_default_is_the_recommendation_of_rfc_9106():
    hasher = PasswordHasher(entropy=ENTROPY)
    parameters = argon2.extract_parameters(hasher._nobody)
    assert (parameters.type, parameters.version) == (argon2.Type.ID, 19)
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (65536, 3, 4)
    assert (parameters.salt_len, parameters.hash_len) == (16, 32)


@pytest.mark.parametrize("password_hash", [None, ""])
def test_a_user_without_a_password_is_refused_after_the_same_work(password_hash, monkeypatch):
    worked = []
    verify = HASHER._argon2.verify

    def watch(known, password):
        worked.append(argon2.extract_parameters(known))
        return verify(known, password)

    monkeypatch.setattr(HASHER, "_argon2", type("Watched", (), {"verify": staticmethod(watch)}))
    real = argon2.extract_parameters(PasswordHasher(entropy=ENTROPY, cost=CHEAP).hash("x"))
    for password in ("sesame", "", "x" * 5000):
        assert not HASHER.verify(password_hash, password)
    assert worked == [real] * 3


def test_the_placeholder_hash_differs_in_each_process():
    assert PasswordHasher(entropy=ENTROPY, cost=CHEAP)._nobody != HASHER._nobody


@pytest.mark.parametrize("password", ["x" * 1025, "é" * 600, "x" * 10_000_000])
def test_what_is_far_too_long_is_wrong_even_if_it_were_right(password):
    assert not HASHER.verify(HASHER.hash(password), password)
    assert not HASHER.verify(HASHER.hash(""), password)


def test_a_password_as_long_as_allowed_is_verified():
    assert HASHER.verify(HASHER.hash("x" * 1024), "x" * 1024)


@pytest.mark.parametrize("hostile", ["\ud800", "a\0b", "\U0010ffff"])
def test_no_text_from_a_client_causes_a_fault(hostile):
    assert not HASHER.verify(HASHER.hash("sesame"), hostile)


@pytest.mark.parametrize("damaged", ["garbage", "$argon2id$v=19$m=8,t=1,p=1$x$y", "$2b$12$abc"])
def test_a_damaged_hash_matches_no_password(damaged):
    assert not HASHER.verify(damaged, "sesame")


def test_hashes_of_another_cost_are_to_be_replaced():
    dearer = PasswordHasher(entropy=ENTROPY, cost=PasswordCost(passes=2, memory_kib=8, lanes=1))
    password_hash = HASHER.hash("sesame")
    assert not HASHER.needs_rehash(password_hash)
    assert dearer.needs_rehash(password_hash)
    assert dearer.verify(password_hash, "sesame")


class CountingHasher(PasswordHasher):
    """Counts how often it had to work."""

    def __init__(self):
        super().__init__(entropy=ENTROPY, cost=CHEAP)
        self.worked = 0

    def hash(self, password):
        self.worked += 1
        return super().hash(password)

    def verify(self, password_hash, password):
        self.worked += 1
        return super().verify(password_hash, password)


def test_a_remembering_hasher_does_each_piece_of_work_once():
    counting = CountingHasher()
    remembering = RememberingHasher(counting)
    hashed = remembering.hash("sesame")
    assert remembering.hash("sesame") == hashed
    assert counting.worked == 1
    for _ in range(3):
        assert remembering.verify(hashed, "sesame")
        assert not remembering.verify(hashed, "Sesame")
        assert not remembering.verify(None, "sesame")
    assert counting.worked == 4
    assert remembering.hash("other") != hashed
    assert not remembering.needs_rehash(hashed)
