from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.wire.protocols.query.xml import encode_policy_document, escape, render_xml
from limen.wire.service_models import load_service

NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"


def render(operation: str, output: dict[str, object]) -> str:
    service = load_service("iam")
    return render_xml(service, service.get_operation(operation), output, "the-id").decode()


def test_an_answer():
    user = {"Arn": "arn:aws:iam::1:user/a&b", "Path": "/", "UserName": "a&b"}
    assert render("GetUser", {"User": user}) == (
        f'<GetUserResponse xmlns="{NAMESPACE}"><GetUserResult><User><Path>/</Path><UserName>a&amp;b</UserName>'
        "<Arn>arn:aws:iam::1:user/a&amp;b</Arn></User></GetUserResult>"
        "<ResponseMetadata><RequestId>the-id</RequestId></ResponseMetadata></GetUserResponse>"
    )


def test_an_answer_without_output():
    assert render("DeleteUser", {}) == (
        f'<DeleteUserResponse xmlns="{NAMESPACE}">'
        "<ResponseMetadata><RequestId>the-id</RequestId></ResponseMetadata></DeleteUserResponse>"
    )


def test_an_answer_with_an_empty_result():
    assert "<UpdateRoleResult></UpdateRoleResult>" in render("UpdateRole", {})


def test_lists_booleans_and_empty_values():
    text = render("ListUserTags", {"Tags": [{"Key": "k", "Value": ""}], "IsTruncated": False, "Marker": None})
    assert "<Tags><member><Key>k</Key><Value></Value></member></Tags><IsTruncated>false</IsTruncated>" in text
    assert "Marker" not in text
    assert "<Tags></Tags><IsTruncated>true</IsTruncated>" in render("ListUserTags", {"Tags": [], "IsTruncated": True})


def test_maps_and_numbers():
    text = render("GetAccountSummary", {"SummaryMap": {"Users": 3}})
    assert "<SummaryMap><entry><key>Users</key><value>3</value></entry></SummaryMap>" in text


def test_blobs():
    assert "<Content>AP8=</Content>" in render("GetCredentialReport", {"Content": b"\x00\xff"})


def test_policy_documents_are_percent_encoded():
    document = '{"Resource": "arn:aws:s3:::b/%3A*~é"}'
    text = render("GetUserPolicy", {"UserName": "u", "PolicyName": "p", "PolicyDocument": document})
    assert "<PolicyDocument>%7B%22Resource%22%3A%20%22arn%3Aaws%3As3%3A%3A%3Ab%2F%253A%2A~%C3%A9%22%7D<" in text


@given(st.text())
def test_percent_encoding_leaves_unreserved_characters_only(document):
    assert set(encode_policy_document(document).upper()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~%")


@pytest.mark.parametrize("output", [{"Users": {}}, {"User": {"Name": "alice"}}])
def test_a_member_that_the_model_does_not_have(output):
    with pytest.raises(ValueError, match="has no members"):
        render("GetUser", output)


def test_output_of_an_operation_that_has_none():
    with pytest.raises(ValueError, match="DeleteUser has no output"):
        render("DeleteUser", {"User": {}})


@given(st.text(st.characters()))
def test_escaped_text_is_always_readable(text):
    read = ET.fromstring(f"<a>{escape(text)}</a>".encode()).text or ""
    assert len(read) == len(text)
    assert all(theirs in {ours, "\ufffd"} for ours, theirs in zip(text, read, strict=True))


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_carry_are_replaced(character):
    assert escape(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["\t", "\n", "é", "\x7f", "\x85", "'\"", "😀"])
def test_other_characters_stay(text):
    assert escape(text) == text


def test_a_carriage_return_survives_line_end_normalization():
    text = "a\r\nb"
    assert ET.fromstring(f"<a>{escape(text)}</a>").text == text
