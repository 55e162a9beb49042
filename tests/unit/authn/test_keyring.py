"""Keyrings: ids, purposes, and what cannot be made of them."""

import pytest

from limen.authn.keyring import KEY_BYTES, KEY_ID_BYTES, DataKeys, Keyring, VaultError, make_keyring
from tests.unit.authn.entropy import predictable_entropy

ENTROPY = predictable_entropy("keyring")


def test_a_new_keyring_has_one_active_key():
    keyring = make_keyring(ENTROPY)
    assert list(keyring.keys) == [keyring.active]
    assert len(keyring.active) == KEY_ID_BYTES
    assert len(keyring.keys[keyring.active]) == KEY_BYTES


def test_a_new_key_is_active_and_keeps_the_old_ones():
    first = make_keyring(ENTROPY)
    second = first.with_new_key(ENTROPY)
    assert second.active != first.active
    assert dict(second.keys).items() > dict(first.keys).items()
    assert second.without(first.active).keys == {second.active: second.keys[second.active]}


def test_an_id_that_is_taken_is_drawn_again():
    first = make_keyring(ENTROPY)
    draws = iter([first.active, b"k" * KEY_BYTES, b"next", b"K" * KEY_BYTES])
    second = first.with_new_key(lambda _: next(draws))
    assert second.active == b"next"
    assert second.keys[first.active] == first.keys[first.active]


def test_the_active_key_cannot_be_dropped():
    keyring = make_keyring(ENTROPY)
    with pytest.raises(VaultError, match="active data key"):
        keyring.without(keyring.active)


def test_a_keyring_without_its_active_key_cannot_be_made():
    with pytest.raises(VaultError):
        Keyring(b"none", {})


def test_each_purpose_has_a_key_of_its_own():
    keyring = make_keyring(ENTROPY)
    keys = DataKeys(keyring)
    derived = {keys.get(keyring.active, purpose) for purpose in ("secrets", "tokens", "")}
    assert len(derived | set(keyring.keys.values())) == 4
    assert all(len(key) == KEY_BYTES for key in derived)


def test_an_unknown_id_is_looked_up_once_more_and_then_refused():
    keyring = make_keyring(ENTROPY)
    newer = keyring.with_new_key(ENTROPY)
    asked: list[None] = []

    def refresh():
        asked.append(None)
        return newer if len(asked) == 1 else None

    keys = DataKeys(keyring, refresh)
    assert keys.get(keyring.active, "p")
    assert asked == []
    assert keys.get(newer.active, "p")
    with pytest.raises(VaultError, match="6e6f6e65 is not known"):
        keys.get(b"none", "p")
    assert len(asked) == 2
