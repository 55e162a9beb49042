import pytest

from tests.unit.policy.lint.findings import ALLOW, condition, found, paths

SHORT, LONG = "11112222333", "1111222233334"


def test_an_account_of_eleven_digits_in_a_resource():
    queue = f"arn:aws:sqs:eu-west-1:{SHORT}:q"
    assert found("invalid-account", {**ALLOW, "Resource": ["*", queue]}) == [
        ("Statement[0].Resource[1]", f"{queue} matches nothing: an account id has 12 digits, not 11")
    ]
    assert paths("invalid-account", {"Effect": "Deny", "Action": "sqs:*", "NotResource": queue}) == [
        "Statement[0].NotResource"
    ]


@pytest.mark.parametrize("entry", [SHORT, LONG, f"arn:aws:iam::{SHORT}:root", f"arn:aws:iam::{LONG}:user/Bob"])
@pytest.mark.parametrize("member", ["Principal", "NotPrincipal"])
def test_principals(entry, member):
    assert paths("invalid-account", {**ALLOW, member: {"AWS": ["111122223333", entry]}}) == [
        f"Statement[0].{member}.AWS[1]"
    ]


def test_values_of_conditions():
    wrong = condition(ArnLike={"aws:SourceArn": f"arn:aws:sns:*:{SHORT}:t"}, StringEquals={"aws:SourceAccount": SHORT})
    assert len(paths("invalid-account", wrong)) == 2
    assert paths("invalid-account", condition(StringEquals={"aws:PrincipalTag/number": SHORT})) == []


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:s3:::bucket",
        "arn:aws:sqs:eu-west-1:111122223333:q",
        "arn:aws:sqs:eu-west-1:1111*:q",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:q",
        "arn:aws:sqs:1111",
    ],
)
def test_accounts_that_may_match(resource):
    assert paths("invalid-account", {**ALLOW, "Resource": resource}) == []
