"""The faults that only the `limen` service has."""

from limen.errors import ApiError


class ResourceNotFoundError(ApiError):
    """The thing that the call names does not exist."""

    code, status = "ResourceNotFoundException", 404


class LimitExceededError(ApiError):
    """A quota would be exceeded."""

    code, status = "LimitExceededException", 409
