"""Secrets at rest: a sealed secret opens only for its owner, before and after every rotation, and is shown nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.vault import Vault, VaultError
from tests.unit.authn.entropy import predictable_entropy

ENTROPY = predictable_entropy("vault")
KEYRING = make_keyring(ENTROPY)
SECRET = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CONTEXT = b"AKIAIOSFODNN7EXAMPLE"


def vault_with(keyring, refresh=lambda: None):
    return Vault(DataKeys(keyring, refresh), entropy=ENTROPY)


@pytest.fixture
def vault():
    return vault_with(KEYRING)


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_was_sealed_opens(clear, context):
    vault = vault_with(KEYRING)
    assert vault.open(vault.seal(clear, context), context) == clear


def test_the_same_secret_is_never_sealed_the_same(vault):
    assert len({vault.seal(SECRET, CONTEXT) for _ in range(20)}) == 20


def test_a_sealed_secret_does_not_show_it(vault):
    sealed = vault.seal(SECRET, CONTEXT)
    assert SECRET not in sealed
    assert CONTEXT not in sealed


def test_another_owner_cannot_open_it(vault):
    sealed = vault.seal(SECRET, CONTEXT)
    with pytest.raises(VaultError, match="not the one of its owner"):
        vault.open(sealed, b"AKIAOTHER")


def test_no_bit_can_be_changed(vault):
    sealed = vault.seal(b"s", CONTEXT)
    for position in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(VaultError):
            vault.open(bytes(changed), CONTEXT)


@given(st.binary(max_size=60))
def test_bytes_that_were_never_sealed_do_not_open(junk):
    with pytest.raises(VaultError):
        vault_with(KEYRING).open(junk, CONTEXT)


def test_no_end_can_be_cut_off(vault):
    sealed = vault.seal(SECRET, CONTEXT)
    for length in range(len(sealed)):
        with pytest.raises(VaultError):
            vault.open(sealed[:length], CONTEXT)


def test_other_data_keys_do_not_open_it(vault):
    with pytest.raises(VaultError, match="is not known"):
        vault_with(make_keyring(ENTROPY)).open(vault.seal(SECRET, CONTEXT), CONTEXT)


def test_after_a_rotation_old_secrets_open_and_new_ones_use_the_new_key(vault):
    rotated_keyring = KEYRING.with_new_key(ENTROPY)
    rotated = vault_with(rotated_keyring)
    old = vault.seal(SECRET, CONTEXT)
    assert rotated.open(old, CONTEXT) == SECRET
    with pytest.raises(VaultError):
        vault.open(rotated.seal(SECRET, CONTEXT), CONTEXT)


def test_resealed_secrets_do_without_the_old_key(vault):
    rotated_keyring = KEYRING.with_new_key(ENTROPY)
    resealed = vault_with(rotated_keyring).reseal(vault.seal(SECRET, CONTEXT), CONTEXT)
    assert vault_with(rotated_keyring.without(KEYRING.active)).open(resealed, CONTEXT) == SECRET


def test_resealing_what_is_new_changes_nothing(vault):
    sealed = vault.seal(SECRET, CONTEXT)
    assert vault.reseal(sealed, CONTEXT) is sealed


def test_resealing_for_another_owner_is_refused(vault):
    with pytest.raises(VaultError):
        vault_with(KEYRING.with_new_key(ENTROPY)).reseal(vault.seal(SECRET, CONTEXT), b"AKIAOTHER")


def test_a_running_server_opens_and_seals_with_a_key_made_elsewhere(vault):
    rotated = KEYRING.with_new_key(ENTROPY)
    elsewhere = vault_with(rotated)
    running = vault_with(KEYRING, lambda: rotated)
    assert running.open(elsewhere.seal(SECRET, CONTEXT), CONTEXT) == SECRET
    sealing = vault_with(KEYRING, lambda: rotated)
    assert vault_with(rotated.without(KEYRING.active)).open(sealing.seal(SECRET, CONTEXT), CONTEXT) == SECRET


def test_nothing_shows_a_key_or_secret(vault):
    shown = f"{vault!r} {vault.__dict__!r} {KEYRING!r} {DataKeys(KEYRING)!r}"
    (key,) = KEYRING.keys.values()
    assert repr(key) not in shown
    assert key.hex() not in shown
    with pytest.raises(VaultError) as caught:
        vault.open(vault.seal(SECRET, CONTEXT), b"other")
    assert "wJalr" not in repr(caught.value)
    assert caught.value.__cause__ is None
