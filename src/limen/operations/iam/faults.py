"""The faults of IAM's API: wire code, HTTP status, and when each is raised (spec api 2.6)."""

from limen.errors import ApiError


class InvalidInputError(ApiError):
    """A parameter is well-formed but not acceptable."""

    code, status = "InvalidInput", 400


class NoSuchEntityError(ApiError):
    """The named entity does not exist."""

    code, status = "NoSuchEntity", 404


class EntityAlreadyExistsError(ApiError):
    """The name is taken."""

    code, status = "EntityAlreadyExists", 409


class DeleteConflictError(ApiError):
    """The entity still has dependents."""

    code, status = "DeleteConflict", 409


class LimitExceededError(ApiError):
    """A quota would be exceeded."""

    code, status = "LimitExceeded", 409


class EntityTemporarilyUnmodifiableError(ApiError):
    """The entity is being changed; try again."""

    code, status = "EntityTemporarilyUnmodifiable", 409


class UnmodifiableEntityError(ApiError):
    """Only AWS (here: the server itself) may change the entity."""

    code, status = "UnmodifiableEntity", 400


class MalformedPolicyDocumentError(ApiError):
    """The policy document is refused."""

    code, status = "MalformedPolicyDocument", 400


class PolicyNotAttachableError(ApiError):
    """The policy may not be attached to this kind of entity."""

    code, status = "PolicyNotAttachable", 400


class PolicyEvaluationError(ApiError):
    """A policy that was supplied could not be evaluated."""

    code, status = "PolicyEvaluation", 500


class ReportNotPresentError(ApiError):
    """No credential report has been generated."""

    code, status = "ReportNotPresent", 410


class ReportExpiredError(ApiError):
    """The last credential report is too old."""

    code, status = "ReportExpired", 410


class PasswordPolicyViolationError(ApiError):
    """The password does not satisfy the account's password policy."""

    code, status = "PasswordPolicyViolation", 400


class InvalidUserTypeError(ApiError):
    """The caller is not an IAM user."""

    code, status = "InvalidUserType", 400


class InvalidAuthenticationCodeError(ApiError):
    """The codes are not two consecutive ones of the MFA device."""

    code, status = "InvalidAuthenticationCode", 403


class DuplicateSSHPublicKeyError(ApiError):
    """The user has that SSH public key already."""

    code, status = "DuplicateSSHPublicKey", 400


class DuplicateCertificateError(ApiError):
    """Another user of the account has that certificate already."""

    code, status = "DuplicateCertificate", 409
