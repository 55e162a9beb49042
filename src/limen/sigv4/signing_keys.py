"""Signing keys: four HMACs that turn a secret access key into a key for one day, region and service; with a cache.

The cache is keyed by a `handle` that represents the secret (its sealed form, or a digest of the session token), never
by the secret: on a hit the secret is not even unsealed, on a miss it exists for one call. Only keys that have verified
a signature should be cached; otherwise anybody who knows an access key id could displace the other keys.
"""

from hmac import digest
from threading import Lock

from limen.sigv4.signed_request import CredentialScope

DEFAULT_CAPACITY = 4096


def derive_signing_key(secret: str, scope: CredentialScope) -> bytes:
    """Derive the key that signs under `scope`."""
    # Each step narrows the key to a part of the scope, so a leaked signing key opens one service of one day only.
    key = b"AWS4" + secret.encode("utf-8")
    for part in (scope.date, scope.region, scope.service, scope.terminator):
        key = digest(key, part.encode("utf-8", "replace"), "sha256")
    return key


class SigningKeys:
    """A cache of derived keys; the oldest are dropped first. Thread-safe; lookups take no lock."""

    __slots__ = ("_capacity", "_keys", "_lock")

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        """Cache at most `capacity` keys."""
        self._capacity = capacity
        self._keys: dict[tuple[bytes, CredentialScope], bytes] = {}
        self._lock = Lock()

    def find(self, handle: bytes, scope: CredentialScope) -> bytes | None:
        """The signing key of the secret that `handle` represents, if it is cached."""
        return self._keys.get((handle, scope))

    def remember(self, handle: bytes, scope: CredentialScope, signing_key: bytes) -> None:
        """Cache a signing key that has verified a signature."""
        with self._lock:
            while len(self._keys) >= self._capacity:
                del self._keys[next(iter(self._keys))]
            self._keys[handle, scope] = signing_key
