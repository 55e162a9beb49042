"""ForAllValues, ForAnyValue, and multivalued keys without either (spec policy 3.5)."""

from tests.cases.writing import ALLOWED, EXPLICIT, FULL, Rows, allow, case, condition_cases, deny, when

_ALL, _ANY = "ForAllValues:", "ForAnyValue:"

_TAG_KEYS: Rows = [
    (_ALL + "StringEquals", ["env", "team"], ["env"], True, "a subset"),
    (_ALL + "StringEquals", ["env", "team"], ["env", "team"], True, "the same set"),
    (_ALL + "StringEquals", ["env", "team"], ["team", "env", "env"], True, "order and repetition do not matter"),
    (_ALL + "StringEquals", ["env", "team"], ["env", "x"], False, "one member is not listed"),
    (_ALL + "StringEquals", ["env", "team"], ["x"], False, "the only member is not listed"),
    (_ALL + "StringEquals", ["env", "team"], ["Env"], False, "values keep their letter case"),
    (_ALL + "StringEquals", ["env", "team"], [], True, "an empty set: vacuously true"),
    (_ALL + "StringEquals", ["env", "team"], [""], True, "a set of an empty string is empty"),
    (_ALL + "StringEquals", "env", ["env"], True, "one value needs no list"),
    (_ALL + "StringEquals", [], ["env"], False, "nothing listed, a member there [?]"),
    (_ANY + "StringEquals", ["env", "team"], ["env", "x"], True, "one member is listed"),
    (_ANY + "StringEquals", ["env", "team"], ["x", "y"], False, "no member is listed"),
    (_ANY + "StringEquals", ["env", "team"], [], False, "an empty set has no member"),
    (_ANY + "StringEquals", ["env", "team"], [""], False, "a set of an empty string is empty"),
    (_ANY + "StringEquals", [], ["env"], False, "nothing listed [?]"),
    (_ALL + "StringNotEquals", ["secret"], ["a", "b"], True, "every member differs"),
    (_ALL + "StringNotEquals", ["secret"], ["a", "secret"], False, "one member does not differ"),
    (_ALL + "StringNotEquals", ["secret", "a"], ["a", "b"], False, "every member must differ from all"),
    (_ALL + "StringNotEquals", ["secret"], [], True, "an empty set: vacuously true"),
    (_ANY + "StringNotEquals", ["secret"], ["a", "secret"], True, "one member differs"),
    (_ANY + "StringNotEquals", ["secret"], ["secret"], False, "no member differs"),
    (_ANY + "StringNotEquals", ["a", "b"], ["a", "b"], False, "each member equals one of them"),
    (_ANY + "StringNotEquals", ["a", "b"], ["a", "c"], True, "c differs from all"),
    (_ANY + "StringNotEquals", ["secret"], [], False, "an empty set has no member that differs"),
    (_ALL + "StringEqualsIgnoreCase", ["ENV"], ["env", "Env"], True, "letter case ignored, for all members"),
    (_ANY + "StringEqualsIgnoreCase", ["ENV"], ["x", "Env"], True, "letter case ignored, for some member"),
    (_ALL + "StringNotEqualsIgnoreCase", ["ENV"], ["x", "Env"], False, "letter case ignored and negated"),
    (_ANY + "StringNotEqualsIgnoreCase", ["ENV"], ["env", "Env"], False, "no member differs but in letter case"),
    (_ALL + "StringLike", ["key*"], ["key1", "key2"], True, "every member is like it"),
    (_ALL + "StringLike", ["key*"], ["key1", "x"], False, "one member is not"),
    (_ALL + "StringNotLike", ["key1*"], ["key1:hr"], False, "a member is like it"),
    (_ALL + "StringNotLike", ["key1*"], ["key2:x"], True, "no member is like it"),
    (_ALL + "StringNotLike", ["key1*"], ["key1:hr", "key2:x"], False, "one of two members is like it"),
    (_ANY + "StringNotLike", ["key1*"], ["key1:hr", "key2:x"], True, "one of two members is unlike it"),
    (_ANY + "StringLike", ["a*"], ["b", "ab"], True, "some member is like it"),
    (_ANY + "StringLike", ["a*"], ["b", "cab"], False, "no member is like it"),
    (_ALL + "StringEqualsIfExists", ["env"], ["x"], False, "IfExists, but it is there"),
    (_ALL + "StringEqualsIfExists", ["env"], [], True, "IfExists and an empty set"),
    (_ANY + "StringEqualsIfExists", ["env"], ["x"], False, "IfExists, but it is there"),
    (_ANY + "StringEqualsIfExists", ["env"], [], True, "IfExists and an empty set [?]"),
    (_ANY + "StringNotEqualsIfExists", ["env"], [], True, "IfExists, negated and an empty set [?]"),
    (_ANY + "StringNotEqualsIfExists", ["env"], ["env"], False, "IfExists, negated, and no member differs"),
    ("forallvalues:stringequals", ["env"], ["env"], True, "in any letter case [C]"),
    ("foranyvalue:STRINGEQUALS", ["env"], ["x"], False, "in any letter case [C]"),
    # Without a set operator a multivalued key never matches.
    ("StringEquals", "env", ["env"], False, "no set operator: never [C]"),
    ("StringEquals", ["env", "x"], ["env", "x"], False, "no set operator, equal lists: never [C]"),
    ("StringLike", "*", ["env"], False, "no set operator, a star: never [C]"),
    ("StringNotEquals", "x", ["env"], False, "no set operator, negated: not even then [C]"),
    ("StringNotLike", "x*", ["env"], False, "no set operator, negated like: not even then [C]"),
    ("StringEqualsIfExists", "env", ["env"], False, "no set operator, IfExists: it is there [C]"),
    ("StringNotEqualsIfExists", "x", ["env"], False, "no set operator, negated IfExists: it is there [C]"),
    ("StringNotEquals", "x", [], True, "no set operator, an empty set is absent, negated"),
    ("StringEquals", "x", [], False, "no set operator, an empty set is absent"),
    ("StringEqualsIfExists", "x", [], True, "no set operator, an empty set is absent, IfExists"),
    ("StringNotEquals", "x", [""], False, "no set operator, a set of an empty string is there [R]"),
    ("StringEqualsIfExists", "x", [""], False, "no set operator, IfExists, a set of an empty string is there [R]"),
]

