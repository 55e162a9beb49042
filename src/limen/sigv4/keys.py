"""Signing keys: four HMACs that turn a secret access key into a key for one day, region and service, remembered.

The memory is keyed by a `handle` that stands for the secret (its sealed form, or a digest of the session token), never
by the secret: on a hit the secret is not even unsealed, on a miss it lives for one call.
"""

from collections.abc import Callable
from hmac import digest
from threading import Lock

from limen.sigv4.signed_request import CredentialScope

DEFAULT_CAPACITY = 4096


def derive_signing_key(secret: str, scope: CredentialScope) -> bytes:
    """Derive the key that signs under `scope`."""
    key = b"AWS4" + secret.encode("utf-8")
    for part in (scope.date, scope.region, scope.service, scope.terminator):
        key = digest(key, part.encode("utf-8", "replace"), "sha256")
    return key


class SigningKeys:
    """Derived keys, the oldest forgotten first. Thread-safe; a hit takes no lock."""

    __slots__ = ("_capacity", "_keys", "_lock")

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        """Remember at most `capacity` keys."""
        self._capacity = capacity
        self._keys: dict[tuple[bytes, CredentialScope], bytes] = {}
        self._lock = Lock()

    def get(self, handle: bytes, scope: CredentialScope, open_secret: Callable[[], str]) -> bytes:
        """The signing key of the secret that `handle` stands for; `open_secret` is called only if it is not known."""
        key = self._keys.get((handle, scope))
        if key is None:
            key = derive_signing_key(open_secret(), scope)
            self._remember((handle, scope), key)
        return key

    def _remember(self, name: tuple[bytes, CredentialScope], key: bytes) -> None:
        with self._lock:
            while len(self._keys) >= self._capacity:
                del self._keys[next(iter(self._keys))]
            self._keys[name] = key
