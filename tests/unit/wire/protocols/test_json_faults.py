"""Errors of JSON services: names, statuses and members, read by botocore's parsers."""

import json
from typing import Any, ClassVar

import pytest
from botocore.parsers import create_parser

from limen import errors
from limen.authn.faults import ExpiredTokenError, InvalidClientTokenIdError
from limen.errors import (
    AccessDeniedError,
    ApiError,
    MissingAuthenticationTokenError,
    NotImplementedOperationError,
    ServiceFailureError,
    ServiceUnavailableError,
    ThrottlingError,
    ValidationError,
)
from limen.sigv4.faults import IncompleteSignatureError, RequestExpiredError, SignatureDoesNotMatchError
from limen.wire.answer import render_error
from limen.wire.faults import InvalidActionError, MalformedInputError, MethodNotAllowedError, RequestEntityTooLargeError
from limen.wire.http import HTTPResponse
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import load_service
from limen.wire.validate import validate
from tests.unit.wire.requests import post
from tests.unit.wire.shapes import botocore_model

SERVICES = ("access-analyzer", "cloudtrail", "organizations", "signin")


class ConflictError(ApiError):
    code, status = "ConflictException", 409


class NotInUseError(ApiError):
    code, status = "AWSOrganizationsNotInUseException", 404


class MaxResultsError(ApiError):
    code, status = "InvalidMaxResultsException", 400


def respond(error: ApiError, service: str) -> HTTPResponse:
    return render_error(error, post(""), service=service, request_id="the-id")


def read(error: ApiError, service: str) -> tuple[int, dict[str, Any]]:
    """What botocore makes of the error, and the status."""
    response = respond(error, service)
    model = botocore_model(service)
    headers = {name.lower(): value for name, value in response.headers}
    raw = {"status_code": response.status, "headers": headers, "body": response.body}
    parsed = create_parser(model.resolved_protocol).parse(raw, None)
    assert parsed["ResponseMetadata"]["RequestId"] == "the-id"
    return response.status, parsed["Error"]


CASES: list[tuple[type[ApiError], str, int, int]] = [
    (AccessDeniedError, "AccessDeniedException", 400, 403),
    (ExpiredTokenError, "ExpiredTokenException", 400, 403),
    (IncompleteSignatureError, "IncompleteSignatureException", 400, 403),
    (InvalidActionError, "UnknownOperationException", 400, 404),
    (InvalidClientTokenIdError, "UnrecognizedClientException", 400, 403),
    (MalformedInputError, "SerializationException", 400, 400),
    (MethodNotAllowedError, "MethodNotAllowed", 405, 405),
    (MissingAuthenticationTokenError, "MissingAuthenticationTokenException", 400, 403),
    (NotImplementedOperationError, "NotImplemented", 400, 400),
    (RequestEntityTooLargeError, "RequestEntityTooLarge", 413, 413),
    (RequestExpiredError, "InvalidSignatureException", 400, 403),
    (SignatureDoesNotMatchError, "InvalidSignatureException", 400, 403),
    (ValidationError, "ValidationException", 400, 400),
]


@pytest.mark.parametrize(("error", "code", "json_status", "rest_status"), CASES)
def test_common_faults(error, code, json_status, rest_status):
    for service, status in (("cloudtrail", json_status), ("access-analyzer", rest_status)):
        assert read(error("Why & <how>, é"), service) == (status, {"Code": code, "Message": "Why & <how>, é"})


@pytest.mark.parametrize(
    ("error", "service", "code", "status"),
    [
        (ServiceFailureError, "access-analyzer", "InternalServerException", 500),
        (ServiceFailureError, "cloudtrail", "InternalFailure", 500),
        (ServiceFailureError, "organizations", "ServiceException", 500),
        (ServiceFailureError, "signin", "InternalServerException", 500),
        (ServiceUnavailableError, "access-analyzer", "ServiceUnavailable", 503),
        (ServiceUnavailableError, "signin", "ServiceUnavailableException", 503),
        (ThrottlingError, "access-analyzer", "ThrottlingException", 429),
        (ThrottlingError, "organizations", "TooManyRequestsException", 400),
        (ThrottlingError, "cloudtrail", "ThrottlingException", 400),
        (ThrottlingError, "signin", "TooManyRequestsError", 429),
    ],
)
def test_each_service_uses_the_names_of_its_model(error, service, code, status):
    assert read(error("m"), service) == (status, {"Code": code, "Message": "m"})


