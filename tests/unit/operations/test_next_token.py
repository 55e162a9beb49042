from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.authz.call import AnyCall, AuthorizedCall
from limen.operations.next_token import NextTokenError, parse_token, render_token
from tests.unit.operations.world import NOW, OTHER_ACCOUNT, ROOT


@pytest.fixture
def call(world):
    return world.as_call("cloudtrail:LookupEvents", LookupAttributes=[{"AttributeKey": "EventId"}], MaxResults=5)


@pytest.mark.parametrize("position", [b"", b"\x00\xff", b"x" * 1000])
def test_a_token_keeps_its_position(call, position):
    assert parse_token(call, render_token(call, position)) == position


def test_the_size_of_the_page_may_change(call):
    token = render_token(call, b"1")
    assert (
        parse_token(replace(call, parameters={**call.parameters, "MaxResults": 1, "NextToken": token}), token) == b"1"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"account": OTHER_ACCOUNT},
        {"operation": "ListTrails"},
        {"service": "iam"},
        {"parameters": {}},
    ],
)
def test_a_token_of_another_list_is_refused(call, change):
    with pytest.raises(NextTokenError):
        parse_token(replace(call, **change), render_token(call, b"1"))


@given(st.text())
def test_text_that_is_not_a_token_is_refused(text):
    call: AnyCall = AuthorizedCall("cloudtrail", "LookupEvents", {}, ROOT, "1", "aws", "us-east-1", "r", NOW)
    with pytest.raises(NextTokenError):
        parse_token(call, text)
