from decimal import Decimal

import pytest

from limen.policy.match.comparisons import (
    ADDRESSES,
    INSTANTS,
    REMEMBERED_VALUES,
    Remembered,
    find_boolean,
    find_bytes,
    find_network,
    find_number,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", Decimal(10)),
        ("+1.50", Decimal("1.5")),
        ("-0.1", Decimal("-0.1")),
        ("0.30000000000000000000000000000000000001", Decimal("0.30000000000000000000000000000000000001")),
        ("1e3", None),
        (".5", None),
        ("5.", None),
        ("1_0", None),
        (" 1", None),
        ("", None),
        ("NaN", None),
        ("٣", None),
        ("1\n", None),
    ],
)
def test_numbers(text, expected):
    assert find_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", (0, "")),
        ("2026", (1767225600, "")),
        ("2026-01", (1767225600, "")),
        ("2026-01-01", (1767225600, "")),
        ("2026-01-01T00:00Z", (1767225600, "")),
        ("2026-01-01T01:00:00+01:00", (1767225600, "")),
        ("2025-12-31T23:30:00-00:30", (1767225600, "")),
        ("2026-01-01T00:00:00.250Z", (1767225600, "25")),
        ("1767225600", (1767225600, "")),
        ("0", (0, "")),
        ("9223372036854775807", (9223372036854775807, "")),
        ("9223372036854775808", None),
        ("-1", None),
        ("1.5", None),
        ("2026-02-30", None),
        ("2026-00-01", None),
        ("2026-01-00", None),
        ("0000-01-01", None),
        ("2026-1-1", None),
        ("2026-01-01T00:00:00", None),
        ("2026-01-01T24:00:00Z", None),
        ("2026-01-01T00:60:00Z", None),
        ("2026-01-01 00:00:00Z", None),
        ("2026-01-01T00:00:00+0100", None),
        ("tomorrow", None),
        ("2" * 200, None),
    ],
)
def test_instants(text, expected):
    assert INSTANTS[text] == expected


def test_instants_are_ordered_exactly():
    texts = ["1969-12-31T23:59:59.9Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.09Z", "1970-01-01T00:00:00.1Z"]
    instants = [INSTANTS[text] for text in texts]
    assert None not in instants
    assert instants == sorted(instants)  # type: ignore[type-var]  # none of them is None


@pytest.mark.parametrize(
    ("address", "network", "expected"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("203.0.113.77", "203.0.113.5/24", True),
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.8", "203.0.113.7", False),
        ("1.2.3.4", "0.0.0.0/0", True),
        ("2001:db8::1", "0.0.0.0/0", False),
        ("1.2.3.4", "::/0", False),
        ("2001:db8::1", "::/0", True),
        ("::8000:0:0:0", "::/65", False),
        ("2001:db8::5", "2001:DB8:0:0::/32", True),
        ("2001:db9::5", "2001:db8::/32", False),
        ("::1", "0:0:0:0:0:0:0:1", True),
        ("::ffff:10.0.0.1", "10.0.0.0/8", False),
    ],
)
def test_networks(address, network, expected):
    number, found = ADDRESSES[address], find_network(network)
    assert number is not None
    assert found is not None
    assert (number & found[0] == found[1]) is expected


@pytest.mark.parametrize(
    "text", ["", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/255.0.0.0", "10.0.0.0/", "10.0.0.0/-1", "a/8", "01.2.3.4"]
)
def test_texts_that_are_not_networks(text):
    assert find_network(text) is None


@pytest.mark.parametrize("text", ["", "10.0.0.0/8", "fe80::1%eth0", "localhost", "1.2.3.4 ", "1" * 100])
def test_texts_that_are_not_addresses(text):
    assert ADDRESSES[text] is None


@pytest.mark.parametrize(
    ("text", "expected"), [("true", True), ("FALSE", False), ("yes", None), ("", None), ("1", None)]
)
def test_booleans(text, expected):
    assert find_boolean(text) is expected


@pytest.mark.parametrize(("text", "expected"), [("aGk=", b"hi"), ("", b""), ("aGk", None), ("a b=", None), ("é", None)])
def test_bytes(text, expected):
    assert find_bytes(text) == expected


def test_what_is_remembered_is_bounded():
    remembered = Remembered(len)
    assert remembered["x" * 65] is None
    assert remembered.pop("x" * 64, remembered["x" * 64]) == 64
    assert not remembered
    for number in range(REMEMBERED_VALUES + 1):
        assert remembered[str(number)] == len(str(number))
    assert len(remembered) == 1
