"""Passwords as Argon2id strings (SECURITY.md, RFC 9106).

A wrong password and an unknown user take the same work, so that the time does not reveal which users exist.
"""

from base64 import b64encode
from dataclasses import dataclass

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from limen.authn.keyring import Entropy

LONGEST_PASSWORD_BYTES = 1024
"""IAM's passwords have at most 128 characters (spec api 2.9); much longer ones are wrong without hashing them."""

SALT_BYTES = 16
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """Argon2id's parameters; the default is the second recommendation of RFC 9106: 64 MiB, three passes, four lanes."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1)
"""For tests only: no protection at all."""


class PasswordHasher:
    """Hashes and verifies; slow on purpose, so not to be called inside a store transaction."""

    def __init__(self, *, entropy: Entropy, cost: PasswordCost | None = None) -> None:
        """Prepare the string used for users without one; no known password matches it."""
        cost = cost or PasswordCost()
        self._entropy = entropy
        self._argon2 = argon2.PasswordHasher(
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            salt_len=SALT_BYTES,
            hash_len=DIGEST_BYTES,
        )
        salt, digest = _unpadded(entropy(SALT_BYTES)), _unpadded(entropy(DIGEST_BYTES))
        self._nobody = f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${salt}${digest}"

    def hash(self, password: str) -> str:
        """The string to store."""
        return self._argon2.hash(_encode(password), salt=self._entropy(SALT_BYTES))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password; without a hash (`None` or empty) it is not, after the same work."""
        encoded = _encode(password)
        is_bounded = len(encoded) <= LONGEST_PASSWORD_BYTES
        try:
            self._argon2.verify(password_hash or self._nobody, encoded if is_bounded else b"")
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash) and is_bounded

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the string has another cost, and should be replaced at the next sign-in."""
        return self._argon2.check_needs_rehash(password_hash)


class RememberingHasher(PasswordHasher):
    """Caches results for one call, which may run twice, before a transaction and inside it. Not for reuse."""

    def __init__(self, hasher: PasswordHasher) -> None:
        """Use `hasher`."""
        self._hasher = hasher
        self._hashes: dict[str, str] = {}
        self._verdicts: dict[tuple[str | None, str], bool] = {}

    def hash(self, password: str) -> str:
        """The string to store, the same each time."""
        if password not in self._hashes:
            self._hashes[password] = self._hasher.hash(password)
        return self._hashes[password]

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password."""
        asked = (password_hash, password)
        if asked not in self._verdicts:
            self._verdicts[asked] = self._hasher.verify(password_hash, password)
        return self._verdicts[asked]

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the string was made at another cost."""
        return self._hasher.needs_rehash(password_hash)


def _encode(password: str) -> bytes:
    """The bytes of any text: with a lone surrogate a password is wrong, not an error."""
    return password.encode("utf-8", "surrogatepass")


def _unpadded(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")
