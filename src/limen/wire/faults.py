"""Faults of a request that cannot be parsed (spec api 2.6, 4)."""

from limen.errors import ApiError

MAX_NAME_CHARACTERS = 128
"""Characters of a name in a request, which may be any text, that a message repeats."""


class InvalidActionError(ApiError):
    """No such operation in that API version."""

    code, status = "InvalidAction", 400

    @property
    def recorded_message(self) -> str:
        """Without the action, which may be any text."""
        return "Could not find the operation that the request names."


class MalformedInputError(ApiError):
    """A value on the wire does not have its type's form."""

    code, status = "MalformedInput", 400


class RequestEntityTooLargeError(ApiError):
    """The body is over the limit."""

    code, status = "RequestEntityTooLarge", 413


class MethodNotAllowedError(ApiError):
    """The API is called by GET and POST only."""

    code, status = "MethodNotAllowed", 405
