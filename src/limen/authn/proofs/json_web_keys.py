"""JSON Web Keys: reading a set, choosing from it by a token's header, verifying the signature (RFC 7515 to 7518).

The algorithm must be one of those that AWS accepts, and belong to the kind of the key: a public key is never used as a
shared secret, and `none` is not an algorithm. Keys or links to keys inside the token are ignored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from limen.errors import LimenError

ALGORITHMS: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "ES512": "EC",
}
"""The algorithms that AWS verifies, with the kind of their keys.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html"""

MAX_KEYS: Final = 100
"""AWS's limit for the keys of a provider."""
MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192

_CURVES: Final[Mapping[str, str]] = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
_SIGNATURES: Final = jwt.PyJWS(algorithms=list(ALGORITHMS))


class KeySetError(LimenError):
    """The text is not a set of public keys."""


class TokenError(LimenError):
    """The text is not a signed token, or no key has signed it."""


@dataclass(frozen=True, slots=True)
class WebKey:
    """A public key that may verify signatures. `key_id` and `algorithm` are empty if the set does not name them."""

    key_id: str
    kind: str
    algorithm: str
    public: RSAPublicKey | EllipticCurvePublicKey


KeySet = tuple[WebKey, ...]


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """A token as its sender wrote it; nothing in it is true before `verify_signature`."""

    text: str
    algorithm: str
    key_id: str
    claims: Mapping[str, object]


def parse_key_set(text: str | bytes) -> KeySet:
    """The usable keys of a set; raises `KeySetError` if there are none, too many, or a private one among them."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise KeySetError("The key set is not JSON.") from None
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list) or len(rows) > MAX_KEYS:
        raise KeySetError(f"The key set must have a member `keys` with at most {MAX_KEYS} keys.")
    if any(isinstance(row, dict) and ("d" in row or "k" in row) for row in rows):
        raise KeySetError("The key set contains a private or secret key. It must contain public keys only.")
    keys = tuple(key for row in rows if isinstance(row, dict) and (key := _find_key(row)) is not None)
    if not keys:
        raise KeySetError("The key set has no RSA or EC key for signatures.")
    return keys


def parse_token(text: str) -> UnverifiedToken:
    """Read a token; raises `TokenError` if it is not one, or has an algorithm that is not accepted."""
    try:
        decoded = _SIGNATURES.decode_complete(text, options={"verify_signature": False})
        header, claims = decoded["header"], json.loads(decoded["payload"])
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenError(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        ) from None
    algorithm, key_id = header.get("alg"), header.get("kid", "")
    if algorithm not in tuple(ALGORITHMS) or not isinstance(key_id, str) or not isinstance(claims, dict):
        raise TokenError("The token's header or claims are not acceptable.")
    return UnverifiedToken(text, algorithm, key_id, claims)


def choose_keys(keys: KeySet, token: UnverifiedToken) -> KeySet:
    """The keys that may have signed the token: of its key id, if it names one, and of its algorithm."""
    return tuple(
        key
        for key in keys
        if token.key_id in {"", key.key_id} and key.algorithm in {"", token.algorithm} and _fits(key, token.algorithm)
    )


def verify_signature(token: UnverifiedToken, keys: KeySet) -> None:
    """Raise `TokenError` unless one of the keys has signed the token."""
    for key in choose_keys(keys, token):
        try:
            _SIGNATURES.decode_complete(token.text, key.public, algorithms=[token.algorithm])
        except jwt.PyJWTError:
            continue
        return
    raise TokenError("The token's signature is invalid.")


def _find_key(row: Mapping[str, object]) -> WebKey | None:
    """The key, or `None` for one that is for something else, or that cannot be read."""
    kind, key_id, algorithm = row.get("kty"), row.get("kid", ""), row.get("alg", "")
    if kind not in ("RSA", "EC") or row.get("use", "sig") != "sig" or not isinstance(key_id, str):
        return None
    if not isinstance(algorithm, str) or algorithm not in {"", *ALGORITHMS}:
        return None
    try:
        loaded = jwt.PyJWK(dict(row), algorithm="RS256" if kind == "RSA" else None).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(loaded, RSAPublicKey):
        return WebKey(key_id, str(kind), algorithm, loaded) if MIN_RSA_BITS <= loaded.key_size <= MAX_RSA_BITS else None
    return WebKey(key_id, str(kind), algorithm, loaded) if isinstance(loaded, EllipticCurvePublicKey) else None


def _fits(key: WebKey, algorithm: str) -> bool:
    if key.kind != ALGORITHMS[algorithm]:
        return False
    return isinstance(key.public, RSAPublicKey) or key.public.curve.name == _CURVES[algorithm]
