"""Secrets at rest (SECURITY.md): SigV4 needs the plain access-key secrets, so they are sealed rather than hashed.

AES-256-GCM under a data key. The context (whose secret it is) is authenticated with it: a sealed secret that is moved
to another owner does not open.

    sealed = version (1 byte), id of the data key (4), nonce (12), ciphertext with tag
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from limen.authn.keyring import KEY_ID_BYTES, NONCE_BYTES, DataKeys, Entropy, VaultError

__all__ = ["Vault", "VaultError", "sealing_key_of"]

VERSION = b"\x01"
PURPOSE = "limen secrets at rest"
_HEADER_BYTES = len(VERSION) + KEY_ID_BYTES
_PREFIX_BYTES = _HEADER_BYTES + NONCE_BYTES


class Vault:
    """Seals and opens secrets; its `repr` shows nothing."""

    def __init__(self, keys: DataKeys, *, entropy: Entropy) -> None:
        self._keys = keys
        self._entropy = entropy

    def seal(self, clear: bytes, context: bytes) -> bytes:
        """Seal a secret for a context, for example the access key's id."""
        key_id, nonce = self._keys.choose(), self._entropy(NONCE_BYTES)
        header, cipher = VERSION + key_id, AESGCM(self._keys.get(key_id, PURPOSE))
        return header + nonce + cipher.encrypt(nonce, clear, _associate(header, context))

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plain secret; raises `VaultError` if it has another context or key, or is damaged."""
        header, nonce = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:_PREFIX_BYTES]
        if header[:1] != VERSION or len(sealed) < _PREFIX_BYTES:
            raise VaultError("Not a sealed secret")
        try:
            cipher = AESGCM(self._keys.get(header[1:], PURPOSE))
            return cipher.decrypt(nonce, sealed[_PREFIX_BYTES:], _associate(header, context))
        except (InvalidTag, ValueError):
            raise VaultError("A sealed secret is damaged, or not the one of its owner") from None

    def reseal(self, sealed: bytes, context: bytes) -> bytes:
        """The same secret under the active data key; the same bytes if they already are."""
        if sealed[:_HEADER_BYTES] == VERSION + self._keys.choose():
            return sealed
        return self.seal(self.open(sealed, context), context)


def sealing_key_of(sealed: bytes) -> bytes:
    """Id of the data key that a sealed secret is under."""
    return sealed[len(VERSION) : _HEADER_BYTES]


def _associate(header: bytes, context: bytes) -> bytes:
    return header + context
