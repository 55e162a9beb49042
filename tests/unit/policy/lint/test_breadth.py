import pytest

from limen.policy import PolicyKind
from limen.policy.catalog import find_action
from limen.policy.lint.breadth import ESCALATIONS
from tests.unit.policy.lint.findings import found, paths, rules

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


def allow(*actions, **members):
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **members}


def test_everything():
    assert rules(EVERYTHING) == rules({**EVERYTHING, "Action": "*:*", "Resource": ["*"]}) == {"allow-everything"}
    assert rules({**EVERYTHING, "Condition": ORGANIZATION}) == set()
    assert rules({**EVERYTHING, "Effect": "Deny"}) == set()
    assert rules(EVERYTHING, kind=PolicyKind.SERVICE_CONTROL) == set()


def test_all_but():
    assert paths("allow-not-action", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}) == [
        "Statement[0].NotAction"
    ]
    assert paths("allow-not-resource", {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b"}) == [
        "Statement[0].NotResource"
    ]
    assert rules({"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b"}) == set()


@pytest.mark.parametrize(
    ("statement", "is_found"),
    [
        (allow("iam:PassRole"), True),
        (allow("iam:*"), True),
        (allow("iam:pass*", Resource="arn:aws:iam::*:role/*"), True),
        (allow("iam:PassRole", Resource="arn:aws:iam::111122223333:role/*"), True),
        (allow("iam:PassRole", Resource=["arn:aws:s3:::b", "arn:aws:iam::111122223333:*"]), True),
        (allow("iam:PassRole", Resource="arn:aws:iam::111122223333:role/app-*"), False),
        (allow("iam:PassRole", Resource="arn:aws:iam::111122223333:user/*"), False),
        (allow("iam:PassRole", Resource="arn:aws:iam"), False),
        (allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), False),
        (allow("iam:GetRole"), False),
        (allow("*"), False),
    ],
)
def test_passing_any_role(statement, is_found):
    assert ("pass-any-role" in rules(statement)) is is_found


def test_ways_to_all_permissions():
    put = found("privilege-escalation", allow("s3:GetObject", "iam:PutUserPolicy"))
    run = found("privilege-escalation", allow("iam:PassRole"), allow("ec2:Run*"))

    assert put == [
        ("Statement[0].Action[1]", "with iam:PutUserPolicy on *, a caller can give a user any inline policy"),
    ]
    assert run == [
        (
            "Statement[0].Action[0]",
            "with iam:PassRole and ec2:RunInstances on *, a caller can start an instance with any role",
        )
    ]


@pytest.mark.parametrize(
    "statements",
    [
        [allow("ec2:RunInstances")],
        [allow("iam:PutUserPolicy", Resource="arn:aws:iam::111122223333:user/app-*")],
        [allow("iam:PutUserPolicy", Condition=ORGANIZATION)],
        [allow("iam:PutUserPolicy"), {"Effect": "Deny", "Action": "iam:Put*", "Resource": "*"}],
        [allow("iam:PutUserPolicy"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}],
        [EVERYTHING],
    ],
)
def test_policies_that_do_not_escalate(statements):
    assert "privilege-escalation" not in rules(*statements)


def test_every_way_is_of_actions_that_exist():
    assert [action for actions, _ in ESCALATIONS for action in actions if find_action(action) is None] == []
