"""The master key, which seals the data keys: a file of mode 0600 by default, or text from the environment or a command.

The database without the master key reveals no secret, and neither does the master key without the database.
"""

import hmac
import os
import stat
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from limen.authn.keyring import KEY_BYTES, KEY_ID_BYTES, Entropy, VaultError
from limen.authn.private_file import new_private_file

FORM = f"A master key is {KEY_BYTES} bytes in base64 (44 characters) or hexadecimal (64)"
_HEXADECIMAL_LENGTH = 2 * KEY_BYTES


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that seals the data keys."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse keys of another length."""
        if len(self.secret) != KEY_BYTES:
            raise VaultError(FORM)

    @property
    def id(self) -> bytes:
        """A fingerprint to distinguish master keys; it reveals nothing about the key."""
        return hmac.digest(self.secret, b"limen master key id", "sha256")[:KEY_ID_BYTES]


def parse_master_key(text: str) -> MasterKey:
    """Read a master key from text; raises `VaultError`, which does not repeat it."""
    text = text.strip()
    try:
        if len(text) == _HEXADECIMAL_LENGTH:
            return MasterKey(bytes.fromhex(text))
        return MasterKey(b64decode(text, validate=True))
    except (Base64Error, ValueError):
        raise VaultError(FORM) from None


def render_master_key(key: MasterKey) -> str:
    """The key as base64 text."""
    return b64encode(key.secret).decode()


def load_master_key(path: Path) -> MasterKey:
    """Read the file; raises `VaultError` if it cannot be read, or others may read it too."""
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise VaultError(f"{path} can be read by other users. Restrict it: chmod 600 {path}")
            return parse_master_key(file.read())
    except OSError as error:
        raise VaultError(f"{path}: the master key cannot be read ({error.strerror}).") from error


def ensure_master_key(path: Path, *, entropy: Entropy) -> MasterKey:
    """Read the file, or create it with a new key; several processes that create it get the same key."""
    if not path.exists():
        _make_file(path, render_master_key(MasterKey(entropy(KEY_BYTES))), entropy(KEY_ID_BYTES).hex())
    return load_master_key(path)


def _make_file(path: Path, text: str, suffix: str) -> None:
    """Write the file; if several writers do so, the first one's stays. Nobody sees a part of it."""
    with suppress(FileExistsError), new_private_file(path, path.with_name(f"{path.name}.{suffix}")) as file:
        file.write(text + "\n")