# Families other than strings, on sets that a service might send.
_FAMILIES: Rows = [
    (_ALL + "NumericLessThan", "10", ["1", "9.5"], True, "every number"),
    (_ALL + "NumericLessThan", "10", ["1", "11"], False, "one number is too large"),
    (_ANY + "NumericLessThan", "10", ["11", "9"], True, "some number"),
    (_ALL + "NumericNotEquals", ["1", "2"], ["3", "4"], True, "every number differs from all"),
    (_ANY + "NumericNotEquals", ["1", "2"], ["1", "2"], False, "no number differs from all"),
    (_ALL + "NumericEquals", "1", ["1", "one"], False, "an unreadable member fits nothing [R]"),
    (_ANY + "NumericNotEquals", "1", ["1", "one"], False, "an unreadable member differs from nothing [R]"),
    (_ALL + "IpAddress", "10.0.0.0/8", ["10.0.0.1", "10.2.0.1"], True, "every address"),
    (_ANY + "IpAddress", "10.0.0.0/8", ["192.0.2.1", "10.2.0.1"], True, "some address"),
    (_ALL + "NotIpAddress", "10.0.0.0/8", ["192.0.2.1", "10.2.0.1"], False, "one address is inside"),
    (_ANY + "NotIpAddress", "10.0.0.0/8", ["192.0.2.1", "10.2.0.1"], True, "one address is outside"),
    (_ALL + "ArnLike", "arn:aws:s3:::*", ["arn:aws:s3:::a", "arn:aws:s3:::b"], True, "every ARN"),
    (_ANY + "ArnNotLike", "arn:aws:s3:::*", ["arn:aws:s3:::a", "arn:aws:sqs:::b"], True, "some ARN is unlike it"),
    (_ALL + "ArnNotLike", "arn:aws:s3:::*", ["arn:aws:s3:::a", "arn:aws:sqs:::b"], False, "one ARN is like it"),
    (_ANY + "Bool", "true", ["false", "true"], True, "some boolean"),
    (_ALL + "Bool", "true", ["false", "true"], False, "not every boolean"),
    (_ANY + "DateLessThan", "2026", ["2027-01-01", "2025-01-01"], True, "some date"),
    (_ALL + "DateLessThan", "2026", ["2027-01-01", "2025-01-01"], False, "not every date"),
    (_ALL + "BinaryEquals", ["YQ==", "Yg=="], ["Yg==", "YQ=="], True, "every value"),
    (_ANY + "BinaryEquals", "YQ==", ["Yg=="], False, "no value"),
]

