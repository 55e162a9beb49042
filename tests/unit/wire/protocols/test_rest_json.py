"""REST-JSON: routes on the raw path, input from everywhere, answers."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.errors import ApiError
from limen.wire.answer import render_output
from limen.wire.faults import InvalidActionError, MalformedInputError
from limen.wire.http import HTTPRequest
from limen.wire.parse_request import parse_call
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.rest_json import render_rest_output
from limen.wire.protocols.rest_routes import make_routes
from limen.wire.service_model import Service, ServiceModelError
from tests.unit.wire.requests import rest_request

ARN = "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/my one"
ENCODED_ARN = "arn%3Aaws%3Aaccess-analyzer%3Aus-east-1%3A123456789012%3Aanalyzer%2Fmy%20one"


def parse(request: HTTPRequest, service: str = "access-analyzer") -> ParsedCall:
    return parse_call(request, service)


def test_a_body_and_parameters():
    body = '{"policyDocument": "{}", "policyType": "IDENTITY_POLICY"}'
    call = parse(rest_request("POST", "/policy/validation", body, query="maxResults=5&nextToken=a%2Bb+c"))
    assert call == ParsedCall(
        "access-analyzer",
        "ValidatePolicy",
        {"policyDocument": "{}", "policyType": "IDENTITY_POLICY", "maxResults": 5, "nextToken": "a+b c"},
    )


@pytest.mark.parametrize(
    ("method", "path", "operation", "labels"),
    [
        ("GET", f"/tags/{ENCODED_ARN}", "ListTagsForResource", {"resourceArn": ARN}),
        ("GET", "/finding/a%2Fb%20c%2Bd", "GetFinding", {"id": "a/b c+d"}),
        ("GET", "/finding/a+b", "GetFinding", {"id": "a+b"}),
        ("GET", "/finding/%C3%A9", "GetFinding", {"id": "é"}),
        ("GET", "/analyzer", "ListAnalyzers", {}),
        ("PUT", "/analyzer", "CreateAnalyzer", {}),
        ("GET", "/policy/generation", "ListPolicyGenerations", {}),
        ("GET", "/policy/generation/generation", "GetGeneratedPolicy", {"jobId": "generation"}),
        ("POST", "/analyzer/findings/statistics", "GetFindingsStatistics", {}),
        ("DELETE", "/analyzer/a/archive-rule/b", "DeleteArchiveRule", {"analyzerName": "a", "ruleName": "b"}),
    ],
)
def test_routes(method, path, operation, labels):
    assert parse(rest_request(method, path)) == ParsedCall("access-analyzer", operation, labels)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/analyzers"),
        ("GET", "/Analyzer"),
        ("GET", "/%61nalyzer"),
        ("GET", "/analyzer/"),
        ("GET", "//analyzer"),
        ("GET", "/analyzer/a/b"),
        ("GET", "/console/analyzer"),
        ("HEAD", "/analyzer"),
        ("POST", "/analyzer"),
        ("get", "/analyzer"),
        ("DELETE", "/analyzer//archive-rule/b"),
        ("POST", "/v1/token"),
    ],
)
def test_what_is_on_no_route(method, path):
    with pytest.raises(InvalidActionError) as caught:
        parse(rest_request(method, path))
    assert caught.value.message == f"No operation of access-analyzer is at '{method} {path}'."


@pytest.mark.parametrize("label", ["%2", "%zz", "%ff", "%00", "\xff"])
def test_a_label_that_is_badly_encoded(label):
    with pytest.raises(MalformedInputError, match=r"^The path"):
        parse(rest_request("GET", f"/finding/{label}"))


def test_parameters_by_type():
    call = parse(rest_request("DELETE", "/tags/x", query="tagKeys=a&tagKeys=b%26&unknown=1&unknown=2"))
    assert call.parameters == {"resourceArn": "x", "tagKeys": ["a", "b&"]}
    call = parse(rest_request("GET", "/policy/generation/x", query="includeServiceLevelTemplate=true"))
    assert call.parameters == {"jobId": "x", "includeServiceLevelTemplate": True}


@pytest.mark.parametrize("query", ["maxResults=x", "maxResults=1.0", "maxResults=1&maxResults=1", "maxResults=%zz"])
def test_parameters_that_are_malformed(query):
    with pytest.raises(MalformedInputError):
        parse(rest_request("GET", "/analyzer", query=query))


@pytest.mark.parametrize("text", ["1", "True", "yes", ""])
def test_a_boolean_is_true_or_false(text):
    with pytest.raises(MalformedInputError, match="not a boolean"):
        parse(rest_request("GET", "/policy/generation/x", query=f"includeServiceLevelTemplate={text}"))


def test_timestamps_in_the_body_are_iso_8601_where_the_model_says_so():
    details = '{"cloudTrailDetails": {"accessRole": "r", "trails": [], "startTime": %s}}'
    call = parse(rest_request("PUT", "/policy/generation", details % '"2026-09-11T11:29:02+02:00"'))
    assert call.parameters["cloudTrailDetails"]["startTime"] == datetime(2026, 9, 11, 9, 29, 2, tzinfo=UTC)
    with pytest.raises(MalformedInputError, match=r"'cloudTrailDetails\.startTime' is not a string"):
        parse(rest_request("PUT", "/policy/generation", details % "1789118942"))


def test_the_body_must_be_json_by_its_content_type():
    with pytest.raises(MalformedInputError, match="must be application/json"):
        parse(rest_request("PUT", "/analyzer", "{}", content_type="text/plain"))


def test_a_body_is_ignored_where_the_operation_has_none():
    assert parse(rest_request("GET", "/analyzer/a", b"\xff", content_type="x/y")).parameters == {"analyzerName": "a"}


def test_a_member_of_the_path_does_not_come_from_the_body():
    call = parse(rest_request("POST", "/tags/x", '{"resourceArn": "y", "tags": {}}'))
    assert call.parameters == {"resourceArn": "x", "tags": {}}


def test_a_union_has_exactly_one_member():
    body = '{"analyzerName": "a", "type": "ACCOUNT", "configuration": %s}'
    for configuration in ("{}", '{"unusedAccess": {}, "internalAccess": {}}'):
        with pytest.raises(MalformedInputError, match="exactly one member of unusedAccess, internalAccess"):
            parse(rest_request("PUT", "/analyzer", body % configuration))
    call = parse(rest_request("PUT", "/analyzer", body % '{"unusedAccess": {"unusedAccessAge": 90}, "other": 1}'))
    assert call.parameters["configuration"] == {"unusedAccess": {"unusedAccessAge": 90}}


@pytest.mark.parametrize(
    ("query", "operation"),
    [
        ("", "CreateOAuth2Token"),
        ("a=b", "CreateOAuth2Token"),
        ("x-amz-client-auth-method=iam", "CreateOAuth2TokenWithIAM"),
        ("x-amz-client-auth-method=iam&x-amz-client-auth-method=iam", "CreateOAuth2Token"),
        ("x-amz-client-auth-method=other", "CreateOAuth2Token"),
        ("x-amz-token-request-type=bearer", "CreateBearerToken"),
    ],
)
def test_a_route_may_demand_a_parameter(query, operation):
    assert parse(rest_request("POST", "/v1/token", query=query), "signin").operation == operation


def test_a_payload_is_the_whole_body():
    call = parse(rest_request("POST", "/v1/token", '{"clientId": "c", "grantType": "g"}'), "signin")
    assert call.parameters == {"tokenInput": {"clientId": "c", "grantType": "g"}}
    assert parse(rest_request("POST", "/v1/token"), "signin").parameters == {}


METHODS = st.sampled_from(["GET", "PUT", "POST", "DELETE", "PATCH"])
PATHS = st.sampled_from(["/analyzer", "/policy/validation", "/tags/%41", "/v1/token", "/"]) | st.text(max_size=20)


@given(METHODS, PATHS, st.text(max_size=20), st.binary(max_size=40), st.sampled_from(["access-analyzer", "signin"]))
def test_arbitrary_requests_are_api_errors_or_calls(method, path, query, body, service):
    try:
        parse(rest_request(method, path, body, query=query), service)
    except ApiError:
        return


def test_an_answer():
    analyzer = {"arn": ARN, "name": "a", "createdAt": datetime(2026, 9, 11, 9, 29, 2, tzinfo=UTC)}
    response = render_output(ParsedCall("access-analyzer", "GetAnalyzer", {}), {"analyzer": analyzer}, request_id="id")
    assert response.status == 200
    assert response.headers == (("Content-Type", "application/json"), ("x-amzn-RequestId", "id"))
    assert json.loads(response.body) == {"analyzer": {"arn": ARN, "name": "a", "createdAt": "2026-09-11T09:29:02Z"}}


def test_an_operation_without_output_answers_nothing():
    response = render_output(ParsedCall("access-analyzer", "DeleteAnalyzer", {}), {}, request_id="i")
    assert (response.status, response.body) == (200, b"")
    assert render_output(ParsedCall("access-analyzer", "TagResource", {}), {}, request_id="i").body == b"{}"


def test_a_payload_is_answered_as_the_whole_body():
    call = ParsedCall("signin", "CreateOAuth2Token", {})
    response = render_output(call, {"tokenOutput": {"tokenType": "urn:x", "expiresIn": 900}}, request_id="i")
    assert json.loads(response.body) == {"tokenType": "urn:x", "expiresIn": 900}
    with pytest.raises(ValueError, match="has no members"):
        render_output(call, {"token": {}}, request_id="i")


def service_of(members: dict[str, Any], uri: str = "/do", **traits: Any) -> Service:
    document = {
        "metadata": {"apiVersion": "1", "protocol": "rest-json"},
        "operations": {
            "Do": {
                "input": {"shape": "In"},
                "output": {"shape": "In"},
                "http": {"method": "GET", "requestUri": uri, "responseCode": 202},
            }
        },
        "shapes": {
            "In": {"type": "structure", "members": members, **traits},
            "S": {"type": "string"},
            "B": {"type": "boolean"},
            "T": {"type": "timestamp"},
            "M": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "S"}},
            "LL": {"type": "list", "member": {"shape": "L"}},
            "L": {"type": "list", "member": {"shape": "S"}},
        },
    }
    return Service("test", document)


def test_members_in_headers():
    members = {
        "A": {"shape": "S", "location": "header", "locationName": "X-A"},
        "B": {"shape": "B", "location": "header", "locationName": "X-B"},
        "T": {"shape": "T", "location": "header", "locationName": "X-T"},
        "C": {"shape": "S", "location": "header", "locationName": "X-C"},
        "D": {"shape": "S"},
    }
    service = service_of(members)
    output = {"A": "x", "B": True, "T": datetime(2026, 9, 11, 9, 29, 2, tzinfo=UTC), "D": "y"}
    response = render_rest_output(service, service.get_operation("Do"), output, "i")
    assert (response.status, response.body) == (202, b'{"D":"y"}')
    assert response.headers[2:] == (("X-A", "x"), ("X-B", "true"), ("X-T", "Fri, 11 Sep 2026 09:29:02 GMT"))


@pytest.mark.parametrize(
    "service",
    [
        service_of({"A": {"shape": "S", "location": "uri", "locationName": "a"}}, "/do/{a+}"),
        service_of({"A": {"shape": "S", "location": "uri", "locationName": "a"}}, "/do/x{a}"),
        service_of({"A": {"shape": "M", "location": "querystring", "locationName": "a"}}),
        service_of({"A": {"shape": "LL", "location": "querystring", "locationName": "a"}}),
        service_of({"A": {"shape": "S"}}, payload="A"),
    ],
)
def test_a_route_that_would_be_read_wrongly_is_refused(service):
    with pytest.raises(ServiceModelError, match="not implemented"):
        make_routes(service)
