"""Faults of Organizations."""

from limen.errors import ApiError


class OrganizationsNotInUseError(ApiError):
    """The account is not a member of an organization."""

    code, status = "AWSOrganizationsNotInUseException", 400
