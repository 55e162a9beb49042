import pytest

from limen.policy.validate.size import policy_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), (" \t\r\n", 0), ('{"Version": "2012-10-17"}', 24), ('{"Sid":"a b\tc"}', 13), ("é", 1)],
)
def test_white_space_does_not_count(text, size):
    assert policy_size(text) == size
