"""Faults of CloudTrail."""

from limen.errors import ApiError


class InvalidLookupAttributesError(ApiError):
    """A lookup attribute is not valid, or there is more than one."""

    code, status = "InvalidLookupAttributesException", 400


class InvalidNextTokenError(ApiError):
    """The token is not one of this list's."""

    code, status = "InvalidNextTokenException", 400


class InvalidTimeRangeError(ApiError):
    """The start of the time range is after its end."""

    code, status = "InvalidTimeRangeException", 400
