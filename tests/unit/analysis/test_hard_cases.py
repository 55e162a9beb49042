"""The hard cases about identity policies (spec analysis 12), by their numbers."""

from itertools import pairwise

import pytest

from limen.analysis.budget import Budget
from limen.analysis.compare import equivalent, no_new_access
from limen.analysis.verdict import Scope, Verdict
from limen.policy.catalog.lookup import find_service
from tests.unit.analysis.documents import TAG, B, allow, deny, policy, when

PROVED, REFUTED, UNKNOWN = Verdict
GETS = sorted(f"s3:{a.name}" for a in find_service("s3").actions.values() if a.name.startswith("Get"))
OTHERS = ["s3:GetObject", "s3:PutObject"]
IP = "aws:SourceIp"
ALMOST_ALL = [f"{n}.0.0.0/8" for n in range(256) if n != 77]
NOT_BOB = {"StringNotEquals": {"aws:username": "bob"}}
HOME = f"{B}/home"


def compared(operator, key, *values):
    return when(operator, key, list(values))


CASES = [
    ("1", [allow("s3:*", f"{B}/*")], [allow("s3:Get*", f"{B}/x/*")], PROVED, REFUTED),
    ("2", [allow("*", f"{B}/x*"), allow("*"), deny("*", f"{B}/x*")], [allow("*")], REFUTED, PROVED),
    ("3", [when("StringLike", TAG, "a*")], [when("StringEquals", TAG, ["a1", "a2"])], PROVED, REFUTED),
    ("4", [when("StringEquals", TAG, "a")], [when("StringEqualsIfExists", TAG, "a")], REFUTED, PROVED),
    ("5", [when("StringNotEquals", TAG, "a")], [when("StringNotLike", TAG, "a*")], PROVED, REFUTED),
    ("6", [when("Null", TAG, "false")], [when("StringLike", TAG, "*")], PROVED, PROVED),
    ("6b", [when("Null", TAG, "false")], [when("StringLike", TAG, "?*")], PROVED, REFUTED),
    ("7", [when("IpAddress", IP, ["10.0.0.0/9", "10.128.0.0/9"])], [when("IpAddress", IP, "10.0.0.0/8")],
     PROVED, PROVED),
    ("8", [when("IpAddress", IP, ALMOST_ALL)], [when("IpAddress", IP, "0.0.0.0/0")], REFUTED, PROVED),
    ("9", [when("IpAddress", IP, "0.0.0.0/0")], [when("Null", IP, "false")], REFUTED, PROVED),
    ("10", [when("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z")],
     [when("DateLessThan", "aws:CurrentTime", "2026-12-31T23:00:00-01:00")], PROVED, PROVED),
    ("11", [when("NumericNotEquals", "s3:max-keys", "10")], [when("NumericNotEquals", "s3:max-keys", ["10", "11"])],
     PROVED, REFUTED),
    ("11b", [when("Null", "s3:max-keys", "true")], [when("NumericNotEquals", "s3:max-keys", ["10", "abc"])],
     PROVED, PROVED),
    ("12", [allow("s3:Get*")], [allow(GETS)], PROVED, PROVED),
    ("13", [allow(NotAction="iam:*")], [allow("s3:*")], PROVED, REFUTED),
    ("14", [allow("zz:F*")], [allow("zz:Foo")], PROVED, REFUTED),
    ("15", [compared("ForAllValues:StringEquals", "aws:TagKeys", "a", "b")],
     [compared("ForAllValues:StringEquals", "aws:TagKeys", "a")], PROVED, REFUTED),
    ("16", [compared("ForAnyValue:StringEquals", "aws:TagKeys", "a", "b")],
     [compared("ForAllValues:StringEquals", "aws:TagKeys", "a")], REFUTED, REFUTED),
    ("16b", [compared("ForAnyValue:StringEquals", "aws:TagKeys", "a", "b")],
     [allow(condition={"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"aws:TagKeys": "false"}})],
     PROVED, REFUTED),
    ("17", [when("StringEquals", "x:y", "q")],
     [allow(), deny(condition={"StringNotEquals": {"x:y": "q"}})], REFUTED, PROVED),
    ("18", [allow()], [compared("ForAllValues:StringLike", "aws:TagKeys", "?*")], PROVED, REFUTED),
    ("19", [allow(resource=f"{HOME}/${{aws:username}}/*")], [allow(resource=f"{HOME}/${{aws:username}}/x*")],
     PROVED, REFUTED),
    ("20", [allow(resource=f"{HOME}/*")], [allow(resource=f"{HOME}/${{aws:username}}/*")], PROVED, REFUTED),
    ("21", [allow(resource=f"{HOME}/${{aws:username}}/*")],
     [allow(resource=f"{HOME}/bob/*", condition={"StringEquals": {"aws:username": "bob"}})], PROVED, REFUTED),
    ("22", [allow(), deny(resource=f"{HOME}/${{aws:username}}/*")],
     [allow(resource=f"{HOME}/bob/*", condition=NOT_BOB)], PROVED, REFUTED),
    ("23", [allow(resource=f"{B}/${{{TAG}}}")], [allow(resource=f"{B}/${{{TAG}, 'x'}}")], REFUTED, PROVED),
    ("24", [allow(resource=f"{B}/h/x/*")],
     [allow(resource=f"{B}/h/${{{TAG}, 'x'}}/*", condition={"Null": {TAG: "true"}})], PROVED, REFUTED),
    ("25", [when("StringEquals", "aws:ResourceTag/t", f"${{{TAG}}}")],
     [when("StringEqualsIgnoreCase", "aws:ResourceTag/t", f"${{{TAG}}}")], REFUTED, PROVED),
    ("26", [when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*")],
     [when("StringEquals", "aws:PrincipalType", "User")], PROVED, PROVED),
    ("26b", [when("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*")],  # Paths of roles may have colons.
     [when("StringEquals", "aws:PrincipalType", "User")], PROVED, REFUTED),
    ("26c", [when("ArnLike", "aws:PrincipalArn", "arn:aws*:iam::*:user/*")],
     [when("ArnLike", "aws:PrincipalArn", "arn:aws-cn:iam::*:user/*")], PROVED, REFUTED),
    ("kinds", [allow(condition={"Null": {"aws:username": "false"}})], [when("Null", "aws:username", "true")],
     REFUTED, REFUTED),
    ("E38", [allow("s3:*")], [allow(["sts:GetCallerIdentity", "s3:Get*"])], PROVED, REFUTED),
    ("28", [when("NumericLessThan", "s3:max-keys", "10")], [when("StringEquals", "s3:max-keys", ["1", "9"])],
     PROVED, REFUTED),
    ("28b", [when("StringLike", "s3:max-keys", "1*")], [when("NumericEquals", "s3:max-keys", "1")], REFUTED, REFUTED),
    ("29", [allow(resource=B)], [allow(resource="arn:aws:s3:*:*:b")], REFUTED, PROVED),
    ("31", [deny("s3:*")], [deny("ec2:*")], PROVED, PROVED),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "forth", "back"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_new_access(old, new, forth, back):
    for before, after, expected in ((old, new, forth), (new, old, back)):
        result = no_new_access(policy(*before), policy(*after))
        assert (result.verdict, result.reason) == (expected, "")


def test_12_beyond_the_catalog_a_pattern_grants_more():
    pattern, names = policy(allow("s3:Get*")), policy(allow(GETS))
    assert no_new_access(names, pattern, scope=Scope.ALL).verdict is REFUTED
    assert no_new_access(pattern, names, scope=Scope.ALL).verdict is PROVED
    (note,) = no_new_access(names, pattern).notes
    assert note == "not for actions that AWS may add, such as s3:getx"


def test_27_without_kinds_of_caller_an_arn_that_is_none_refutes():
    old = policy(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"))
    new = policy(when("StringEquals", "aws:PrincipalType", "User"))
    result = no_new_access(old, new, caller_kinds=False)
    assert result.verdict is REFUTED
    assert result.assumptions == ()


def test_29_prefers_realistic_witnesses_and_says_where_there_is_none():
    result = no_new_access(policy(allow("s3:ListBucket", B)), policy(allow("s3:ListBucket", "arn:aws:s3:*:*:b")))
    assert not result.witness.realistic
    result = no_new_access(policy(allow(OTHERS, f"{B}/x")), policy(allow(OTHERS, f"{B}/*")))
    assert result.witness.realistic
    assert result.witness.request.action == "s3:GetObject"


def test_30_variables_are_text_in_the_old_version():
    statements = allow(resource=f"{B}/${{aws:username}}")
    old, new = policy(statements, version="2008-10-17"), policy(statements)
    assert no_new_access(old, new).verdict is REFUTED
    assert no_new_access(new, old).verdict is REFUTED


def test_31_policies_that_only_deny_are_equal_alone_but_not_in_company():
    one, other = policy(deny("s3:*")), policy(deny("ec2:*"))
    assert equivalent(one, other, company=False).verdict is PROVED
    assert equivalent(one, other).verdict is REFUTED


def test_58_a_key_compared_with_itself_is_not_decided_rather_than_wrong():
    result = no_new_access(policy(deny()), policy(when("StringEquals", "x:y", "a${x:y}")))
    assert result.verdict in (UNKNOWN, PROVED)


def test_59_many_slices_of_time_cover_the_whole():
    key = "aws:CurrentTime"
    days = [f"20{y:02}-{m:02}-01T00:00:00Z" for y in range(10, 18) for m in range(1, 13)]
    slices = [allow(condition={"DateGreaterThanEquals": {key: a}, "DateLessThan": {key: b}}) for a, b in pairwise(days)]
    whole = allow(condition={"DateGreaterThanEquals": {key: days[0]}, "DateLessThan": {key: days[-1]}})
    assert no_new_access(policy(*slices), policy(whole)).verdict is PROVED
    del slices[50]
    assert no_new_access(policy(*slices), policy(whole)).verdict is REFUTED


def test_60_pigeons_do_not_fit_into_fewer_holes():
    holes, pigeons = 5, 6
    sits = [[f"aws:PrincipalTag/p{p}h{h}" for h in range(holes)] for p in range(pigeons)]
    old = [allow(condition={"StringNotEquals": dict.fromkeys(keys, "1")}) for keys in sits]
    old += [
        allow(condition={"StringEquals": {sits[p][h]: "1", sits[q][h]: "1"}})
        for h in range(holes) for p in range(pigeons) for q in range(p)
    ]  # fmt: skip
    budget = Budget()
    assert no_new_access(policy(*old), policy(allow()), budget=budget).verdict is PROVED
    assert budget.spent["conflicts"] < 10_000


def test_an_answer_is_not_a_truth_value():
    result = no_new_access(policy(allow()), policy(allow()))
    with pytest.raises(TypeError, match="verdict"):
        bool(result)
    with pytest.raises(TypeError, match="Verdict"):
        bool(result.verdict)
