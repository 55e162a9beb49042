"""The errors of the sign-in service, as in the `signin` model: error shape, status, OAuth 2.0 error code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from limen.errors import LimenError
from limen.wire.http import REQUEST_ID_HEADER, HTTPResponse

INCORRECT = "Your authentication information is incorrect. Please try again."


class SignInError(LimenError):
    """A modeled fault of the sign-in service; `error` is the OAuth 2.0 code, `message` what people read."""

    shape: ClassVar[str] = "InternalServerException"
    status: ClassVar[int] = 500

    def __init__(self, error: str, message: str) -> None:
        """Keep both texts."""
        super().__init__(message)
        self.error = error
        self.message = message

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Headers besides the content type."""
        return (("x-amzn-ErrorType", self.shape),)


class InvalidRequestError(SignInError):
    """The request is malformed, or requests something impossible."""

    shape, status = "ValidationException", 400


class DeniedError(SignInError):
    """The credentials are not accepted, or no longer."""

    shape, status = "AccessDeniedException", 403


@dataclass(frozen=True, slots=True)
class Offer:
    """The second factors that a browser may give: a code, or an answer to the challenge of `passkey`.

    `passkey` has the id of its challenge and the options for the browser. `note` says why a passkey of the user does
    not work here.
    """

    has_codes: bool = True
    passkey: Mapping[str, object] | None = None
    note: str = ""

    def describe(self) -> dict[str, object]:
        """Its members in the answer."""
        parts = {"passkey": self.passkey, "note": self.note}
        return {"codes": self.has_codes, **{name: value for name, value in parts.items() if value}}


class CodeRequiredError(DeniedError):
    """The password is correct, but the user has an MFA device, which must be used too.

    `account` and `principal_id` identify the user, `password_changed` the password.
    """

    def __init__(self, account: str, principal_id: str, password_changed: datetime, offer: Offer) -> None:
        """Keep what a page needs to request the second factor in a second step."""
        message = "Enter a code from your MFA device." if offer.has_codes else "Use your passkey."
        super().__init__("MFA_REQUIRED", message)
        self.offer = offer
        self.account = account
        self.principal_id = principal_id
        self.password_changed = password_changed


class ThrottledError(SignInError):
    """Too many failures; the next attempt has to wait."""

    shape, status = "TooManyRequestsError", 429

    def __init__(self, seconds: int) -> None:
        """Keep how long to wait."""
        unit = "second" if seconds == 1 else "seconds"
        super().__init__("rate_exceeded", f"Too many attempts. Please try again in {seconds} {unit}.")
        self.seconds = seconds

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers with the seconds to wait."""
        return (*SignInError.headers(self), ("Retry-After", str(self.seconds)))


def incorrect() -> DeniedError:
    """The one answer to every wrong account, name and password."""
    return DeniedError("invalid_grant", INCORRECT)


def render_fault(fault: SignInError, request_id: str, **members: object) -> HTTPResponse:
    """The response that reports a fault, with further members."""
    content = {"error": fault.error, "message": fault.message, **members}
    return render_json(fault.status, content, request_id, headers=fault.headers())


def render_json(
    status: int, content: object, request_id: str, *, headers: tuple[tuple[str, str], ...] = ()
) -> HTTPResponse:
    """A JSON response that must not be cached."""
    fixed = (
        ("Content-Type", "application/json"),
        ("Cache-Control", "no-store"),
        (REQUEST_ID_HEADER, request_id),
    )
    return HTTPResponse(status, (*fixed, *headers), json.dumps(content, separators=(",", ":")).encode())
