"""Faults of a signature (spec api 2.14)."""

from limen.errors import ApiError


class IncompleteSignatureError(ApiError):
    """The Authorization header or its query form cannot be parsed or lacks a part."""

    code, status = "IncompleteSignature", 400


class SignatureDoesNotMatchError(ApiError):
    """The signature differs, its scope is wrong, or its time is out of the window."""

    code, status = "SignatureDoesNotMatch", 403


class RequestExpiredError(ApiError):
    """A presigned request is past its `X-Amz-Expires`."""

    code, status = "RequestExpired", 400
