"""Session tokens (SECURITY.md, spec api 2.13): the sealed session itself; no server stores a list of sessions.

    token = base64(version (1 byte), id of the data key (4), salt (16), ciphertext with tag)

Each token has its own keys, derived from the data key and the salt: one seals the session (AES-256-GCM, whose nonce can
therefore be constant), the other becomes the secret access key, which needs no space in the token. The session is
packed as the list of its fields, and deflated if that makes it shorter. Fields added to `Session` later, at its end and
with a default, can read old tokens.
"""

import hmac
import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field, fields
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from limen.authn.faults import ExpiredTokenError, InvalidClientTokenIdError
from limen.authn.keyring import KEY_ID_BYTES, NONCE_BYTES, DataKeys, Entropy, VaultError
from limen.domain.bounded import Bounded
from limen.domain.identifiers import SECRET_ACCESS_KEY_BYTES
from limen.domain.sessions import Session

VERSION = b"\x01"
SALT_BYTES = 16
LONGEST_TOKEN = 65536
"""Ten session policies and fifty tags take less; longer tokens were not issued here."""

REMEMBERED_TOKENS = 4096
REMEMBERED_CHARACTERS = 8 * 1024 * 1024
"""The length of the cached tokens and of the policies in them, which callers choose."""

PURPOSE = "limen session tokens"

_CONSTANT_NONCE = bytes(NONCE_BYTES)
_HEADER_BYTES = len(VERSION) + KEY_ID_BYTES
_PREFIX_BYTES = _HEADER_BYTES + SALT_BYTES
_FIELDS = tuple(one.name for one in fields(Session))
_PLAIN, _DEFLATED = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class IssuedCredentials:
    """The credentials that a client signs with."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that has not expired. The caller compares `session.access_key_id` with the key that signed."""

    session: Session
    secret_access_key: str = field(repr=False)


class SessionTokens:
    """Issues and opens tokens; caches recently opened ones, never beyond their expiry."""

    def __init__(self, keys: DataKeys) -> None:
        self._keys = keys
        self._opened: Bounded[str, OpenedSession] = Bounded()

    def issue(self, session: Session, *, entropy: Entropy) -> IssuedCredentials:
        """Credentials for the session, whose access key id has been chosen."""
        key_id, salt = self._keys.choose(), entropy(SALT_BYTES)
        header, key = VERSION + key_id, self._keys.get(key_id, PURPOSE)
        sealed = _cipher(key, salt).encrypt(_CONSTANT_NONCE, _pack(session), header)
        token = b64encode(header + salt + sealed).decode()
        return IssuedCredentials(session.access_key_id, _secret_access_key(key, salt), token)

    def open(self, token: str, *, now: datetime) -> OpenedSession:
        """The session of a token; raises `InvalidClientTokenIdError` or `ExpiredTokenError`."""
        if len(token) > LONGEST_TOKEN:
            raise InvalidClientTokenIdError
        opened = self._opened.get(token)
        if opened is None:
            opened = self._unseal(token)
            weight = len(token) + sum(len(policy.document) for policy in opened.session.policies or ())
            self._opened.keep(token, opened, weight=weight, most=REMEMBERED_TOKENS, most_weight=REMEMBERED_CHARACTERS)
        if opened.session.expires <= now:
            raise ExpiredTokenError
        return opened

    def _unseal(self, token: str) -> OpenedSession:
        try:
            raw = b64decode(token, validate=True)
            # Python ignores superfluous "=" at the end, and everything after them.
            if b64encode(raw).decode() != token:
                raise InvalidClientTokenIdError
            header, salt = raw[:_HEADER_BYTES], raw[_HEADER_BYTES:_PREFIX_BYTES]
            key = self._keys.get(header[len(VERSION) :], PURPOSE)
            packed = _cipher(key, salt).decrypt(_CONSTANT_NONCE, raw[_PREFIX_BYTES:], header)
        except (Base64Error, ValueError, VaultError, InvalidTag):
            raise InvalidClientTokenIdError from None
        return OpenedSession(_unpack(packed), _secret_access_key(key, salt))


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(hmac.digest(key, b"seal" + salt, "sha256"))


def _secret_access_key(key: bytes, salt: bytes) -> str:
    """Forty characters of `[A-Za-z0-9/+]`."""
    return b64encode(hmac.digest(key, b"sign" + salt, "sha256")[:SECRET_ACCESS_KEY_BYTES]).decode()


def _pack(session: Session) -> bytes:
    plain = msgspec.msgpack.encode([getattr(session, name) for name in _FIELDS])
    deflated = zlib.compress(plain, level=9)
    return _DEFLATED + deflated if len(deflated) < len(plain) else _PLAIN + plain


def _unpack(packed: bytes) -> Session:
    """Inflate a session; only called with authenticated bytes that this server sealed, so their size is bounded."""
    plain = zlib.decompress(packed[1:]) if packed[:1] == _DEFLATED else packed[1:]
    return msgspec.convert(dict(zip(_FIELDS, msgspec.msgpack.decode(plain), strict=False)), Session)
