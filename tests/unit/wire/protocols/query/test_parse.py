import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.errors import ApiError
from limen.wire.faults import InvalidActionError
from limen.wire.http import HTTPRequest
from limen.wire.model import Shape
from limen.wire.parse_request import parse_call
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import API_VERSIONS, SERVICES, load_service
from limen.wire.validate import validate
from tests.unit.wire.requests import FORM, STS_VERSION, call_request, get, post
from tests.unit.wire.shapes import QUERY_OPERATIONS


def refusal(request: HTTPRequest, hint: str | None = None) -> str:
    with pytest.raises(InvalidActionError) as caught:
        parse_call(request, hint)
    return caught.value.message


def test_a_call():
    request = call_request("GetUser", parameters={"UserName": "alice"})
    assert parse_call(request, "iam") == ParsedCall("iam", "GetUser", {"UserName": "alice"})


def test_an_unsigned_call_is_found_by_its_version():
    request = call_request("AssumeRoleWithWebIdentity", STS_VERSION)
    assert parse_call(request) == ParsedCall("sts", "AssumeRoleWithWebIdentity", {})
    assert parse_call(request, "") == ParsedCall("sts", "AssumeRoleWithWebIdentity", {})


def test_a_get():
    request = get(f"Action=GetCallerIdentity&Version={STS_VERSION}&X-Amz-Algorithm=x&X-Amz-Signature=y")
    assert parse_call(request, "sts") == ParsedCall("sts", "GetCallerIdentity", {})


def test_an_unknown_action():
    assert refusal(call_request("Frobnicate"), "iam") == "Could not find operation Frobnicate for version 2010-05-08"
    assert refusal(call_request("Frobnicate")) == "Could not find operation Frobnicate for version 2010-05-08"


def test_an_action_is_case_sensitive():
    assert refusal(call_request("getuser"), "iam") == "Could not find operation getuser for version 2010-05-08"


def test_an_action_of_the_other_service():
    assert "GetCallerIdentity for version 2010-05-08" in refusal(call_request("GetCallerIdentity"), "iam")
    assert "GetUser for version 2010-05-08" in refusal(call_request("GetUser"), "sts")
    assert "GetCallerIdentity for version 2011-06-15" in refusal(call_request("GetCallerIdentity", STS_VERSION), "iam")


def test_another_version():
    assert refusal(call_request("GetUser", "2009-01-01"), "iam") == (
        "Could not find operation GetUser for version 2009-01-01"
    )


def test_nothing_named():
    assert refusal(post(""), "iam") == "Could not find operation NO_ACTION_SPECIFIED for version NO_VERSION_SPECIFIED"
    assert refusal(post("Action=GetUser"), "iam") == "Could not find operation GetUser for version NO_VERSION_SPECIFIED"
    assert refusal(post("Version=2010-05-08"), "iam") == (
        "Could not find operation NO_ACTION_SPECIFIED for version 2010-05-08"
    )


def test_another_service():
    assert refusal(call_request("GetUser"), "ec2") == "Could not find operation GetUser for version 2010-05-08"


def test_long_names_are_cut_in_the_message():
    assert len(refusal(call_request("A" * 100_000, "9" * 100_000), "iam")) < 400


HINTS = st.sampled_from([None, "", *sorted(SERVICES), "ec2"])
METHODS = st.sampled_from(["GET", "POST"])
CONTENT_TYPES = st.sampled_from([FORM, "text/plain", "application/x-www-form-urlencoded; charset=;;=", ""])


@given(METHODS, st.text(max_size=50), CONTENT_TYPES, st.binary(max_size=80), HINTS)
def test_arbitrary_bytes_are_api_errors(method, raw_query, content_type, body, hint):
    request = HTTPRequest(method, "/", raw_query, (("content-type", content_type),), body)
    with pytest.raises(ApiError):
        parse_call(request, hint)


def names_below(shape: Shape, prefix: str) -> list[str]:
    """Wire names of what is in `shape`, some of them wrong."""
    if shape.type == "structure":
        return [name for member in shape.members for name in names_below(shape.members[member], f"{prefix}{member}.")]
    if shape.type == "list":
        element = shape.members["member"]
        return [name for index in ("1", "2", "0", "x") for name in names_below(element, f"{prefix}member.{index}.")]
    return [prefix.rstrip("."), f"{prefix}member.1", f"{prefix}entry.1.key", f"{prefix}entry.1.value"]


@given(st.sampled_from(QUERY_OPERATIONS), st.data())
def test_parameters_of_any_value_are_parsed_and_validated_or_api_errors(target, data):
    service, operation = target
    names = names_below(load_service(service).get_operation(operation).input, "") or ["X"]
    parameters = data.draw(st.dictionaries(st.sampled_from(names), st.text(max_size=30), max_size=5))
    try:
        call = parse_call(call_request(operation, API_VERSIONS[service], parameters), service)
        validate(call)
    except ApiError:
        return
    assert (call.service, call.operation) == target
