"""Addresses as sockets and proxies write them (RFC 7239, section 6): one spelling, or a refusal."""

import pytest

from limen.wire.addresses import AddressError, parse_address

SPELLINGS = [
    ("192.0.2.43", "192.0.2.43"),
    ("192.0.2.43:47011", "192.0.2.43"),
    ("[2001:db8:cafe::17]:4711", "2001:db8:cafe::17"),
    ("[2001:db8:cafe::17]", "2001:db8:cafe::17"),
    ("2001:DB8:CAFE::17", "2001:db8:cafe::17"),
    ("::1", "::1"),
    ("::ffff:127.0.0.1", "127.0.0.1"),
    ("::ffff:7f00:1", "127.0.0.1"),
    ("[::ffff:127.0.0.1]:80", "127.0.0.1"),
    ("fe80::1%eth0", "fe80::1"),
    ("[fe80::1%25eth0]:8080", "fe80::1"),
]
NO_ADDRESSES = [
    "", "unknown", "_hidden", "_SEVKISEK", "8.8.8.8:", "8.8.8.8:http", "8.8.8.8:123456", "8.8.8", "8.8.8.8.8",
    "08.8.8.8", "256.1.1.1", "8.8.8.8%eth0", "[8.8.8.8]", "[::1", "::1]", "[::1]:", "[::1]x", "::1::",
    " 8.8.8.8", "8.8.8.8\n", "8.8.8.8, 9.9.9.9", "10.0.0.0/8", "localhost", "1", "0x7f000001",
    "\u0661.1.1.1", "fe80::1%", ":",
]  # fmt: skip


@pytest.mark.parametrize(("text", "address"), SPELLINGS)
def test_every_spelling_of_an_address_is_one_address(text, address):
    assert parse_address(text) == address


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_text_that_is_not_an_address_is_refused(text):
    with pytest.raises(AddressError, match="is not an address"):
        parse_address(text)


def test_a_refusal_repeats_a_bounded_text():
    with pytest.raises(AddressError) as refusal:
        parse_address("x" * 10_000)
    assert len(str(refusal.value)) < 120
