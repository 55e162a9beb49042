"""Faults of credentials and of uploaded keys and certificates (spec api 2.11, 2.14)."""

from limen.errors import ApiError


class InvalidClientTokenIdError(ApiError):
    """Unknown, deleted or inactive key; missing, foreign or revoked session token."""

    code, status = "InvalidClientTokenId", 403


class ExpiredTokenError(ApiError):
    """The session is over."""

    code, status = "ExpiredToken", 403


class InvalidPublicKeyError(ApiError):
    """The SSH public key is malformed, or of a kind or length that is not taken."""

    code, status = "InvalidPublicKey", 400


class UnrecognizedPublicKeyEncodingError(ApiError):
    """The SSH public key is neither in OpenSSH's form nor PEM."""

    code, status = "UnrecognizedPublicKeyEncoding", 400


class MalformedCertificateError(ApiError):
    """The text is no certificate, or the certificate is out of its time."""

    code, status = "MalformedCertificate", 400
