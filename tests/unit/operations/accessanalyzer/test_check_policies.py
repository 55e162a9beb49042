"""The three checks: results, reasons, limits, and what is refused."""

import json

import pytest

from limen.errors import ValidationError
from limen.operations.accessanalyzer import check_policies
from limen.operations.accessanalyzer.faults import InvalidParameterError, UnprocessableEntityError

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
WRITE = {"Sid": "Write", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}
ACCOUNT = {"AWS": "111122223333"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def compare(world):
    def call(old, new, kind="IDENTITY_POLICY"):
        return world.call(
            "access-analyzer:CheckNoNewAccess", existingPolicyDocument=old, newPolicyDocument=new, policyType=kind
        )

    return call


def test_no_new_access(compare):
    assert compare(policy(READ, WRITE), policy(READ)) == {
        "result": "PASS",
        "message": "The modified permissions do not grant new access compared to your existing policy.",
        "reasons": [],
    }


def test_new_access_with_the_statements_that_grant_it(compare):
    assert compare(policy(READ), policy(READ, WRITE)) == {
        "result": "FAIL",
        "message": "The modified permissions grant new access compared to your existing policy.",
        "reasons": [
            {"description": "New access in the statement with sid: Write.", "statementIndex": 1, "statementId": "Write"}
        ],
    }
    (reason,) = compare(policy(), policy(READ))["reasons"]
    assert reason == {"description": "New access in the statement with index: 0.", "statementIndex": 0}


def test_resource_policies(compare):
    old, new = policy({**READ, "Principal": ACCOUNT}), policy({**READ, "Principal": "*"})
    assert compare(old, new, "RESOURCE_POLICY")["result"] == "FAIL"
    assert compare(new, old, "RESOURCE_POLICY")["result"] == "PASS"


@pytest.mark.parametrize(
    ("access", "result"),
    [
        ({"actions": ["s3:PutObject"]}, "PASS"),
        ({"actions": ["s3:Get*"]}, "FAIL"),
        ({"actions": ["s3:Get*"], "resources": ["arn:aws:s3:::other/*"]}, "PASS"),
        ({"resources": ["arn:aws:s3:::b/x"]}, "FAIL"),
        ({"resources": ["arn:aws:s3:::other"]}, "PASS"),
    ],
)
@pytest.mark.parametrize("kind", ["IDENTITY_POLICY", "RESOURCE_POLICY"])
def test_access_not_granted(world, access, result, kind):
    statement = READ if kind == "IDENTITY_POLICY" else {**READ, "Principal": ACCOUNT}
    answer = world.call(
        "access-analyzer:CheckAccessNotGranted", policyDocument=policy(statement), access=[access], policyType=kind
    )
    assert answer["result"] == result
    assert bool(answer["reasons"]) is (result == "FAIL")


def test_access_must_name_something(world):
    cases: list[list[dict[str, list[str]]]] = [[], [{}], [{"actions": [], "resources": []}]]
    for access in cases:
        with pytest.raises(InvalidParameterError):
            world.call(
                "access-analyzer:CheckAccessNotGranted",
                policyDocument=policy(READ),
                access=access,
                policyType="IDENTITY_POLICY",
            )


@pytest.mark.parametrize(("principal", "result"), [("*", "FAIL"), (ACCOUNT, "PASS")])
def test_no_public_access(world, principal, result):
    answer = world.call(
        "access-analyzer:CheckNoPublicAccess",
        policyDocument=policy({**READ, "Principal": principal}),
        resourceType="AWS::S3::Bucket",
    )
    assert answer["result"] == result


def test_what_cannot_be_parsed_is_refused(compare):
    with pytest.raises(ValidationError, match="newPolicyDocument is not a valid policy"):
        compare(policy(READ), "{")
    with pytest.raises(UnprocessableEntityError):
        compare(" " * 65_537, policy(READ))


def test_what_is_not_decided_fails_and_says_so(compare, monkeypatch):
    monkeypatch.setattr(check_policies, "MOST_SECONDS", -1.0)
    answer = compare(policy(READ), policy(READ, WRITE))
    assert answer["result"] == "FAIL"
    assert answer["reasons"] == [{"description": "Could not be decided: stopped."}]
