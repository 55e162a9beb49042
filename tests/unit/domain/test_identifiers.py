"""Ids of the form that carries the account, and access key ids that AWS itself has made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.domain.identifiers import (
    ACCESS_KEY_PREFIX,
    ENTROPY_BYTES,
    ROLE_PREFIX,
    find_account_in_id,
    is_account_id,
    make_access_key_id,
    make_unique_id,
)

ACCOUNTS = st.integers(min_value=0, max_value=10**12 - 1).map(lambda number: f"{number:012d}")
ENTROPY = st.binary(min_size=ENTROPY_BYTES, max_size=ENTROPY_BYTES)


@given(ACCOUNTS, ENTROPY)
def test_the_account_can_be_read_out_of_an_id(account, entropy):
    key_id = make_access_key_id(ACCESS_KEY_PREFIX, account, entropy)
    unique_id = make_unique_id(ROLE_PREFIX, account, entropy)
    assert (len(key_id), len(unique_id)) == (20, 21)
    assert (key_id[:4], unique_id[:4]) == ("AKIA", "AROA")
    assert find_account_in_id(key_id) == find_account_in_id(unique_id) == account


@given(ENTROPY, ENTROPY)
def test_ids_differ_where_their_entropy_does(first, second):
    # The first byte provides seven bits: the eighth would belong to the account.
    same = (first[0] & 0x7F, first[1:]) == (second[0] & 0x7F, second[1:])
    ids = {make_unique_id(ROLE_PREFIX, "111122223333", entropy) for entropy in (first, second)}
    assert (len(ids) == 1) is same or first[1:9] == second[1:9]


def test_an_id_that_aws_made():
    # Published with its account in "A short note on AWS KEY ID" (T. Be'ery, 2023).
    assert find_account_in_id("ASIAQNZGKIQY56JQ7WML") == "029608264753"


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "AKIA",
        "AKIAIOSFODNN7EXAMPLE",  # Of the form used before 2019.
        "AKIA0189AAAAAAAAAAAA",  # 0, 1, 8 and 9 are not base32.
        "AKIAéééééééééé",
        "AKIA77777777777777777",  # More than twelve digits.
    ],
)
def test_other_ids_name_no_account(identifier):
    assert find_account_in_id(identifier) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("111122223333", True), ("000000000000", True), ("11112222333", False), ("1111222233333", False)]
    + [(text, False) for text in ("", "11112222333x", "١١١١٢٢٢٢٣٣٣٣", " 11112222333")],
)
def test_what_an_account_id_is(text, expected):
    assert is_account_id(text) is expected
