"""The faults of STS's API that no other service has (spec api 2.13)."""

from limen.errors import ApiError


class InvalidParameterValueError(ApiError):
    """STS's code for a value that is not acceptable."""

    code, status = "InvalidParameterValue", 400


class PackedPolicyTooLargeError(ApiError):
    """Session policies and tags exceed the packed budget."""

    code, status = "PackedPolicyTooLarge", 400
