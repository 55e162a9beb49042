"""What a browser needs for a ceremony: the options of `navigator.credentials.create` and `get`, in their JSON form.

Source: WebAuthn 5.1.8 and 5.1.9. User verification is preferred, not required: the passkey is the second factor, after
a password. No attestation is requested: it would identify the model of the device, and Limen accepts every model.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from limen.authn.passkeys.challenges import CHALLENGE_LIFE
from limen.domain.iam.mfa import Passkey, PasskeyChallenge

ALGORITHMS: Final = (-8, -7, -257)
"""EdDSA, ES256 and RS256 (RFC 8152, RFC 8812): every authenticator on the market has one of them."""

RELYING_PARTY_NAME: Final = "Limen"
TIMEOUT_MS: Final = int(CHALLENGE_LIFE.total_seconds() * 1000)


def creation_options(challenge: PasskeyChallenge, present: Iterable[Passkey], *, user_name: str) -> dict[str, object]:
    """Options for a new passkey; authenticators that hold one of the `present` ones refuse to make another."""
    return {
        "rp": {"id": challenge.relying_party, "name": RELYING_PARTY_NAME},
        "user": {
            "id": encode(user_handle(challenge.account, challenge.owner_id)),
            "name": user_name,
            "displayName": user_name,
        },
        "challenge": encode(challenge.challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in ALGORITHMS],
        "timeout": TIMEOUT_MS,
        "excludeCredentials": _describe(present, challenge.relying_party),
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "preferred"},
        "attestation": "none",
    }


def request_options(challenge: PasskeyChallenge, present: Iterable[Passkey]) -> dict[str, object]:
    """Options for an answer by one of the `present` passkeys."""
    return {
        "challenge": encode(challenge.challenge),
        "timeout": TIMEOUT_MS,
        "rpId": challenge.relying_party,
        "allowCredentials": _describe(present, challenge.relying_party),
        "userVerification": "preferred",
    }


def user_handle(account: str, owner_id: str) -> bytes:
    """The bytes that identify a user to authenticators: always the same, without personal data (WebAuthn 14.6.1)."""
    return sha256(f"limen passkeys {account} {owner_id}".encode()).digest()


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _describe(present: Iterable[Passkey], relying_party: str) -> list[dict[str, object]]:
    return [
        {"type": "public-key", "id": encode(passkey.credential_id), "transports": list(passkey.transports)}
        for passkey in present
        if passkey.relying_party == relying_party
    ]
