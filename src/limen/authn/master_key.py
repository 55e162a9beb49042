"""The master key, which seals the data keys: a file of mode 0600 by default, or text from the environment or a command.

The database without the master key reveals no secret, and neither does the master key without the database.
"""

import hmac
import os
import stat
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from pathlib import Path

from limen.authn.keyring import KEY_BYTES, KEY_ID_BYTES, Entropy, VaultError

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
    """Write a temporary file and link it, so that nobody sees a partial file and the first writer wins."""
    draft = path.with_name(f"{path.name}.{suffix}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Flush the directory: otherwise a loss of power can remove the file's name, and all sealed data would be lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
