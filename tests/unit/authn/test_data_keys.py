"""Data keys in the store: made once, opened by the right master key alone, changed while servers run."""

import pytest

from limen.authn.data_keys import (
    drop_data_key,
    open_data_keys,
    rotate_data_key,
    seal_keyring,
    unseal_keyring,
)
from limen.authn.keyring import KEY_BYTES, VaultError, make_keyring
from limen.authn.master_key import MasterKey
from limen.authn.vault import Vault
from limen.errors import ConcurrentModificationError
from tests.unit.authn.entropy import predictable_entropy

ENTROPY = predictable_entropy("data keys")
MASTER, OTHER_MASTER = MasterKey(b"1" * KEY_BYTES), MasterKey(b"2" * KEY_BYTES)


class Place:
    """The place of the sealed keys; `interfering` happens once, just before the next replacement."""

    def __init__(self, sealed=None):
        self.sealed = sealed
        self.replacements = 0
        self.interfering = lambda: None

    def sealed_keys(self):
        return self.sealed

    def replace_sealed_keys(self, *, expected, sealed):
        interfere, self.interfering = self.interfering, lambda: None
        interfere()
        if self.sealed != expected:
            raise ConcurrentModificationError("busy")
        self.sealed = sealed
        self.replacements += 1


@pytest.fixture
def place():
    return Place()


def open_keys(place, master=MASTER, **options):
    return open_data_keys(place, master, entropy=ENTROPY, **options)


def test_the_first_start_makes_a_key_and_the_second_changes_nothing(place):
    first = open_keys(place).choose()
    sealed = place.sealed
    assert open_keys(place).choose() == first
    assert place.sealed == sealed
    assert place.replacements == 1


def test_of_two_first_starts_one_wins(place):
    place.interfering = lambda: open_keys(place)
    keys = open_keys(place)
    assert keys.choose() == open_keys(place).choose()
    assert place.replacements == 1


def test_another_master_key_is_refused_with_the_ids(place):
    open_keys(place)
    with pytest.raises(VaultError) as caught:
        open_keys(place, OTHER_MASTER)
    assert MASTER.id.hex() in str(caught.value)
    assert OTHER_MASTER.id.hex() in str(caught.value)


def test_the_keys_move_to_another_master_key(place):
    first = open_keys(place).choose()
    assert open_keys(place, OTHER_MASTER, former=[MASTER]).choose() == first
    assert open_keys(place, OTHER_MASTER).choose() == first
    with pytest.raises(VaultError):
        open_keys(place, MASTER)


def test_servers_that_have_moved_already_are_not_in_the_way(place):
    open_keys(place)
    open_keys(place, OTHER_MASTER, former=[MASTER])
    sealed = place.sealed
    open_keys(place, OTHER_MASTER, former=[MASTER])
    assert place.sealed == sealed


def test_a_rotation_reaches_servers_that_run(place):
    running = Vault(open_keys(place), entropy=ENTROPY)
    old = running.seal(b"s", b"c")
    rotated = rotate_data_key(place, MASTER, entropy=ENTROPY)
    new = running.reseal(old, b"c")
    assert new != old
    drop_data_key(place, MASTER, next(iter(set(rotated.keys) - {rotated.active})), entropy=ENTROPY)
    started_later = Vault(open_keys(place), entropy=ENTROPY)
    assert started_later.open(new, b"c") == b"s"
    with pytest.raises(VaultError):
        started_later.open(old, b"c")


def test_two_rotations_at_once_both_take_place(place):
    open_keys(place)
    place.interfering = lambda: rotate_data_key(place, MASTER, entropy=ENTROPY)
    assert len(rotate_data_key(place, MASTER, entropy=ENTROPY).keys) == 3


def test_the_active_key_is_not_dropped(place):
    active = open_keys(place).choose()
    with pytest.raises(VaultError):
        drop_data_key(place, MASTER, active, entropy=ENTROPY)
    assert open_keys(place).choose() == active


@pytest.mark.parametrize(
    "change",
    [
        lambda place: rotate_data_key(place, MASTER, entropy=ENTROPY),
        lambda place: drop_data_key(place, MASTER, b"none", entropy=ENTROPY),
    ],
)
def test_without_keys_there_is_nothing_to_rotate(place, change):
    with pytest.raises(VaultError, match="no data keys yet"):
        change(place)
    assert place.sealed is None


def test_giving_up_when_others_change_them_all_the_time():
    class Restless(Place):
        def replace_sealed_keys(self, *, expected, sealed):
            raise ConcurrentModificationError("busy")

    with pytest.raises(VaultError, match="keep changing the data keys"):
        open_keys(Restless())


def test_no_bit_of_the_sealed_keys_can_be_changed():
    keyring = make_keyring(ENTROPY)
    sealed = seal_keyring(keyring, MASTER, ENTROPY)
    assert unseal_keyring(sealed, [OTHER_MASTER, MASTER]) == keyring
    for position in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(VaultError):
            unseal_keyring(bytes(changed), [MASTER])
    for length in range(len(sealed)):
        with pytest.raises(VaultError):
            unseal_keyring(sealed[:length], [MASTER])


def test_the_sealed_keys_show_none():
    keyring = make_keyring(ENTROPY)
    sealed = seal_keyring(keyring, MASTER, ENTROPY)
    assert all(key not in sealed for key in keyring.keys.values())
