"""JSON 1.1 and 1.0: targets, strict bodies, answers."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from limen.errors import ApiError
from limen.wire.answer import render_output
from limen.wire.faults import InvalidActionError, MalformedInputError
from limen.wire.parse_request import parse_call
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.json import parse_json, render_json_output
from limen.wire.protocols.json_values import MAX_DEPTH
from limen.wire.service_model import Service
from limen.wire.service_models import load_service
from limen.wire.validate import validate
from tests.unit.wire.requests import CLOUDTRAIL_TARGET, ORGANIZATIONS_TARGET, json_request

LOOKUP = f"{CLOUDTRAIL_TARGET}.LookupEvents"


def lookup(body: bytes | str) -> dict[str, Any]:
    return dict(parse_call(json_request(LOOKUP, body), "cloudtrail").parameters)


def malformed(body: bytes | str) -> str:
    with pytest.raises(MalformedInputError) as caught:
        lookup(body)
    return caught.value.message


def test_a_call():
    parameters = lookup('{"MaxResults": 5, "LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "é"}]}')
    assert parameters == {
        "MaxResults": 5,
        "LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "é"}],
    }


def test_an_empty_body_is_an_empty_object():
    assert lookup("") == lookup("{}") == {}


def test_null_and_unknown_members_are_not_there():
    assert lookup('{"MaxResults": null, "Frobnicate": [[1]], "maxResults": 3}') == {}


def test_a_null_in_a_list_stays_and_is_refused_by_validation():
    call = parse_call(json_request(LOOKUP, '{"LookupAttributes": [null]}'), "cloudtrail")
    assert call.parameters == {"LookupAttributes": [None]}
    with pytest.raises(ApiError, match=r"'lookupAttributes\.1\.member' failed to satisfy constraint: .* not be null"):
        validate(call)


@pytest.mark.parametrize("number", ["1789118942", "1789118942.0", "1.789118942e9"])
def test_a_timestamp_is_a_number_of_seconds(number):
    assert lookup(f'{{"StartTime": {number}}}') == {"StartTime": datetime(2026, 9, 11, 9, 29, 2, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"NextToken": "\xff"}', "The body is not valid UTF-8."),
        ("{", "The body is not valid JSON."),
        ('{"MaxResults": 1, "MaxResults": 2}', "The body is not valid JSON."),
        ('{"MaxResults": NaN}', "The body is not valid JSON."),
        ('{"MaxResults": ' + "1" * 5000 + "}", "The body is not valid JSON."),
        ("[" * 100_000, "The body is not valid JSON."),
        ("[]", "The body is not a JSON object."),
        ("null", "The body is not a JSON object."),
        ('{"NextToken": 1}', "The value at 'nextToken' is not a string."),
        ('{"NextToken": "\\u0000"}', "The value at 'nextToken' contains a null character."),
        ('{"NextToken": "\\ud800"}', "The value at 'nextToken' contains half a character."),
        ('{"MaxResults": "1"}', "The value at 'maxResults' is not an integer."),
        ('{"MaxResults": true}', "The value at 'maxResults' is not an integer."),
        ('{"MaxResults": 1.0}', "The value at 'maxResults' is not an integer."),
        ('{"MaxResults": 2147483648}', "The value at 'maxResults' is not an integer."),
        ('{"StartTime": "2026-09-11T09:29:02Z"}', "The value at 'startTime' is not a number."),
        ('{"StartTime": 1e300}', "The value at 'startTime' is not a timestamp."),
        ('{"StartTime": 1e400}', "The value at 'startTime' is not a number."),
        ('{"StartTime": ' + "9" * 400 + "}", "The value at 'startTime' is not a number."),
        ('{"LookupAttributes": {}}', "The value at 'lookupAttributes' is not a list."),
        ('{"LookupAttributes": [1]}', "The value at 'lookupAttributes.1.member' is not a JSON object."),
    ],
)
def test_what_is_malformed(body, message):
    assert malformed(body) == message


def test_a_shape_that_contains_itself_has_an_end():
    service = Service(
        "test",
        {
            "metadata": {"apiVersion": "1", "protocol": "json", "targetPrefix": "T", "jsonVersion": "1.1"},
            "operations": {"Do": {"input": {"shape": "Tree"}, "output": {"shape": "Tree"}}},
            "shapes": {
                "Tree": {"type": "structure", "members": {"left": {"shape": "Tree"}, "by": {"shape": "ByName"}}},
                "ByName": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Tree"}},
                "Name": {"type": "string"},
            },
        },
    )
    good = '{"left": ' * 10 + '{"by": {"x": {}}}' + "}" * 10
    call = parse_json(json_request("T.Do", good), service)
    response = render_json_output(service, service.get_operation("Do"), call.parameters, "i")
    assert json.loads(response.body) == json.loads(good)
    with pytest.raises(MalformedInputError, match="nested too deeply"):
        parse_json(json_request("T.Do", '{"left": ' * MAX_DEPTH + '{"left": {}}' + "}" * MAX_DEPTH), service)
    with pytest.raises(MalformedInputError, match="nested too deeply"):
        parse_json(json_request("T.Do", '{"by": {"x": ' * MAX_DEPTH + "{}" + "}}" * MAX_DEPTH), service)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "LookupEvents",
        ".LookupEvents",
        f"{CLOUDTRAIL_TARGET}.lookupevents",
        f"{CLOUDTRAIL_TARGET}.",
        "CloudTrail_20131102.LookupEvents",
        "x.CloudTrail_20131101.LookupEvents",
        f"{ORGANIZATIONS_TARGET}.LookupEvents",
        f"{ORGANIZATIONS_TARGET}.DescribeOrganization",
    ],
)
def test_a_target_must_be_exactly_one_of_the_service(target):
    with pytest.raises(InvalidActionError, match="is unknown to cloudtrail"):
        parse_call(json_request(target, "{}"), "cloudtrail")


def test_the_name_of_the_shape_alone_is_a_target_too():
    """The SDK for JavaScript sends it."""
    call = ParsedCall("cloudtrail", "LookupEvents", {})
    assert parse_call(json_request("CloudTrail_20131101.LookupEvents", "{}"), "cloudtrail") == call
    assert parse_call(json_request("CloudTrail_20131101.LookupEvents", "{}"), None) == call


def test_an_operation_belongs_to_its_service():
    request = json_request(f"{ORGANIZATIONS_TARGET}.ListPolicies", "{}")
    assert parse_call(request, "organizations") == ParsedCall("organizations", "ListPolicies", {})
    assert parse_call(request, None) == ParsedCall("organizations", "ListPolicies", {})
    with pytest.raises(MalformedInputError):
        parse_call(request, "iam")


def test_long_targets_are_cut_in_the_message():
    with pytest.raises(InvalidActionError) as caught:
        parse_call(json_request("x" * 100_000, "{}"), "cloudtrail")
    assert len(caught.value.message) < 250


@pytest.mark.parametrize("content_type", ["application/x-amz-json-1.0", "application/json", "Application/JSON; a=b"])
def test_other_content_types_of_json_are_read(content_type):
    assert parse_call(json_request(LOOKUP, "{}", content_type=content_type), "cloudtrail").parameters == {}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/cbor"])
def test_other_content_types_are_refused(content_type):
    with pytest.raises(MalformedInputError, match=r"must be application/x-amz-json-1\.1"):
        parse_call(json_request(LOOKUP, "{}", content_type=content_type), "cloudtrail")


def test_only_post():
    with pytest.raises(MalformedInputError, match="must be POST"):
        parse_call(json_request(LOOKUP, "{}", method="PUT"), "cloudtrail")


@given(st.sampled_from([LOOKUP, "", "x.y", f"{ORGANIZATIONS_TARGET}.MoveAccount"]), st.binary(max_size=60))
def test_arbitrary_bytes_are_api_errors_or_calls(target, body):
    for service in ("cloudtrail", "organizations"):
        try:
            parse_call(json_request(target, body), service)
        except ApiError:
            continue


def test_an_answer():
    event = {"EventId": "1", "EventTime": datetime(2026, 9, 11, 9, 29, 2, 500000, tzinfo=UTC), "Username": None}
    response = render_output(ParsedCall("cloudtrail", "LookupEvents", {}), {"Events": [event]}, request_id="the-id")
    assert response.status == 200
    assert response.headers == (("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", "the-id"))
    assert response.body == b'{"Events":[{"EventId":"1","EventTime":1789118942.5}]}'


def test_an_operation_without_output_answers_nothing():
    response = render_output(ParsedCall("organizations", "LeaveOrganization", {}), {}, request_id="i")
    assert (response.status, response.body) == (200, b"")
    assert render_output(ParsedCall("cloudtrail", "StopLogging", {}), {}, request_id="i").body == b"{}"


def test_a_member_that_the_model_does_not_have():
    with pytest.raises(ValueError, match="LookupEventsResponse has no members"):
        render_output(ParsedCall("cloudtrail", "LookupEvents", {}), {"events": []}, request_id="i")


def test_json_1_0():
    """DynamoDB's model, which Limen does not serve: its version, its target, its self-containing attribute values."""
    service = Service("dynamodb", Loader().load_service_model("dynamodb", "service-2"))
    item = {"TableName": "t", "Key": {"a": {"M": {"b": {"L": [{"S": "x"}, {"B": "AP8="}]}}}}}
    call = parse_json(json_request("DynamoDB_20120810.GetItem", json.dumps(item)), service)
    key = {"a": {"M": {"b": {"L": [{"S": "x"}, {"B": b"\x00\xff"}]}}}}
    assert call == ParsedCall("dynamodb", "GetItem", {"TableName": "t", "Key": key})
    response = render_json_output(service, service.get_operation("GetItem"), {"Item": key}, "i")
    assert dict(response.headers)["Content-Type"] == "application/x-amz-json-1.0"
    assert json.loads(response.body) == {"Item": item["Key"]}


def test_the_services_state_their_version():
    assert {load_service(name).json_version for name in ("cloudtrail", "organizations")} == {"1.1"}
