import pytest

from limen.policy.lint.catalog_facts import describe_unknown_action
from tests.unit.policy.lint.findings import ALLOW, found, rules


def messages(rule, *entries, member="Action"):
    return found(rule, {"Effect": "Allow", member: list(entries), "Resource": "*"})


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("s3: GetObject", "spaces"),
        ("GetObject", "vendor"),
        ("s3:GetObject,s3:PutObject", "one colon"),
        ("s*:GetObject", "Vendor s* is not valid"),
        ("*:GetObject", "wildcards included"),
        ("s3:", "no action after the colon"),
    ],
)
def test_entries_that_never_match(entry, reason):
    ((path, message),) = messages("impossible-action", "s3:GetObject", entry)

    assert path == "Statement[0].Action[1]"
    assert reason in message


def test_services():
    assert messages("unknown-service", "s33:GetObject", "quux:*", "S3:getobject") == [
        ("Statement[0].Action[0]", "there is no service s33; did you mean s3?"),
        ("Statement[0].Action[1]", "there is no service quux"),
    ]


def test_actions():
    assert messages("unknown-action", "s3:GetObject", "s3:GetObjet", "s3:Xyzzy", member="NotAction") == [
        ("Statement[0].NotAction[1]", "there is no action s3:GetObjet; did you mean s3:GetObject?"),
        ("Statement[0].NotAction[2]", "there is no action s3:Xyzzy"),
    ]


def test_patterns():
    assert messages("empty-action-pattern", "s3:Get*", "s3:Gett*", "S3:get?bject") == [
        ("Statement[0].Action[1]", "s3:Gett* matches none of the actions of Amazon S3")
    ]


def test_an_entry_is_reported_once():
    assert rules({**ALLOW, "Action": "s33: Get*"}) == {"impossible-action"}


def test_a_scalar_has_no_index():
    assert found("unknown-action", {**ALLOW, "Action": "s3:Gone"})[0][0] == "Statement[0].Action"


def test_every_action_is_known():
    assert messages("unknown-service", "*", "*:*") == messages("impossible-action", "*", "*:*") == []


def test_an_action_that_exists_is_not_unknown():
    assert describe_unknown_action("s3:GetObject") is None


def test_a_very_long_name_gets_no_suggestion():
    messages = [describe_unknown_action("s3:" + name) for name in ("GetObjekt", "GetObjekt" * 20)]

    assert ["did you mean" in (message or "") for message in messages] == [True, False]
