"""Data keys (SECURITY.md), which seal secrets and session tokens; they have ids so that they can be replaced.

A separate key is derived from a data key for each purpose, so that what is sealed for one does not open for another.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from limen.errors import LimenError

KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
"""The length that AES-GCM uses (NIST SP 800-38D, 8.2)."""

Entropy = Callable[[int], bytes]
"""`entropy(n)` gives `n` unpredictable bytes."""


class VaultError(LimenError):
    """Sealed bytes cannot be opened: a wrong key, another context, or damage. The message never has the content."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Data keys by id, and the active one, which seals."""

    active: bytes
    keys: Mapping[bytes, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a keyring without its active key."""
        if self.active not in self.keys:
            raise VaultError("The active data key is missing")

    def with_new_key(self, entropy: Entropy) -> "Keyring":
        """The keyring with one more key, which is active."""
        added = make_keyring(entropy)
        while added.active in self.keys:
            added = make_keyring(entropy)
        return Keyring(added.active, {**self.keys, **added.keys})

    def without(self, key_id: bytes) -> "Keyring":
        """The keyring without a key that no longer seals anything; raises `VaultError` for the active one."""
        return Keyring(self.active, {known: key for known, key in self.keys.items() if known != key_id})


def make_keyring(entropy: Entropy) -> Keyring:
    """A keyring with one new key."""
    key_id = entropy(KEY_ID_BYTES)
    return Keyring(key_id, {key_id: entropy(KEY_BYTES)})


class DataKeys:
    """The keyring of a running server, refreshed before sealing and at an unknown key id."""

    def __init__(self, keyring: Keyring, refresh: Callable[[], Keyring | None] = lambda: None) -> None:
        """Start with `keyring`; `refresh` returns a newer one or `None`."""
        self._keyring = keyring
        self._refresh = refresh

    def choose(self) -> bytes:
        """Id of the key to seal with now."""
        self._follow()
        return self._keyring.active

    def get(self, key_id: bytes, purpose: str) -> bytes:
        """The key with this id for this purpose; raises `VaultError` if there is none."""
        if key_id not in self._keyring.keys:
            self._follow()
        key = self._keyring.keys.get(key_id)
        if key is None:
            raise VaultError(f"Data key {key_id.hex()} is not known")
        return hmac.digest(key, purpose.encode(), "sha256")

    def _follow(self) -> None:
        self._keyring = self._refresh() or self._keyring
