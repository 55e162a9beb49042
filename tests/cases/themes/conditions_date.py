"""Date operators (spec policy 3.2, 3.4, 3.7)."""

from tests.cases.writing import Rows, condition_cases

# Operator to whether it holds for a request before, at and after the policy's instant.
_ORDER = {
    "DateEquals": (False, True, False),
    "DateNotEquals": (True, False, True),
    "DateLessThan": (True, False, False),
    "DateLessThanEquals": (True, True, False),
    "DateGreaterThan": (False, False, True),
    "DateGreaterThanEquals": (False, True, True),
}
_INSTANT = "2026-01-01T00:00:00Z"
_AROUND = (
    ("2025-12-31T23:59:59Z", "before"),
    ("2026-01-01T01:00:00+01:00", "the same instant in another zone"),
    ("1767225601", "a second later, as epoch"),
)

_TABLE: Rows = [
    (operator, _INSTANT, value, holds, where)
    for operator, outcome in _ORDER.items()
    for (value, where), holds in zip(_AROUND, outcome, strict=True)
]

_UNREADABLE: Rows = [
    (operator, wanted, value, False, "text that is not a date satisfies no operator [C]")
    for operator in _ORDER
    for wanted, value in (("tomorrow", _INSTANT), (_INSTANT, "tomorrow"))
]

_MORE: Rows = [
    ("DateEquals", "2026", _INSTANT, True, "a year is its first instant"),
    ("DateEquals", "2026-01", _INSTANT, True, "a month is its first instant"),
    ("DateEquals", "2026-01-01", _INSTANT, True, "a day is its first instant"),
    ("DateEquals", "2026-01-01T00:00Z", _INSTANT, True, "minutes are enough"),
    ("DateEquals", "2026-01-01T00:00:00.000Z", _INSTANT, True, "a fraction of zero"),
    ("DateGreaterThan", _INSTANT, "2026-01-01T00:00:00.001Z", True, "a fraction counts"),
    ("DateEquals", "1767225600", _INSTANT, True, "epoch seconds"),
    ("DateEquals", 1767225600, _INSTANT, True, "epoch seconds, a bare number"),
    ("DateEquals", "1767225600000", _INSTANT, False, "epoch milliseconds are seconds of a far year"),
    ("DateLessThan", "1767225600000", _INSTANT, True, "and lie in the future"),
    ("DateEquals", "2025-12-31T19:00:00-05:00", _INSTANT, True, "west of Greenwich"),
    ("DateEquals", "0", "1970-01-01T00:00:00Z", True, "the epoch itself"),
    ("DateLessThan", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z", True, "before the epoch"),
    ("DateLessThan", "2024-03-01", "2024-02-29", True, "a leap day"),
    ("DateLessThan", "2023-03-01", "2023-02-29", False, "a leap day that is none [R]"),
    ("DateLessThan", "2027", "2026-13-01", False, "a thirteenth month [R]"),
    ("DateLessThan", "2027", "2026-1-1", False, "days and months have two digits [R]"),
    ("DateLessThan", "2027", "2026-01-01T00:00:00", False, "a time without its zone [R]"),
    ("DateLessThan", "2027", "2026-01-01 00:00:00Z", False, "a blank for the T [R]"),
    ("DateLessThan", "2027", "Thu, 01 Jan 2026 00:00:00 GMT", False, "another notation [R]"),
    ("DateLessThan", str(2**63), "2026", False, "an epoch beyond 64 bits [R]"),
    ("DateLessThan", str(2**63 - 1), "2026", True, "the last epoch of 64 bits [R]"),
    ("DateLessThan", "2027", "-1", False, "a negative epoch [R]"),
    ("DateEquals", ["2025", "2026"], _INSTANT, True, "any of the values"),
    ("DateNotEquals", ["2025", "2026"], _INSTANT, False, "it must differ from all"),
    ("DateNotEquals", ["2025", "2027"], _INSTANT, True, "it differs from all"),
    ("DateNotEquals", ["2025", "never"], _INSTANT, False, "one unreadable value spoils a negated list [C]"),
    ("DateLessThan", "2020-01-01T00:00:00Z", _INSTANT, False, "expired"),
    ("DateGreaterThan", "2026", None, False, "absent"),
    ("DateNotEquals", "2026", None, True, "absent and negated"),
    ("DateGreaterThanIfExists", "2026", None, True, "absent, IfExists"),
    ("DateLessThan", "${aws:PrincipalTag/until}", _INSTANT, False, "no variables in dates"),
]

_EPOCH: Rows = [
    ("NumericGreaterThan", "1767225600", "1767225601", True, "numeric operators read the epoch"),
    ("DateGreaterThan", "2026-01-01T00:00:00Z", "1767225601", True, "and so do date operators"),
    ("NumericEquals", "2026-01-01T00:00:00Z", "1767225600", False, "but a date is not a number"),
]

CASES = condition_cases("date", "3.4", "aws:CurrentTime", _TABLE + _UNREADABLE + _MORE) + condition_cases(
    "epoch", "3.4", "aws:EpochTime", _EPOCH
)
