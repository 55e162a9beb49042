"""The input of `POST /v1/token`: the body of CreateOAuth2Token, and the `password` grant that Limen adds to it.

AWS's service has the grants `authorization_code` (which Limen does not offer yet) and `refresh_token`. The members of
the model have the model's constraints; the members that Limen adds have IAM's for the same values.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from limen.authn.proofs.passkey_answers import PasskeyAnswer
from limen.signin.faults import InvalidRequestError
from limen.signin.password_proofs import PasswordProof
from limen.wire.http import HTTPRequest

CLIENT_ID = "arn:aws:signin:::devtools/same-device"

_CLIENT_ID = re.compile(r"arn:aws:signin:::devtools/(cross-device|same-device)")
_PASSWORD = re.compile(r"[\t\n\r\x20-\xff]{1,128}")
_TEXT = re.compile(r"[\x20-\x7e]{1,320}")
_MFA_CODE = re.compile(r"[0-9]{6}")
_CHALLENGE_ID = re.compile(r"[A-Z2-7]{16,64}")
_SIGNIN_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,128}")
_REFRESH_TOKEN = re.compile(r"[A-Za-z0-9_=-]{1,12288}")


@dataclass(frozen=True, slots=True)
class PasswordGrant:
    """A user's account (id or alias), name and password; or the root user's e-mail address and password.

    `new_password` is given when a change is required, `mfa_code` or `passkey` if the user has an MFA device. `account`
    optionally distinguishes root users with the same e-mail address.
    """

    account: str
    user_name: str
    email: str
    password: str = field(repr=False)
    new_password: str | None = field(repr=False)
    mfa_code: str | None = field(repr=False)
    passkey: PasskeyAnswer | None = None

    @property
    def has_second_factor(self) -> bool:
        """Whether a second factor is given, right or wrong."""
        return self.mfa_code is not None or self.passkey is not None


@dataclass(frozen=True, slots=True)
class RefreshGrant:
    """A refresh token from an earlier answer."""

    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeGrant:
    """The second step of a sign-in: a code of an MFA device after a correct password."""

    proof: PasswordProof
    code: str = field(repr=False)
    new_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """A token of the federation endpoint."""

    token: str = field(repr=False)


Grant = PasswordGrant | RefreshGrant | TokenGrant


def parse_grant(request: HTTPRequest) -> Grant:
    """Read the request's body; raises `InvalidRequestError`."""
    members = _parse_body(request)
    _required(members, "clientId", _CLIENT_ID)
    match members.get("grantType"):
        case "password":
            return parse_password_grant(members)
        case "refresh_token":
            return RefreshGrant(_required(members, "refreshToken", _REFRESH_TOKEN))
        case "signin_token":
            return TokenGrant(_required(members, "signinToken", _SIGNIN_TOKEN))
        case None:
            raise InvalidRequestError("invalid_request", "grantType is required.")
        case _:
            raise InvalidRequestError("unsupported_grant_type", "grantType must be password or refresh_token.")


def parse_password_grant(members: Mapping[str, object]) -> PasswordGrant:
    """Read the members that identify the user and the method; raises `InvalidRequestError`."""
    account, user_name = _optional(members, "account", _TEXT), _optional(members, "userName", _TEXT)
    email = _optional(members, "email", _TEXT)
    if bool(user_name) == bool(email) or (user_name and not account):
        raise InvalidRequestError("invalid_request", "Give account and userName, or the root user's email.")
    new_password = _required(members, "newPassword", _PASSWORD) if "newPassword" in members else None
    password = _required(members, "password", _PASSWORD)
    mfa_code = _required(members, "mfaCode", _MFA_CODE) if "mfaCode" in members else None
    passkey = _parse_passkey(members)
    if mfa_code is not None and passkey is not None:
        raise InvalidRequestError("invalid_request", "Give mfaCode or passkey, not both.")
    return PasswordGrant(account, user_name, email, password, new_password, mfa_code, passkey)


def _parse_body(request: HTTPRequest) -> Mapping[str, object]:
    if request.raw_query:
        raise InvalidRequestError("invalid_request", "This form of the request is not supported.")
    # Any web page could send a form or plain text without a preflight request; JSON it cannot.
    content_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise InvalidRequestError("invalid_request", "The content type must be application/json.")
    try:
        members = json.loads(request.body)
    except (ValueError, RecursionError):
        raise InvalidRequestError("invalid_request", "The body is not JSON.") from None
    if not isinstance(members, dict):
        raise InvalidRequestError("invalid_request", "The body must be a JSON object.")
    return members


def _parse_passkey(members: Mapping[str, object]) -> PasskeyAnswer | None:
    """The answer of a passkey: the id of its challenge, and the AuthenticationResponseJSON of WebAuthn."""
    if "passkey" not in members:
        return None
    given = members["passkey"]
    if not isinstance(given, dict) or not isinstance(given.get("credential"), dict):
        raise InvalidRequestError("invalid_request", "passkey is malformed.")
    return PasskeyAnswer(_required(given, "challengeId", _CHALLENGE_ID), json.dumps(given["credential"]))


def _optional(members: Mapping[str, object], name: str, pattern: re.Pattern[str]) -> str:
    return _required(members, name, pattern) if name in members else ""


def _required(members: Mapping[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise InvalidRequestError("invalid_request", f"{name} is missing or malformed.")
    return value
