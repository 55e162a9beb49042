"""The faults of the `limen` service that no other has."""

from limen.errors import ApiError


class ResourceNotFoundError(ApiError):
    """What the call names does not exist."""

    code, status = "ResourceNotFoundException", 404
