import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.domain.arn import ARN, ARNError, parse_arn

PART = st.text(st.characters(exclude_characters=":"), max_size=8)


@given(PART, PART, PART, PART, st.text(max_size=20))
def test_what_is_rendered_is_parsed_to_the_same(partition, service, region, account, resource):
    arn = ARN(partition, service, region, account, resource)
    assert parse_arn(str(arn)) == arn


def test_a_resource_may_hold_colons():
    arn = parse_arn("arn:aws:logs:eu-west-1:111122223333:log-group:a:*")
    assert (arn.service, arn.region, arn.account, arn.resource) == (
        "logs", "eu-west-1", "111122223333", "log-group:a:*",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "arn", "*", "arn:aws:s3:::"[:-1], "arm:aws:s3:::b", "ARN:aws:s3:::b"])
def test_text_that_is_not_an_arn(text):
    with pytest.raises(ARNError):
        parse_arn(text)
