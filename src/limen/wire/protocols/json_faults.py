"""Errors in the words of JSON services: codes, statuses and members.

The faults of authentication, authorization and parsing have the names that the Query services give them; JSON services
name them differently, and some list them in their models. Faults of one operation come with their own code.
https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from limen.errors import ApiError, ValidationError
from limen.wire.model import FaultModel, Location, Shape
from limen.wire.protocols.json_values import encode
from limen.wire.service_model import Service

NAMES: Mapping[str, tuple[str, ...]] = {
    "AccessDenied": ("AccessDeniedException",),
    "ExpiredToken": ("ExpiredTokenException",),
    "IncompleteSignature": ("IncompleteSignatureException",),
    "InvalidAction": ("UnknownOperationException",),
    "InvalidClientTokenId": ("UnrecognizedClientException",),
    "MalformedInput": ("SerializationException",),
    "MissingAuthenticationToken": ("MissingAuthenticationTokenException",),
    "RequestExpired": ("InvalidSignatureException",),
    "ServiceFailure": ("InternalFailure", "InternalServerException", "ServiceException"),
    "ServiceUnavailable": ("ServiceUnavailable", "ServiceUnavailableException"),
    "SignatureDoesNotMatch": ("InvalidSignatureException",),
    "Throttling": ("ThrottlingException", "TooManyRequestsException", "TooManyRequestsError"),
    "ValidationError": ("ValidationException",),
}
"""By code of the Query services: the first name that the service's model lists, else the first."""

VALIDATION_NAMES: Mapping[str, Mapping[str, str]] = {
    "cloudtrail": {
        "eventCategory": "InvalidEventCategoryException",
        "lookupAttributes": "InvalidLookupAttributesException",
        "maxResults": "InvalidMaxResultsException",
    },
}
"""By service and parameter: the fault that the model lists for a value that breaks a constraint."""

JSON_STATUSES: Mapping[int, int] = {401: 400, 403: 400, 404: 400, 409: 400}
"""By a fault's own status: that of the JSON protocol, in which nearly every fault of the client is a 400."""

REST_STATUSES: Mapping[str, int] = {
    "IncompleteSignatureException": 403,
    "InvalidSignatureException": 403,
    "ThrottlingException": 429,
    "UnknownOperationException": 404,
}

OAUTH_CODES: Mapping[str, str] = {
    "AccessDeniedException": "INSUFFICIENT_PERMISSIONS",
    "InternalServerException": "server_error",
    "ServiceUnavailableException": "service_unavailable",
    "TooManyRequestsError": "rate_exceeded",
    "ValidationException": "invalid_request",
}
"""By fault of the sign-in service: the `error` member that it requires."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as a JSON service answers it. `members` are in the service's spelling, `headers` beside them."""

    code: str
    status: int
    members: Mapping[str, object]
    headers: tuple[tuple[str, str], ...] = ()


def name_fault(service: Service | None, error: ApiError) -> Fault:
    """`error` in the words of `service`, or of any JSON service where there is no model."""
    names = _find_names(service, error)
    models = [model for name in names if (model := service.find_fault(name))] if service else []
    if service is None or not models:
        return Fault(names[0], _default_status(service, names[0], error), {"message": error.message})
    return _model_fault(service, models[0], error)


def _find_names(service: Service | None, error: ApiError) -> tuple[str, ...]:
    if service is not None and isinstance(error, ValidationError) and error.failures:
        member = error.failures[0][0].partition(".")[0]
        if name := VALIDATION_NAMES.get(service.name, {}).get(member):
            return (name,)
    return NAMES.get(error.code, (error.code,))


def _default_status(service: Service | None, code: str, error: ApiError) -> int:
    if service is not None and service.protocol == "json":
        return JSON_STATUSES.get(error.status, error.status)
    return REST_STATUSES.get(code, error.status)


def _model_fault(service: Service, model: FaultModel, error: ApiError) -> Fault:
    """Fill the members that the model lists: the message, what the error carries, and what only the wire knows."""
    given: dict[str, object] = {_message_member(model.shape): error.message, **error.members}
    if service.name == "access-analyzer" and isinstance(error, ValidationError):
        given = _field_failures(error) | given
    if service.name == "signin" and model.code in OAUTH_CODES:
        given["error"] = OAUTH_CODES[model.code]
    members, headers = {}, []
    for name, value in given.items():
        shape = model.shape.members.get(name)
        place = model.shape.place(name)
        if place.location is Location.HEADER:
            headers.append((place.name, str(value)))
        else:
            members[place.name] = encode(shape, value) if shape else value
    return Fault(model.code, model.status or _default_status(service, model.code, error), members, tuple(headers))


def _message_member(shape: Shape) -> str:
    """`message` or `Message`, as the model spells it; a model without members means that it is `message`."""
    return next((name for name in shape.members if name.lower() == "message"), "message")


def _field_failures(error: ValidationError) -> dict[str, object]:
    if not error.failures:
        return {"reason": "other"}
    fields = [{"name": path, "message": constraint} for path, constraint in error.failures]
    return {"reason": "fieldValidationFailed", "fieldList": fields}
