"""Unique ids and access key ids (spec api 2.1): a four-letter prefix, then base32, with the account id encoded.

The first ten base32 characters after the prefix are a 48-bit number: a one bit, the account id in 40 bits, seven random
bits. `find_account_in_id` decodes the account id, which is all that GetAccessKeyInfo does.
"""

from base64 import b32decode, b32encode
from binascii import Error as Base32Error

ACCESS_KEY_PREFIX = "AKIA"
SESSION_KEY_PREFIX = "ASIA"
USER_PREFIX = "AIDA"
GROUP_PREFIX = "AGPA"
ROLE_PREFIX = "AROA"
POLICY_PREFIX = "ANPA"
INSTANCE_PROFILE_PREFIX = "AIPA"
SSH_PUBLIC_KEY_PREFIX = "APKA"
SERVICE_CREDENTIAL_PREFIX = "ACCA"
CERTIFICATE_PREFIX = "ASCA"

ACCESS_KEY_LENGTH = 20
UNIQUE_ID_LENGTH = 21
SECRET_ACCESS_KEY_BYTES = 30
ACCOUNT_ID_LENGTH = 12
ENTROPY_BYTES = 10

_ACCOUNT_SHIFT = 7
_ACCOUNT_MASK = 0x7FFFFFFFFF80
_MARK = 1 << 47
_HEAD_BYTES = 6
_HEAD_CHARACTERS = 10
_PREFIX_LENGTH = 4


def make_unique_id(prefix: str, account_id: str, entropy: bytes) -> str:
    """Make a 21-character id (users, groups, roles, policies) from ten random bytes."""
    return _make_id(prefix, account_id, entropy, UNIQUE_ID_LENGTH)


def make_access_key_id(prefix: str, account_id: str, entropy: bytes) -> str:
    """Make a 20-character id from ten random bytes: `AKIA`, `ASIA`, and `APKA` for SSH public keys."""
    return _make_id(prefix, account_id, entropy, ACCESS_KEY_LENGTH)


def find_account_in_id(identifier: str) -> str | None:
    """Decode the account id in an id; `None` if the id is malformed or has the form used before 2019."""
    head = identifier[_PREFIX_LENGTH : _PREFIX_LENGTH + _HEAD_CHARACTERS]
    try:
        number = int.from_bytes(b32decode(head + "======")[:_HEAD_BYTES], "big")
    except (Base32Error, ValueError):
        return None
    account = (number & _ACCOUNT_MASK) >> _ACCOUNT_SHIFT
    return f"{account:012d}" if number & _MARK and account < 10**ACCOUNT_ID_LENGTH else None


def is_account_id(text: str) -> bool:
    """Whether `text` is twelve ASCII digits."""
    return len(text) == ACCOUNT_ID_LENGTH and text.isascii() and text.isdigit()


def _make_id(prefix: str, account_id: str, entropy: bytes, length: int) -> str:
    number = _MARK | int(account_id) << _ACCOUNT_SHIFT | entropy[0] & 0x7F
    head = b32encode(number.to_bytes(_HEAD_BYTES, "big") + bytes(4)).decode()[:_HEAD_CHARACTERS]
    tail = b32encode(entropy[1:]).decode()
    return (prefix + head + tail)[:length]


def make_uuid(entropy: bytes) -> str:
    """Render 16 random bytes as a version 4 UUID, the form of request and event ids (spec api 2.3)."""
    number = int.from_bytes(entropy, "big") & ~(0xF000C << 60) | 0x40008 << 60
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
