import pytest

from limen.wire.faults import MalformedInputError, RequestEntityTooLargeError
from limen.wire.http import MAX_BODY_BYTES, HTTPRequest
from limen.wire.protocols.query.form import read_form
from limen.wire.service_models import load_service
from limen.wire.url_encoding import MAX_PARAMETERS
from tests.unit.wire.requests import get, post


def refusal(request: HTTPRequest) -> str:
    with pytest.raises(MalformedInputError) as caught:
        read_form(request)
    return caught.value.message


def test_names_and_values_are_decoded():
    form = read_form(post("A=1&B=a+b%20c%2Bd&C=%C3%A9&D=&E&%46.member.1=x&G=a=b&&"))
    assert form == {"A": "1", "B": "a b c+d", "C": "é", "D": "", "E": "", "F.member.1": "x", "G": "a=b"}


def test_the_body_may_hold_utf_8_as_it_is():
    assert read_form(post("A=é".encode())) == {"A": "é"}


def test_the_query_and_the_body_are_one_form():
    assert read_form(post("B=2", query="A=1")) == {"A": "1", "B": "2"}


def test_a_get_has_its_query_only():
    assert read_form(get("A=1&B=%2F")) == {"A": "1", "B": "/"}
    assert read_form(HTTPRequest("GET", "/", "A=1", (("content-type", "image/png"),), b"B=2")) == {"A": "1"}


def test_the_query_is_utf_8_too():
    raw = "A=é".encode().decode("latin-1")
    assert read_form(get(raw)) == {"A": "é"}


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-URLencoded ; charset=UTF-8",
        'application/x-www-form-urlencoded; charset="utf8"; x=y',
    ],
)
def test_form_types(content_type):
    assert read_form(post("A=1", content_type=content_type)) == {"A": "1"}


@pytest.mark.parametrize("content_type", ["application/json", "text/xml; charset=utf-8", "multipart/form-data"])
def test_other_types(content_type):
    assert refusal(post("A=1", content_type=content_type)) == (
        "The Content-Type must be application/x-www-form-urlencoded."
    )
    assert read_form(post("", query="A=1", content_type=content_type)) == {"A": "1"}


def test_other_charsets():
    content_type = "application/x-www-form-urlencoded; charset=iso-8859-1"
    assert refusal(post("A=1", content_type=content_type)) == "The charset must be utf-8."


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "get", ""])
def test_other_methods(method):
    assert refusal(post("A=1", method=method)) == "The HTTP method must be GET or POST."


@pytest.mark.parametrize("body", [b"A=%FF", b"A=\xff", b"%C3=1", b"A=%ED%A0%80"])
def test_what_is_not_utf_8(body):
    assert refusal(post(body)) == "The parameters are not valid UTF-8."


@pytest.mark.parametrize("body", ["A=%", "A=%2", "A=%zz", "%G0=1", "A=100%"])
def test_what_is_not_percent_encoded(body):
    assert refusal(post(body)) == "The parameters are not properly percent-encoded."


@pytest.mark.parametrize(("body", "query"), [("A=1&A=1", ""), ("A=1&%41=2", ""), ("A=1", "A=1")])
def test_a_name_that_is_given_twice(body, query):
    assert refusal(post(body, query=query)) == "The parameter 'A' is given more than once."


def test_a_null_character():
    assert refusal(post("A=a%00b")) == "The parameter 'A' contains a null character."


def test_the_size_of_the_body():
    assert len(read_form(post(b"A=" + b"x" * (MAX_BODY_BYTES - 2)))["A"]) == MAX_BODY_BYTES - 2
    with pytest.raises(RequestEntityTooLargeError):
        read_form(post(b"A=" + b"x" * (MAX_BODY_BYTES - 1)))


def test_the_longest_policy_document_has_room():
    limit = load_service("iam").get_operation("CreatePolicy").input.members["PolicyDocument"].max or 0
    form = read_form(post("Action=CreatePolicy&PolicyDocument=" + "%C3%A9" * limit))
    assert form["PolicyDocument"] == "é" * 131_072


def test_the_number_of_parameters():
    names = [f"A.member.{number}=x" for number in range(MAX_PARAMETERS)]
    assert len(read_form(post("&".join(names)))) == MAX_PARAMETERS
    assert f"more than {MAX_PARAMETERS} parameters" in refusal(post("&".join([*names, "B=1"])))
    assert f"more than {MAX_PARAMETERS} parameters" in refusal(post("&".join(names), query="B=1"))
