"""Every error that has a meaning outside the function that raises it.

`LimenError` is the root. `ApiError` and its subclasses are the modelled faults of the IAM and STS APIs: the wire code,
the HTTP status (botocore service models; spec api 2.6) and the message that the client reads. They carry no secrets.
"""

from typing import ClassVar


class LimenError(Exception):
    """Root of all errors raised on purpose by Limen."""


class ApiError(LimenError):
    """A modelled API fault: `code` and `status` belong to the class, the message to the occasion."""

    code: ClassVar[str] = "ServiceFailure"
    status: ClassVar[int] = 500

    def __init__(self, message: str) -> None:
        """Keep the text the client reads."""
        super().__init__(message)
        self.message = message

    @property
    def is_sender_fault(self) -> bool:
        """Whether the client is to blame (`<Type>Sender</Type>`)."""
        return self.status < 500


class ServiceFailureError(ApiError):
    """The server failed; nothing was written."""


class NotImplementedOperationError(ApiError):
    """The operation is in the service model but has no handler yet."""

    code, status = "NotImplemented", 501


class ServiceUnavailableError(ApiError):
    """A precondition of answering (the store, the audit trail) is not met right now."""

    code, status = "ServiceUnavailable", 503


# --- who is calling (spec api 2.14) ---------------------------------------------------------------------------------


class MissingAuthenticationTokenError(ApiError):
    """The request carries no credentials at all."""

    code, status = "MissingAuthenticationToken", 403


class IncompleteSignatureError(ApiError):
    """The Authorization header or its query form cannot be parsed or lacks a part."""

    code, status = "IncompleteSignature", 400


class InvalidClientTokenIdError(ApiError):
    """Unknown, deleted or inactive key; missing, foreign or revoked session token."""

    code, status = "InvalidClientTokenId", 403


class SignatureDoesNotMatchError(ApiError):
    """The signature differs, its scope is wrong, or its time is out of the window."""

    code, status = "SignatureDoesNotMatch", 403


class ExpiredTokenError(ApiError):
    """The session is over."""

    code, status = "ExpiredToken", 403


class RequestExpiredError(ApiError):
    """A presigned request is past its `X-Amz-Expires`."""

    code, status = "RequestExpired", 400


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


# --- what is asked (spec api 2.6, 4) --------------------------------------------------------------------------------


class InvalidActionError(ApiError):
    """No such operation in that API version."""

    code, status = "InvalidAction", 400


class MalformedInputError(ApiError):
    """A value on the wire does not have its type's form."""

    code, status = "MalformedInput", 400


class ValidationError(ApiError):
    """A parameter breaks a constraint of the service model."""

    code, status = "ValidationError", 400


class InvalidInputError(ApiError):
    """A parameter is well-formed but not acceptable."""

    code, status = "InvalidInput", 400


class InvalidParameterValueError(ApiError):
    """STS' word for a value that is not acceptable."""

    code, status = "InvalidParameterValue", 400


class RequestEntityTooLargeError(ApiError):
    """The body is over the limit."""

    code, status = "RequestEntityTooLarge", 413


class MethodNotAllowedError(ApiError):
    """The API is called by GET and POST only."""

    code, status = "MethodNotAllowed", 405


# --- the state of things ---------------------------------------------------------------------------------------------


class NoSuchEntityError(ApiError):
    """The named entity does not exist."""

    code, status = "NoSuchEntity", 404


class EntityAlreadyExistsError(ApiError):
    """The name is taken."""

    code, status = "EntityAlreadyExists", 409


class DeleteConflictError(ApiError):
    """Something still hangs on the entity."""

    code, status = "DeleteConflict", 409


class LimitExceededError(ApiError):
    """A quota would be exceeded."""

    code, status = "LimitExceeded", 409


class ConcurrentModificationError(ApiError):
    """Another write is in the way; try again."""

    code, status = "ConcurrentModification", 409


class EntityTemporarilyUnmodifiableError(ApiError):
    """The entity is being changed; try again."""

    code, status = "EntityTemporarilyUnmodifiable", 409


class UnmodifiableEntityError(ApiError):
    """Only AWS (here: the server itself) may change the entity."""

    code, status = "UnmodifiableEntity", 400


class MalformedPolicyDocumentError(ApiError):
    """The policy document is refused."""

    code, status = "MalformedPolicyDocument", 400


class PackedPolicyTooLargeError(ApiError):
    """Session policies and tags exceed the packed budget."""

    code, status = "PackedPolicyTooLarge", 400


class PolicyNotAttachableError(ApiError):
    """The policy may not be attached to this kind of entity."""

    code, status = "PolicyNotAttachable", 400


class PolicyEvaluationError(ApiError):
    """A policy that was supplied could not be evaluated."""

    code, status = "PolicyEvaluation", 500


class PasswordPolicyViolationError(ApiError):
    """The password does not satisfy the account's password policy."""

    code, status = "PasswordPolicyViolation", 400


class InvalidUserTypeError(ApiError):
    """The caller is not an IAM user."""

    code, status = "InvalidUserType", 400


class InvalidAuthenticationCodeError(ApiError):
    """The codes are not two in a row of the MFA device."""

    code, status = "InvalidAuthenticationCode", 403


class InvalidPublicKeyError(ApiError):
    """The SSH public key is malformed, or of a kind or length that is not taken."""

    code, status = "InvalidPublicKey", 400


class UnrecognizedPublicKeyEncodingError(ApiError):
    """The SSH public key is neither in OpenSSH's form nor PEM."""

    code, status = "UnrecognizedPublicKeyEncoding", 400


class DuplicateSSHPublicKeyError(ApiError):
    """The user has that SSH public key already."""

    code, status = "DuplicateSSHPublicKey", 400


class MalformedCertificateError(ApiError):
    """The text is no certificate, or the certificate is out of its time."""

    code, status = "MalformedCertificate", 400


class DuplicateCertificateError(ApiError):
    """Another user of the account has that certificate already."""

    code, status = "DuplicateCertificate", 409


class InvalidAuthorizationMessageError(ApiError):
    """The encoded authorization message cannot be opened."""

    code, status = "InvalidAuthorizationMessageException", 400
