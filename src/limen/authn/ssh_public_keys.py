"""SSH public keys as text (spec api 2.11): RSA of 2048 to 16384 bits, in OpenSSH's one-line form or as PEM.

The internal form is OpenSSH's without the comment, so that two texts of the same key become equal.
"""

import re
from base64 import b64decode
from hashlib import md5

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
    load_ssh_public_key,
)

from limen.authn.faults import InvalidPublicKeyError, UnrecognizedPublicKeyEncodingError

SMALLEST_BITS = 2048
LARGEST_BITS = 16384

_RSA_START = "ssh-rsa "
_OTHER_STARTS = ("ssh-ed25519 ", "ssh-dss ", "ecdsa-", "sk-")
_PEM = re.compile(r"-----BEGIN (RSA )?PUBLIC KEY-----[^-]+-----END (RSA )?PUBLIC KEY-----")
_NOT_RSA = f"The SSH public key is not an RSA key of at least {SMALLEST_BITS} and at most {LARGEST_BITS} bits."


def parse_public_key(text: str) -> str:
    """The key as `ssh-rsa AAAA...`; raises `UnrecognizedPublicKeyEncodingError` or `InvalidPublicKeyError`."""
    try:
        key = _load(text.strip())
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidPublicKeyError("The SSH public key is malformed.") from None
    if not isinstance(key, RSAPublicKey) or not SMALLEST_BITS <= key.key_size <= LARGEST_BITS:
        raise InvalidPublicKeyError(_NOT_RSA)
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def render_pem(openssh: str) -> str:
    """The same key as a PEM of its SubjectPublicKeyInfo."""
    key = load_ssh_public_key(openssh.encode())
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def fingerprint_of(openssh: str) -> str:
    """MD5 of the key in SSH's binary form: sixteen bytes in hexadecimal with colons, as `ssh-keygen` prints it."""
    blob = b64decode(openssh.split()[1])
    return md5(blob, usedforsecurity=False).digest().hex(":")


def _load(text: str) -> object:
    """The key, of any kind; the text must be one key and nothing else, because ignored text would be lost silently."""
    if text.startswith(_RSA_START) and len(text.splitlines()) == 1:
        return load_ssh_public_key(text.encode())
    if _PEM.fullmatch(text):
        return load_pem_public_key(text.encode())
    if text.startswith(_OTHER_STARTS):
        raise InvalidPublicKeyError(_NOT_RSA)
    raise UnrecognizedPublicKeyEncodingError("The SSH public key is neither in ssh-rsa nor in PEM format.")
