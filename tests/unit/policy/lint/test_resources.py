import pytest

from limen.policy.catalog import find_action
from limen.policy.catalog.errata import ARNS_OF_ACTIONS
from tests.unit.policy.lint.findings import ALLOW, found, paths, rules

BUCKET, OBJECTS = "arn:aws:s3:::b", "arn:aws:s3:::b/*"
ROLES = "arn:aws:iam::111122223333:role/*"


def statement(actions, resources, **members):
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **members}


def test_short_arns():
    assert paths("short-arn", statement("sqs:SendMessage", ["arn:aws:sqs", "*"])) == ["Statement[0].Resource[0]"]
    assert paths("short-arn", {"Effect": "Deny", "Action": "sqs:*", "NotResource": "arn:aws:sqs:*"}) == [
        "Statement[0].NotResource"
    ]


@pytest.mark.parametrize("entry", ["**", "bucket/*", "?", "${aws:username}"])
def test_text_that_is_not_an_arn(entry):
    assert "invalid-resource" in rules(statement("s3:GetObject", entry))


def test_a_statement_of_actions_about_something_else_is_dead():
    assert found("dead-statement", statement(["s3:GetObject", "s3:PutObject"], BUCKET)) == [
        ("Statement[0]", "none of the actions applies to any of the resources: the statement matches no request")
    ]
    assert rules(statement("s3:GetObject", BUCKET)) == {"dead-statement"}


def test_an_action_that_fits_nothing_beside_one_that_does():
    mixed = statement(["s3:ListBucket", "s3:GetObject"], BUCKET)

    ((path, message),) = found("action-not-of-resources", mixed)
    assert path == "Statement[0].Action[1]"
    assert "s3:GetObject" in message
    assert "arn:*:s3:::*/*" in message


def test_a_resource_that_fits_nothing():
    ((path, message),) = found("resource-not-of-actions", statement("s3:ListBucket", [BUCKET, OBJECTS]))

    assert path == "Statement[0].Resource[1]"
    assert message.startswith(f"none of these actions applies to {OBJECTS}, only to arn:*:s3")


def test_an_action_without_resources_needs_a_star():
    assert found("action-needs-star", statement("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*")) == [
        (
            "Statement[0].Action",
            "ec2:DescribeInstances has no resource-level permissions: only the resource * matches",
        )
    ]
    assert rules(statement("ec2:DescribeInstances", "*")) == set()


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:*", BUCKET),
        ("s3:GetObject", "arn:*:s3:::${aws:username}/*"),
        ("s3:GetObject", "arn:aws:s3:::*"),
        ("S3:getobject", "ARN:aws:s3:::b/x".replace("ARN", "arn")),
        ("ec2:RunInstances", "arn:aws:ec2:us-*:111122223333:instance/*"),
        ("iam:ListUsers", "arn:aws:iam::111122223333:user/*"),
        ("iam:ListVirtualMFADevices", "arn:aws:iam::111122223333:mfa/*"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        ("logs:DescribeLogGroups", "arn:aws:logs:eu-west-1:111122223333:log-group::log-stream:*"),
        ("ssm:DescribeParameters", "arn:aws:ssm:eu-west-1:111122223333:*"),
        ("dynamodb:ListTables", "arn:aws:dynamodb:eu-west-1:111122223333:table/*"),
        ("sqs:ListQueues", "arn:aws:sqs:eu-west-1:111122223333:*"),
        ("*", "arn:aws:nothing:::x"),
    ],
)
def test_what_fits(action, resource):
    assert rules(statement(action, resource)) == set()


def test_unknown_actions_make_no_statement_dead():
    assert rules(statement(["s3:Gone", "s3:GetObject"], BUCKET)) == {"unknown-action", "action-not-of-resources"}


def test_excluding_makes_no_statement_dead():
    assert "dead-statement" not in rules({"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": BUCKET})
    assert rules({**ALLOW, "Effect": "Deny"}) == set()


def test_list_actions_have_the_arns_that_aws_authorizes_them_on():
    """The reference gives them no resources; AWS's denials name ARNs."""
    assert found("action-not-of-resources", statement(["iam:ListUsers", "iam:GetRole"], ROLES)) == [
        (
            "Statement[0].Action[0]",
            "iam:ListUsers applies to none of these resources, but to arn:*:iam::*:user/*",
        )
    ]


def test_errata_name_actions_that_the_catalog_has_without_resources():
    for name in ARNS_OF_ACTIONS:
        action = find_action(name)
        assert action is not None
        assert action.resources == ()