# A single-valued key under a set operator is a set of one.
_SINGLE: Rows = [
    (_ALL + "StringEquals", ["a", "b"], "a", True, "a set of one"),
    (_ALL + "StringEquals", ["a", "b"], "c", False, "a set of one, not listed"),
    (_ALL + "StringEquals", ["a", "b"], None, True, "absent: over-permissive"),
    (_ANY + "StringEquals", ["a", "b"], "a", True, "a set of one"),
    (_ANY + "StringEquals", ["a", "b"], None, False, "absent"),
    (_ANY + "StringNotEquals", ["a", "b"], "c", True, "a set of one that differs"),
    (_ALL + "StringNotEquals", ["a", "b"], "a", False, "a set of one that does not"),
    (_ALL + "StringEquals", ["a"], "", False, "an empty string of a single-valued key is a member [R]"),
    (_ANY + "StringEquals", [""], "", True, "and can be equal [R]"),
]

_PATHS: Rows = [
    (_ANY + "StringLike", "o-a/r-b/ou-c/*", ["o-a/r-b/ou-c/ou-d/"], True, "below the unit"),
    (_ANY + "StringLike", "o-a/r-b/ou-x/*", ["o-a/r-b/ou-c/ou-d/"], False, "not below the unit"),
    ("StringLike", "o-a/*", "o-a/r-b/ou-c/", False, "a multivalued global key is a set also if it comes alone [C]"),
    (_ANY + "StringLike", "o-a/*", "o-a/r-b/ou-c/", True, "and with the set operator it works [C]"),
]


def _deny_case(number, operator, wanted, tags, hit, why):
    return case(
        f"set-deny-{number:02d}", "3.5", f"Deny with {operator} {wanted} on {tags}: {why}",
        EXPLICIT if hit else ALLOWED,
        action="ec2:CreateTags", context={} if tags is None else {"aws:TagKeys": tags},
        identity=[*FULL, deny("ec2:CreateTags", Condition=when(operator, "aws:TagKeys", wanted))],
    )  # fmt: skip


_DENIES = [
    (_ALL + "StringNotEquals", ["env"], None, True, "an absent key: vacuously true, so it denies"),
    (_ALL + "StringEquals", ["env"], None, True, "an absent key: vacuously true, so it denies"),
    (_ANY + "StringNotEquals", ["env"], None, False, "an absent key has no member"),
    (_ANY + "StringNotEquals", ["env", "team"], ["env", "x"], True, "x is foreign"),
    (_ANY + "StringNotEquals", ["env", "team"], ["env"], False, "nothing is foreign"),
    (_ALL + "StringNotEquals", ["env", "team"], ["env", "x"], False, "not every member is foreign"),
    ("StringNotEquals", ["env"], ["x"], False, "without a set operator it never matches"),
]

CASES = (
    condition_cases("set-tag-keys", "3.5", "aws:TagKeys", _TAG_KEYS)
    + condition_cases("set-family", "3.5", "example:List", _FAMILIES)
    + condition_cases("set-single", "3.5", "aws:PrincipalTag/team", _SINGLE)
    + condition_cases("set-paths", "3.5", "aws:PrincipalOrgPaths", _PATHS)
    + [_deny_case(number, *row) for number, row in enumerate(_DENIES, 1)]
    + [
        case("set-null-01", "3.5", "Null false closes the hole of ForAllValues: no tags", "implicit:identity",
             action="ec2:CreateTags", identity=[allow("ec2:*", Condition=when("ForAllValues:StringEquals", "aws:TagKeys", "env")
                                                      | when("Null", "aws:TagKeys", "false"))]),
        case("set-null-02", "3.5", "Null false closes the hole of ForAllValues: a listed tag", ALLOWED,
             action="ec2:CreateTags", context={"aws:TagKeys": ["env"]},
             identity=[allow("ec2:*", Condition=when("ForAllValues:StringEquals", "aws:TagKeys", "env")
                             | when("Null", "aws:TagKeys", "false"))]),
    ]
)  # fmt: skip
