"""Every error that has a meaning outside the function that raises it.

`LimenError` is the root. `ApiError` and its subclasses are the modeled faults of the IAM and STS APIs: the wire code,
the HTTP status (botocore service models; spec api 2.6) and the message that the client reads. They carry no secrets.
"""

from collections.abc import Mapping
from typing import ClassVar, Final


class LimenError(Exception):
    """Root of all errors raised on purpose by Limen."""


class ApiError(LimenError):
    """A modeled API fault: `code` and `status` belong to the class, the message to the occasion.

    `members` are the other members that the service's model lists for the fault (`resourceId`, `Reason`).
    """

    code: ClassVar[str] = "ServiceFailure"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, members: Mapping[str, object] | None = None) -> None:
        """Keep the text the client reads."""
        super().__init__(message)
        self.message = message
        self.members: Mapping[str, object] = members or {}

    @property
    def recorded_message(self) -> str:
        """The text for the audit trail: the message, without values that the client may have misplaced."""
        return self.message

    @property
    def is_sender_fault(self) -> bool:
        """Whether the client caused the fault (`<Type>Sender</Type>`)."""
        return self.status < 500


class ServiceFailureError(ApiError):
    """The server failed; nothing was written."""


NOT_IMPLEMENTED_STATUS: Final = 400
"""Not 501, which means the same, but which several AWS SDKs treat as a failure of the server and retry."""


class NotImplementedOperationError(ApiError):
    """The operation has no handler yet, or its service is not served at all."""

    code, status = "NotImplemented", NOT_IMPLEMENTED_STATUS


class ServiceUnavailableError(ApiError):
    """A precondition of answering (the store, the audit trail) is not met right now."""

    code, status = "ServiceUnavailable", 503


# --- the caller (spec api 2.14) ---------------------------------------------------------------------------------


class MissingAuthenticationTokenError(ApiError):
    """The request carries no credentials at all."""

    code, status = "MissingAuthenticationToken", 403

    def __init__(self, message: str = "Request is missing Authentication Token") -> None:
        """Use AWS's text."""
        super().__init__(message)


class AccessDeniedError(ApiError):
    """A policy refuses, or nothing allows.

    `decision_id` names the decision in the audit trail, if one was made, and `revision` the state it was made on.
    """

    code, status = "AccessDenied", 403

    def __init__(self, message: str, *, decision_id: str = "", revision: int = 0) -> None:
        """Keep the text, the decision's id and its revision."""
        super().__init__(message)
        self.decision_id = decision_id
        self.revision = revision


class ThrottlingError(ApiError):
    """Too many attempts."""

    code, status = "Throttling", 400

    def __init__(self, message: str = "Rate exceeded", *, members: Mapping[str, object] | None = None) -> None:
        """Use AWS's text."""
        super().__init__(message, members=members)


# --- the request itself (spec api 2.6, 4) ---------------------------------------------------------------------------


class ValidationError(ApiError):
    """A parameter breaks a constraint of the service model.

    `failures` are the names of the parameters, each with the constraint.
    """

    code, status = "ValidationError", 400

    def __init__(self, message: str, *, failures: tuple[tuple[str, str], ...] = ()) -> None:
        """Keep the text and its parts."""
        super().__init__(message)
        self.failures = failures


# --- the state of things ---------------------------------------------------------------------------------------------


class ConcurrentModificationError(ApiError):
    """Another write is in the way; try again."""

    code, status = "ConcurrentModification", 409
