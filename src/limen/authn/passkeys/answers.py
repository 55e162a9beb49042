"""Verification of an authenticator's answer by the `webauthn` library (WebAuthn 7.1 and 7.2).

Type, challenge, origin, hash of the RP ID, presence of the user, signature, counter and user handle are checked. The
library takes a quarter of a second to load, so it is loaded with the first answer.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hmac import compare_digest
from types import ModuleType
from typing import Final

from limen.authn.passkeys.ceremony_options import ALGORITHMS, user_handle
from limen.authn.passkeys.relying_party import RelyingParty
from limen.domain.iam.mfa import Passkey, PasskeyChallenge
from limen.errors import LimenError

TRANSPORTS: Final = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})
MAX_CREDENTIAL_ID_BYTES: Final = 1023  # WebAuthn 4, Credential ID.
MAX_KEY_BYTES: Final = 2048

_FORMATS: Final = frozenset({"none", "packed"})
"""Browsers pass on only these formats when no attestation is requested; the new key itself then signs `packed`."""


class WrongAnswerError(LimenError):
    """The answer of an authenticator is malformed, or does not answer this challenge."""


@dataclass(frozen=True, slots=True)
class NewCredential:
    """The credential that an authenticator has made; `public_key` is a COSE key, as bytes."""

    id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


def verify_new_credential(text: str, challenge: PasskeyChallenge, relying_party: RelyingParty) -> NewCredential:
    """The credential in a RegistrationResponseJSON; raises `WrongAnswerError`."""
    answer = _parse(text)
    library = _load_library()
    try:
        _require_plain_format(library, answer)
        verified = library.verify_registration_response(
            credential=answer,
            expected_challenge=challenge.challenge,
            expected_rp_id=relying_party.id,
            expected_origin=relying_party.origin,
            supported_pub_key_algs=list(ALGORITHMS),
        )
    except _failures() as error:
        raise WrongAnswerError(f"The answer of the authenticator is not valid: {_reason(error)}") from error
    if len(verified.credential_id) > MAX_CREDENTIAL_ID_BYTES or len(verified.credential_public_key) > MAX_KEY_BYTES:
        raise WrongAnswerError("The authenticator made a credential that is too long.")
    return NewCredential(
        verified.credential_id, verified.credential_public_key, verified.sign_count, _read_transports(answer)
    )


def read_credential_id(text: str) -> bytes:
    """The id of the credential that signed an AuthenticationResponseJSON; raises `WrongAnswerError`."""
    key = _parse(text).get("id")
    if not isinstance(key, str):
        raise WrongAnswerError("The answer has no id.")
    try:
        return urlsafe_b64decode(key + "=" * (-len(key) % 4))
    except ValueError:
        raise WrongAnswerError("The id is not base64url.") from None


def verify_signature(text: str, passkey: Passkey, challenge: PasskeyChallenge, relying_party: RelyingParty) -> int:
    """The counter in an AuthenticationResponseJSON; raises `WrongAnswerError` if the passkey has not signed it."""
    answer = _parse(text)
    _require_handle(answer, passkey)
    try:
        verified = _load_library().verify_authentication_response(
            credential=answer,
            expected_challenge=challenge.challenge,
            expected_rp_id=relying_party.id,
            expected_origin=relying_party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except _failures() as error:
        raise WrongAnswerError(f"The answer of the authenticator is not valid: {_reason(error)}") from error
    return int(verified.new_sign_count)


def is_counter_valid(former: int, present: int) -> bool:
    """Whether a counter has grown, or stays 0 (WebAuthn 6.1.1). Otherwise there may be a copy of the key."""
    return present > former or present == former == 0


def _parse(text: str) -> Mapping[str, object]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        raise WrongAnswerError("The answer of the authenticator is not JSON.") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise WrongAnswerError("The answer of the authenticator is not an object with a response.")
    return answer


def _read(answer: Mapping[str, object], name: str) -> object:
    """A member of the response."""
    response = answer["response"]
    return response.get(name) if isinstance(response, dict) else None


def _require_plain_format(library: ModuleType, answer: Mapping[str, object]) -> None:
    raw = library.base64url_to_bytes(str(_read(answer, "attestationObject")))
    attestation = library.helpers.parse_attestation_object(raw)
    if attestation.fmt not in _FORMATS or attestation.att_stmt.x5c is not None:
        raise WrongAnswerError("The authenticator sent an attestation that was not requested.")


def _require_handle(answer: Mapping[str, object], passkey: Passkey) -> None:
    """If an answer names the user of the credential, it must be the right one (WebAuthn 7.2, step 6)."""
    given = _read(answer, "userHandle")
    if given is None:
        return
    try:
        handle = urlsafe_b64decode(str(given) + "=" * (-len(str(given)) % 4))
    except ValueError:
        raise WrongAnswerError("The user handle is not base64url.") from None
    if not compare_digest(handle, user_handle(passkey.account, passkey.owner_id)):
        raise WrongAnswerError("The credential is another user's.")


def _read_transports(answer: Mapping[str, object]) -> tuple[str, ...]:
    given = _read(answer, "transports")
    return tuple(sorted(each for each in TRANSPORTS if each in given)) if isinstance(given, list) else ()


@cache
def _load_library() -> ModuleType:
    import webauthn  # noqa: PLC0415 - takes a quarter of a second, and most servers never need it
    import webauthn.helpers  # noqa: PLC0415 - as above

    return webauthn


def _failures() -> tuple[type[Exception], ...]:
    """What the library raises for bad input: its own errors, and those of the decoders that it calls."""
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    return (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def _reason(error: Exception) -> str:
    """The library's own message about a mismatch; the message of a decoder would not help people."""
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    return str(error) if isinstance(error, WebAuthnException) else "it is malformed"
