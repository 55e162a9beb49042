"""Numeric operators (spec policy 3.2, 3.4, 3.7)."""

from tests.cases.writing import Rows, condition_cases

# Operator to whether it holds for a request value below, equal to and above the policy's 10.
_ORDER = {
    "NumericEquals": (False, True, False),
    "NumericNotEquals": (True, False, True),
    "NumericLessThan": (True, False, False),
    "NumericLessThanEquals": (True, True, False),
    "NumericGreaterThan": (False, False, True),
    "NumericGreaterThanEquals": (False, True, True),
}

_TABLE: Rows = [
    (operator, "10", value, holds, where)
    for operator, outcome in _ORDER.items()
    for value, holds, where in zip(("9.5", "10.0", "11"), outcome, ("below", "equal", "above"), strict=True)
]

_UNREADABLE: Rows = [
    (operator, wanted, value, False, "text that is not a number satisfies no operator [C]")
    for operator in _ORDER
    for wanted, value in (("abc", "9"), ("9", "abc"))
]

_MORE: Rows = [
    ("NumericEquals", 10, "10", True, "a bare number"),
    ("NumericEquals", "10", 10, True, "a bare number in the request"),
    ("NumericEquals", "10.50", "10.5", True, "trailing zeros"),
    ("NumericEquals", "010", "10", True, "leading zeros"),
    ("NumericEquals", "+10", "10", True, "a plus sign"),
    ("NumericEquals", "-0", "0", True, "minus zero"),
    ("NumericLessThan", "-5", "-10", True, "negative numbers"),
    ("NumericLessThan", "9", "10", False, "numbers, not texts"),
    ("NumericEquals", "0.3", "0.30000000000000004", False, "decimals, not floats"),
    ("NumericLessThan", "9007199254740993", "9007199254740992", True, "beyond the integers that floats hold"),
    ("NumericEquals", ["5", "10"], "10", True, "any of the values"),
    ("NumericNotEquals", ["5", "10"], "10", False, "it must differ from all"),
    ("NumericNotEquals", ["5", "10"], "11", True, "it differs from all"),
    ("NumericNotEquals", ["5", "abc"], "11", False, "one unreadable value spoils a negated list [C]"),
    ("NumericEquals", ["abc", "11"], "11", True, "one unreadable value does not spoil a positive list"),
    ("NumericLessThan", ["5", "20"], "10", True, "below one of them"),
    ("NumericEquals", "10", " 10", False, "blanks make it unreadable [R]"),
    ("NumericEquals", "10", "", False, "an empty string is not a number [R]"),
    ("NumericEquals", "10", "1_0", False, "underscores make it unreadable [R]"),
    ("NumericEquals", "10", "１０", False, "digits of other scripts do not count [R]"),
    ("NumericEquals", "1", "0x1", False, "hexadecimal is not a number [R]"),
    ("NumericEquals", "10", None, False, "absent"),
    ("NumericNotEquals", "10", None, True, "absent and negated"),
    ("NumericLessThanIfExists", "10", None, True, "absent, IfExists"),
    ("NumericLessThanIfExists", "10", "11", False, "there, so compared"),
    ("NumericEquals", "${aws:PrincipalTag/limit}", "10", False, "no variables in numbers"),
]

CASES = condition_cases("numeric", "3.4", "s3:max-keys", _TABLE + _UNREADABLE + _MORE)
