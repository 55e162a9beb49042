"""Bool, BinaryEquals and Null (spec policy 3.2, 3.4)."""

from tests.cases.writing import Rows, condition_cases

_BOOL: Rows = [
    ("Bool", "true", "true", True, "equal"),
    ("Bool", "true", "false", False, "different"),
    ("Bool", "false", "false", True, "equal"),
    ("Bool", "false", "true", False, "different"),
    ("Bool", "true", "TRUE", True, "letter case does not matter"),
    ("Bool", "False", "false", True, "nor in the policy"),
    ("Bool", True, "true", True, "a bare boolean"),
    ("Bool", False, True, False, "bare booleans on both sides"),
    ("Bool", "true", "1", False, "one is not true"),
    ("Bool", "yes", "yes", False, "yes is not a boolean though the texts are equal [R]"),
    ("Bool", "true", "", False, "an empty string is not a boolean"),
    ("Bool", "false", "", False, "not even false"),
    ("Bool", ["true", "false"], "false", True, "both listed: always, if present"),
    ("Bool", ["true", "false"], None, False, "both listed, absent"),
    ("Bool", "false", None, False, "absent is not false"),
    ("BoolIfExists", "false", None, True, "absent, IfExists"),
    ("BoolIfExists", "true", None, True, "absent, IfExists, the other value"),
    ("BoolIfExists", "false", "true", False, "there, so compared"),
    ("Bool", [], "true", False, "nothing to equal [?]"),
]

_BINARY: Rows = [
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True, "equal bytes"),
    ("BinaryEquals", "QmluYXJ5", "YmluYXJ5", False, "different bytes"),
    ("BinaryEquals", "qmluyxj5", "QmluYXJ5", False, "base64 is case-sensitive"),
    ("BinaryEquals", "YQ==", "YR==", True, "the same byte in two spellings [R]"),
    ("BinaryEquals", "QmluYXJ5", "Binary", False, "text that is not the base64 of it"),
    ("BinaryEquals", "!!!", "!!!", False, "text that is not base64 equals nothing [R]"),
    ("BinaryEquals", ["YQ==", "QmluYXJ5"], "QmluYXJ5", True, "any of the values"),
    ("BinaryEquals", "QmluYXJ5", None, False, "absent"),
    ("BinaryEqualsIfExists", "QmluYXJ5", None, True, "absent, IfExists"),
]

_NULL: Rows = [
    ("Null", "true", None, True, "must be absent and is"),
    ("Null", "true", "x", False, "must be absent and is not"),
    ("Null", "false", "x", True, "must be there and is"),
    ("Null", "false", None, False, "must be there and is not"),
    ("Null", True, None, True, "a bare boolean"),
    ("Null", False, "x", True, "a bare boolean"),
    ("Null", "TRUE", None, True, "letter case does not matter"),
    ("Null", ["true", "false"], None, True, "both listed: always"),
    ("Null", ["true", "false"], "x", True, "both listed: always"),
    ("Null", [], None, False, "nothing listed [?]"),
    ("Null", "false", "", True, "a tag with an empty value is there [R]"),
    ("Null", "true", "", False, "and so is not absent [R]"),
    ("ForAnyValue:Null", "true", None, True, "a set operator changes nothing [C]"),
    ("ForAllValues:Null", "true", "x", False, "a set operator changes nothing [C]"),
    ("ForAnyValue:Null", "false", "x", True, "a set operator changes nothing [C]"),
    ("ForAllValues:Null", "false", None, False, "not even for an absent key [C]"),
]

_NULL_SET: Rows = [
    ("Null", "true", [], True, "an empty set is absent"),
    ("Null", "false", [], False, "an empty set is not there"),
    ("Null", "true", [""], True, "a set of an empty string is absent"),
    ("Null", "false", [""], False, "a set of an empty string is not there"),
    ("Null", "false", ["env"], True, "a set with a member is there"),
    ("Null", "true", ["env"], False, "a set with a member is not absent"),
]

CASES = (
    condition_cases("bool", "3.4", "aws:MultiFactorAuthPresent", _BOOL)
    + condition_cases("binary", "3.4", "example:digest", _BINARY)
    + condition_cases("null", "3.4", "aws:RequestTag/env", _NULL)
    + condition_cases("null-set", "3.3", "aws:TagKeys", _NULL_SET)
)
