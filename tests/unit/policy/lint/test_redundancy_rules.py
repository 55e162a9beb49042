import pytest

from limen.policy.lint.redundancy_rules import MOST_STATEMENTS
from tests.unit.policy.lint.findings import ALLOW, found, paths, rules

DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}


def test_actions_twice():
    assert found("duplicate-action", {**ALLOW, "Action": ["s3:GetObject", "S3:getobject", "s3:PutObject"]}) == [
        ("Statement[0].Action[1]", "S3:getobject repeats entry 0")
    ]
    assert rules({**ALLOW, "Action": ["s3:Get*", "S3:get*"]}) == {"duplicate-action"}


def test_actions_that_others_cover():
    assert found("redundant-action", {**ALLOW, "Action": ["s3:GetObject", "s3:Get*"]}) == [
        ("Statement[0].Action[0]", "s3:GetObject is covered by s3:Get*")
    ]
    assert paths("redundant-action", {**ALLOW, "Action": ["*", "s3:Get*"]}) == ["Statement[0].Action[1]"]
    assert rules({**ALLOW, "Action": ["s3:Get*Tagging", "s3:GetObject*"]}) == set()


def test_resources():
    doubled = {**ALLOW, "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b/x", "arn:aws:s3:::b/*", "arn:aws:s3:::c/*"]}

    assert paths("redundant-resource", doubled) == ["Statement[0].Resource[1]"]
    assert paths("duplicate-resource", doubled) == ["Statement[0].Resource[2]"]
    assert rules({**ALLOW, "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::B/*"]}) == set()


def test_an_allow_that_a_deny_takes_back():
    assert found("shadowed-allow", ALLOW, {**DENY, "Sid": "Stop"}) == [
        ("Statement[0]", "Statement[1] (Stop) denies everything that this allows")
    ]
    assert rules(ALLOW, {**DENY, "Action": "s3:Put*"}) == set()
    assert rules(ALLOW, {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}) == set()
    assert rules({**ALLOW, "Effect": "Deny"}, {**DENY, "Effect": "Allow"}) == set()


def test_statements_that_others_cover():
    assert found("redundant-statement", ALLOW, {**ALLOW, "Resource": "*"}) == [
        ("Statement[0]", "Statement[1] already covers this")
    ]


def test_of_equal_statements_the_first_stays():
    assert paths("redundant-statement", ALLOW, ALLOW, ALLOW) == ["Statement[1]", "Statement[2]"]


@pytest.mark.no_cover
def test_the_work_is_bounded():
    others = [{**ALLOW, "Resource": f"arn:aws:s3:::b/{number}"} for number in range(MOST_STATEMENTS)]

    assert "redundant-statement" not in rules(*others, others[0])
