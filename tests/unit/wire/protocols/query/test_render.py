import json
from datetime import UTC, datetime

import pytest
from botocore.parsers import create_parser

from limen.errors import ServiceFailureError, ValidationError
from limen.operations.iam.faults import NoSuchEntityError
from limen.wire.answer import render_error, render_output
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.query.render import accepts_json
from tests.unit.wire.shapes import botocore_model

MOMENT = datetime(2026, 9, 11, 9, 29, 2, tzinfo=UTC)
GET_USER = ParsedCall("iam", "GetUser", {})
AS_XML = HTTPRequest("POST", "/", "", (), b"")
AS_JSON = HTTPRequest("POST", "/", "", (("accept", "application/json"),), b"")


def test_an_answer_has_its_request_id_in_the_header_too():
    response = render_output(GET_USER, {"User": {}}, request_id="the-id")
    assert response.status == 200
    assert dict(response.headers) == {"Content-Type": "text/xml", "x-amzn-RequestId": "the-id"}
    assert b"<RequestId>the-id</RequestId>" in response.body


def test_json():
    user = {"UserName": "é<&>", "CreateDate": MOMENT, "Tags": [{"Key": "k", "Value": ""}], "PasswordLastUsed": None}
    response = render_output(GET_USER, {"User": user}, request=AS_JSON, request_id="the-id")
    assert dict(response.headers)["Content-Type"] == "application/json"
    assert json.loads(response.body) == {
        "GetUserResponse": {
            "GetUserResult": {
                "User": {"UserName": "é<&>", "CreateDate": 1789118942, "Tags": [{"Key": "k", "Value": ""}]}
            },
            "ResponseMetadata": {"RequestId": "the-id"},
        }
    }


def test_json_of_other_types():
    def result(operation: str, output: dict[str, object]) -> object:
        response = render_output(ParsedCall("iam", operation, {}), output, request=AS_JSON, request_id="i")
        return json.loads(response.body)[f"{operation}Response"].get(f"{operation}Result")

    assert result("GetCredentialReport", {"Content": b"\x00\xff"}) == {"Content": "AP8="}
    assert result("GetAccountSummary", {"SummaryMap": {"Users": 3}}) == {"SummaryMap": {"Users": 3}}
    assert result("GetUserPolicy", {"PolicyDocument": "{ }"}) == {"PolicyDocument": "%7B%20%7D"}
    assert result("ListUsers", {"Users": [], "IsTruncated": False}) == {"Users": [], "IsTruncated": False}
    assert result("DeleteUser", {}) is None


@pytest.mark.parametrize("request_", [AS_XML, AS_JSON])
def test_a_member_that_the_model_does_not_have(request_):
    with pytest.raises(ValueError, match="GetUserResponse has no members"):
        render_output(GET_USER, {"Group": {}}, request=request_, request_id="i")


def test_an_error():
    error = NoSuchEntityError('The user with name <"x"> & more\x00 cannot be found.')
    response = render_error(error, AS_XML, service="iam", request_id="the-id")
    assert response.status == 404
    assert dict(response.headers) == {"Content-Type": "text/xml", "x-amzn-RequestId": "the-id"}
    assert response.body.decode() == (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
        '<Code>NoSuchEntity</Code><Message>The user with name &lt;"x"&gt; &amp; more\ufffd cannot be found.</Message>'
        "</Error><RequestId>the-id</RequestId></ErrorResponse>"
    )


def test_botocore_reads_the_error():
    response = render_error(NoSuchEntityError("gone"), AS_XML, service="iam", request_id="the-id")
    shape = botocore_model("iam").operation_model("GetUser").output_shape
    parsed = create_parser("query").parse(
        {"status_code": 404, "headers": dict(response.headers), "body": response.body}, shape
    )
    assert parsed["Error"] == {"Type": "Sender", "Code": "NoSuchEntity", "Message": "gone"}
    assert parsed["ResponseMetadata"]["RequestId"] == "the-id"


def test_the_servers_fault_is_the_receivers():
    response = render_error(ServiceFailureError("sorry"), AS_XML, service="sts", request_id="i")
    assert response.status == 500
    assert b'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Receiver</Type>' in response.body


def test_an_error_before_the_service_is_known():
    assert b"iam.amazonaws.com" in render_error(ValidationError("x"), AS_XML, request_id="i").body


def test_an_error_as_json():
    response = render_error(ValidationError("x"), AS_JSON, service="iam", request_id="the-id")
    assert response.status == 400
    assert json.loads(response.body) == {
        "Error": {"Type": "Sender", "Code": "ValidationError", "Message": "x"},
        "RequestId": "the-id",
    }


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, False),
        ("*/*", False),
        ("text/xml", False),
        ("application/json-seq", False),
        ("application/json", True),
        ("text/html, application/json;q=0.9", True),
    ],
)
def test_who_accepts_json(accept, expected):
    headers = (("accept", accept),) if accept is not None else ()
    assert accepts_json(HTTPRequest("POST", "/", "", headers, b"")) is expected
