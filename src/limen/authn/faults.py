"""Faults of credentials and of uploaded keys and certificates (spec api 2.11, 2.14)."""

from typing import Final

from limen.errors import ApiError

UNKNOWN_CREDENTIALS: Final = "The security token included in the request is invalid."
"""AWS's text, which is the same for every cause and so reveals nothing."""


class InvalidClientTokenIdError(ApiError):
    """Unknown, deleted or inactive key; missing, foreign or revoked session token."""

    code, status = "InvalidClientTokenId", 403

    def __init__(self, message: str = UNKNOWN_CREDENTIALS) -> None:
        """Use AWS's text."""
        super().__init__(message)


class ExpiredTokenError(ApiError):
    """The session has expired."""

    code, status = "ExpiredToken", 403

    def __init__(self, message: str = "The security token included in the request is expired") -> None:
        """Use AWS's text."""
        super().__init__(message)


class InvalidPublicKeyError(ApiError):
    """The SSH public key is malformed, or of a kind or length that is not accepted."""

    code, status = "InvalidPublicKey", 400


class UnrecognizedPublicKeyEncodingError(ApiError):
    """The SSH public key is neither in OpenSSH's form nor PEM."""

    code, status = "UnrecognizedPublicKeyEncoding", 400


class InvalidIdentityTokenError(ApiError):
    """The web identity token or SAML assertion is not acceptable."""

    code, status = "InvalidIdentityToken", 400


class ExpiredIdentityTokenError(ApiError):
    """The web identity token or SAML assertion has expired."""

    code, status = "ExpiredTokenException", 400


class IDPCommunicationError(ApiError):
    """The identity provider cannot be reached."""

    code, status = "IDPCommunicationError", 400


class KeyPairMismatchError(ApiError):
    """The private key is not the certificate's."""

    code, status = "KeyPairMismatch", 400


class MalformedCertificateError(ApiError):
    """The text is not a certificate, or the certificate is not valid at this time."""

    code, status = "MalformedCertificate", 400


class IDPRejectedClaimError(ApiError):
    """The identity provider reports that authentication failed."""

    code, status = "IDPRejectedClaim", 403

    def __init__(self, message: str = "The identity provider reported that authentication failed.") -> None:
        """Say it, whatever the provider's own reason is."""
        super().__init__(message)
