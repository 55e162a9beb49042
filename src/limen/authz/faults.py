"""Faults of encoded authorization messages (spec policy 7.7)."""

from limen.errors import ApiError


class InvalidAuthorizationMessageError(ApiError):
    """The encoded authorization message cannot be opened."""

    code, status = "InvalidAuthorizationMessageException", 400
