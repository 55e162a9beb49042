"""The data keys in the store, which all servers share, sealed by the master key; and how to change either.

Neither change needs a stop. To change the master key, start with the new one and pass the old one as `former`: the data
keys are sealed again, what they sealed does not change. To change the data key, `rotate_data_key`: from then on all
running servers seal with the new one, `Vault.reseal` moves old secrets over, and `drop_data_key` removes the old one
when the last session token under it has expired (36 hours); a running server may cache such a token until it restarts.

    sealed = version (1 byte), id of the master key (4), nonce (12), ciphertext with tag
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from limen.authn.keyring import KEY_ID_BYTES, NONCE_BYTES, DataKeys, Entropy, Keyring, VaultError, make_keyring
from limen.authn.master_key import MasterKey
from limen.errors import ConcurrentModificationError

VERSION = b"\x01"
ATTEMPTS = 5
"""Servers that start at the same time conflict at most a few times."""

_CONTEXT = b"limen data keys"
_HEADER_BYTES = len(VERSION) + KEY_ID_BYTES


class SealedKeys(Protocol):
    """The place of the sealed data keys; a `Store` is one."""

    def sealed_keys(self) -> bytes | None:
        """The sealed data keys, if there are any."""
        ...

    def replace_sealed_keys(self, *, expected: bytes | None, sealed: bytes) -> None:
        """Replace them; raises `ConcurrentModificationError` if the present ones are not `expected`."""
        ...


def open_data_keys(
    place: SealedKeys, master: MasterKey, *, entropy: Entropy, former: Sequence[MasterKey] = ()
) -> DataKeys:
    """Open the data keys, and create the first one in an empty store; raises `VaultError` if no given key opens them.

    Those sealed by a `former` master key are sealed again by `master`.
    """
    keyring = _change(place, master, lambda present: present or make_keyring(entropy), entropy=entropy, former=former)
    seen = place.sealed_keys()

    def refresh() -> Keyring | None:
        nonlocal seen
        sealed = place.sealed_keys()
        if sealed is None or sealed == seen:
            return None
        seen = sealed
        return unseal_keyring(sealed, (master, *former))

    return DataKeys(keyring, refresh)


def rotate_data_key(place: SealedKeys, master: MasterKey, *, entropy: Entropy) -> Keyring:
    """Add a data key that seals from now on."""
    return _change(place, master, lambda present: _existing(present).with_new_key(entropy), entropy=entropy)


def drop_data_key(place: SealedKeys, master: MasterKey, key_id: bytes, *, entropy: Entropy) -> Keyring:
    """Delete a data key: secrets that were not sealed again and session tokens that have not expired are lost."""
    return _change(place, master, lambda present: _existing(present).without(key_id), entropy=entropy)


def seal_keyring(keyring: Keyring, master: MasterKey, entropy: Entropy) -> bytes:
    """The keyring under the master key."""
    clear = msgspec.msgpack.encode((keyring.active, list(keyring.keys.items())))
    header, nonce = VERSION + master.id, entropy(NONCE_BYTES)
    return header + nonce + AESGCM(master.secret).encrypt(nonce, clear, _CONTEXT + header)


def unseal_keyring(sealed: bytes, masters: Sequence[MasterKey]) -> Keyring:
    """Open it with the master key that sealed it; raises `VaultError` if that is not among `masters`."""
    header, nonce, ciphertext = (
        sealed[:_HEADER_BYTES],
        sealed[_HEADER_BYTES:][:NONCE_BYTES],
        sealed[_HEADER_BYTES:][NONCE_BYTES:],
    )
    master = _find_master(header, masters)
    try:
        clear = AESGCM(master.secret).decrypt(nonce, ciphertext, _CONTEXT + header)
    except (InvalidTag, ValueError):
        raise VaultError("The data keys in the store are damaged. Restore the database from a backup.") from None
    active, keys = msgspec.msgpack.decode(clear, type=tuple[bytes, list[tuple[bytes, bytes]]])
    return Keyring(active, dict(keys))


def find_master_key_id(sealed: bytes) -> str:
    """The fingerprint of the master key that opens them."""
    return sealed[len(VERSION) : _HEADER_BYTES].hex()


def _change(
    place: SealedKeys,
    master: MasterKey,
    change: Callable[[Keyring | None], Keyring],
    *,
    entropy: Entropy,
    former: Sequence[MasterKey] = (),
) -> Keyring:
    """Replace the keyring by a changed one; retry if another server was faster, and write only if it changed."""
    for _ in range(ATTEMPTS):
        sealed = place.sealed_keys()
        present = None if sealed is None else unseal_keyring(sealed, (master, *former))
        wanted = change(present)
        if sealed is not None and wanted == present and sealed[:_HEADER_BYTES] == VERSION + master.id:
            return wanted
        try:
            place.replace_sealed_keys(expected=sealed, sealed=seal_keyring(wanted, master, entropy))
            return wanted
        except ConcurrentModificationError:
            continue
    raise VaultError("Other servers keep changing the data keys. Try again.")


def _find_master(header: bytes, masters: Sequence[MasterKey]) -> MasterKey:
    for master in masters:
        if header == VERSION + master.id:
            return master
    known = ", ".join(master.id.hex() for master in masters)
    raise VaultError(f"The data keys are sealed by master key {header[1:].hex()}; given: {known}. Give the right one.")


def _existing(keyring: Keyring | None) -> Keyring:
    if keyring is None:
        raise VaultError("There are no data keys yet. Start the server once.")
    return keyring
