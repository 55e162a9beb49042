"""Faults of IAM Access Analyzer."""

from limen.errors import ApiError


class InvalidParameterError(ApiError):
    """A parameter lacks a part, or has a value that the operation does not accept."""

    code, status = "InvalidParameterException", 400


class UnprocessableEntityError(ApiError):
    """The input is beyond a limit."""

    code, status = "UnprocessableEntityException", 422