def test_every_shared_fault_has_a_name_that_clients_can_read():
    common = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ApiError)]
    for error in common:
        for service in SERVICES:
            status, parsed = read(error("m"), service)
            assert parsed["Message"] == "m"
            assert 400 <= status < 600


def test_the_body_of_the_json_protocol():
    response = respond(NotInUseError("Your account is not a member of an organization."), "organizations")
    assert response.status == 400
    assert response.headers == (("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", "the-id"))
    assert json.loads(response.body) == {
        "__type": "AWSOrganizationsNotInUseException",
        "Message": "Your account is not a member of an organization.",
    }


def test_a_model_that_lists_no_message():
    assert json.loads(respond(MaxResultsError("m"), "cloudtrail").body) == {
        "__type": "InvalidMaxResultsException",
        "message": "m",
    }


def test_the_body_of_rest_json():
    error = ConflictError("taken", members={"resourceId": "a", "resourceType": "analyzer"})
    response = respond(error, "access-analyzer")
    assert response.status == 409
    assert dict(response.headers)["x-amzn-ErrorType"] == "ConflictException"
    assert json.loads(response.body) == {"message": "taken", "resourceId": "a", "resourceType": "analyzer"}


def test_a_member_in_a_header():
    response = respond(ThrottlingError("slow", members={"retryAfterSeconds": 3}), "access-analyzer")
    assert dict(response.headers)["Retry-After"] == "3"
    assert json.loads(response.body) == {"message": "slow"}


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_model_requires_of_the_faults_of_the_server_is_there(service):
    for error in (AccessDeniedError, ServiceFailureError, ServiceUnavailableError, ThrottlingError, ValidationError):
        response = respond(error("m"), service)
        body = json.loads(response.body)
        code = body.get("__type") or dict(response.headers)["x-amzn-ErrorType"]
        model = load_service(service).find_fault(code)
        assert model is None or model.shape.required <= body.keys(), code


def test_the_failures_of_a_validation_are_listed_for_access_analyzer():
    with pytest.raises(ValidationError) as caught:
        validate(ParsedCall("access-analyzer", "ValidatePolicy", {"policyDocument": "{}", "policyType": "X"}))
    body = json.loads(respond(caught.value, "access-analyzer").body)
    assert body["reason"] == "fieldValidationFailed"
    assert body["fieldList"] == [
        {"name": "policyType", "message": "Member must satisfy enum value set"},
    ]
    assert body["message"] == (
        "1 validation error detected: Value at 'policyType' failed to satisfy constraint: "
        "Member must satisfy enum value set"
    )


def test_a_reason_that_the_operation_gives_takes_precedence():
    class CannotParseError(ValidationError):
        code: ClassVar[str] = "ValidationError"

    error = CannotParseError("m")
    error.members = {"reason": "cannotParse"}
    assert json.loads(respond(error, "access-analyzer").body)["reason"] == "cannotParse"


def test_validation_in_the_words_of_each_service():
    with pytest.raises(ValidationError) as caught:
        validate(ParsedCall("cloudtrail", "LookupEvents", {"MaxResults": 51}))
    assert read(caught.value, "cloudtrail") == (
        400,
        {
            "Code": "InvalidMaxResultsException",
            "Message": "1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: "
            "Member must have value less than or equal to 50",
        },
    )


def test_the_sign_in_service_has_oauth_codes():
    assert json.loads(respond(AccessDeniedError("no"), "signin").body) == {
        "error": "INSUFFICIENT_PERMISSIONS",
        "message": "no",
    }
