"""Samples of typed families show every case: against a fine grid of texts (spec analysis 14.1)."""

from itertools import product

import pytest

from limen.analysis.samples import list_samples
from limen.analysis.tests_of_values import value_test
from limen.policy.syntax.document import ConditionOperator as Op
from limen.policy.syntax.document import Version

GRIDS = {
    "Numeric": [f"{sign}{n / 8}" for n in range(100) for sign in ("", "-")] + ["0", "x", "", "9" * 60, "-" + "9" * 60],
    "Date": [
        *(f"2026-01-01T00:00:{s:02}.{f}Z" for s in range(60) for f in (0, 25, 5, 99)), "2025", "2027", "0001", "9999",
        "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9223372036854775807", "253402300800", "x", "",
        "10000",
        "253402387199", "9999-12-31T23:59:59.5-23:59", "2026-01-01T00:00:30." + "0" * 42 + "1Z",
    ],
    "Ip": [
        *(f"10.{n}.{m}.{m}" for n in range(0, 256, 5) for m in (0, 1, 255)), "0.0.0.0", "255.255.255.255", "::", "::1",
        "9.255.255.255", "11.0.0.0", "2001:db8::1", "2001:db9::", "x", "", "ffff::", "2001:db7:ffff::",
        "10.127.255.255",
    ],
    "Binary": ["YQ==", "YR==", "Yg==", "", "!!", "YWI=", "YWJj", "YQ"],
}  # fmt: skip
VALUES = {
    "Numeric": ["5", "5.0", "7", "abc", "-3", "0"],
    "Date": ["2026-01-01T00:00:30Z", "2026-01-01T00:00:31Z", "2026", "soon", "9999-12-31T23:59:59Z", "0001",
             "253402300800",
             "2026-01-01T00:00:30." + "0" * 42 + "1Z"],
    "Ip": ["10.0.0.0/8", "10.0.0.0/9", "10.5.0.0/16", "2001:db8::/32", "junk", "0.0.0.0/1", "::1"],
    "Binary": ["YQ==", "YWI=", "!!", ""],
}  # fmt: skip
OPERATORS = {
    family: [op for op in Op if op.startswith(family) or (family == "Ip" and op == "NotIpAddress")] for family in GRIDS
}


@pytest.mark.parametrize("family", GRIDS)
def test_every_cell_of_the_grid_has_a_sample(family):
    tests = [
        value_test(op, values, Version.V2012)[0]
        for op, values in product(OPERATORS[family], [(v,) for v in VALUES[family]] + [tuple(VALUES[family][:2])])
    ]

    def cell(text):
        return (text != "", *(test.holds(text, lambda _key: None) for test in tests))

    samples = {cell(text) for text in list_samples(family, VALUES[family])}
    assert {cell(text) for text in GRIDS[family]} <= samples


@pytest.mark.parametrize("family", GRIDS)
def test_without_values_there_are_samples_that_are_read_and_one_that_is_not(family):
    test, _ = value_test({"Numeric": Op.NUMERIC_LESS_THAN, "Date": Op.DATE_LESS_THAN, "Ip": Op.IP_ADDRESS,
                          "Binary": Op.BINARY_EQUALS}[family], (), Version.V2012)  # fmt: skip
    samples = list_samples(family, ())
    assert "" in samples
    assert len(samples) > 2
    assert not any(test.holds(text, lambda _key: None) for text in samples)


def test_numbers_of_many_digits_are_exact():
    near = ["1" + "0" * 400, "1" + "0" * 399 + "1"]
    test, _ = value_test(Op.NUMERIC_GREATER_THAN, (near[0],), Version.V2012)
    other, _ = value_test(Op.NUMERIC_LESS_THAN, (near[1],), Version.V2012)
    between = [t for t in list_samples("Numeric", near) if test.holds(t, str) and other.holds(t, str)]
    assert between == ["1" + "0" * 400 + ".5"]


def test_between_neighboring_instants_there_is_none_if_none_can_be_written():
    near = ["2026-01-01T00:00:00." + "0" * 42 + digit + "Z" for digit in "12"]
    after, _ = value_test(Op.DATE_GREATER_THAN, (near[0],), Version.V2012)
    before, _ = value_test(Op.DATE_LESS_THAN, (near[1],), Version.V2012)
    assert not [t for t in list_samples("Date", near) if after.holds(t, str) and before.holds(t, str)]
