import pytest

from limen.policy import PolicyKind
from tests.unit.policy.lint.findings import ALLOW, condition, found, paths, rules

TRUST = {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.example.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
}


def test_global_keys():
    assert found("unknown-global-key", condition(StringEquals={"aws:PrincipalOrg": "o-1", "AWS:UserName": "x"})) == [
        (
            'Statement[0].Condition.StringEquals["aws:PrincipalOrg"]',
            "there is no global key aws:PrincipalOrg; did you mean aws:PrincipalOrgID?",
        )
    ]


def test_keys_of_services():
    assert found("unknown-condition-key", condition(StringEquals={"s3:prefx": "x"}))[0][1] == (
        "there is no condition key s3:prefx; did you mean s3:prefix?"
    )
    assert "unknown-condition-key" in rules(condition(StringEquals={"nowhere": "x"}))
    assert rules(condition(StringEquals={"s3:ExistingObjectTag/team": "x"})) == set()


@pytest.mark.parametrize("claim", ["sub", "repository"])
def test_claims_are_the_providers_business(claim):
    assert rules({**TRUST, "Condition": {"StringEquals": {f"token.example.com/id/A:{claim}": "x"}}}) == set()


def test_keys_that_no_action_has():
    assert paths("key-not-of-actions", condition(StringEquals={"s3:prefix": "x"})) == [
        'Statement[0].Condition.StringEquals["s3:prefix"]'
    ]
    both = condition(StringEquals={"s3:prefix": "x"}) | {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
    assert rules(both) == set()
    assert rules({**both, "Action": "*"}) == set()


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("ec2:RunInstances", "ec2:InstanceType"),
        ("secretsmanager:GetSecretValue", "secretsmanager:ResourceTag/team"),
        ("s3:GetObject", "sts:ExternalId"),
        ("s3:GetObject", "saml:sub"),
        ("s3:GetObject", "lambda:SourceFunctionArn"),
    ],
)
def test_keys_of_the_resource_and_of_the_session_go_along(action, key):
    operator = "ArnLike" if key.endswith("Arn") else "StringEquals"
    value = "arn:aws:lambda:*:*:function:*" if key.endswith("Arn") else "x"
    allow = {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": {operator: {key: value}}}
    assert "key-not-of-actions" not in rules(allow)


def test_several_values_need_a_set_operator():
    assert "missing-set-operator" in rules(condition(StringEquals={"aws:TagKeys": "a"}))
    assert "missing-set-operator" not in rules(condition(ForAnyValue__StringEquals={"aws:TagKeys": "a"}))
    assert "missing-set-operator" not in rules(condition(Null={"aws:TagKeys": "true"}))


@pytest.mark.parametrize("operator", ["StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringEquals"])
def test_a_key_that_aws_compares_either_way_may_be(operator):
    shown = rules({**ALLOW, "Action": "events:PutRule", "Condition": {operator: {"events:Detail-Type": "a"}}})
    assert not {"missing-set-operator", "needless-set-operator"} & set(shown)


def test_one_value_needs_none():
    assert paths("needless-set-operator", condition(ForAnyValue__StringEquals={"aws:username": "a"})) == [
        'Statement[0].Condition["ForAnyValue:StringEquals"]["aws:username"]'
    ]


FOR_ALL = {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}


@pytest.mark.parametrize(
    ("more", "is_found"),
    [
        ({}, True),
        ({"Null": {"aws:tagkeys": "false"}}, False),
        ({"Null": {"aws:TagKeys": ["false", "true"]}}, True),
        ({"Null": {"aws:TagKeys": []}}, True),
        ({"Null": {"aws:RequestTag/a": "false"}}, True),
        ({"ForAnyValue:StringLike": {"aws:TagKeys": "*"}}, False),
        ({"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "*"}}, True),
    ],
)
def test_an_absent_key_satisfies_for_all_values(more, is_found):
    assert ("for-all-values-without-null" in rules({**ALLOW, "Condition": FOR_ALL | more})) is is_found


def test_a_deny_is_only_stricter_for_it():
    deny = {**ALLOW, "Effect": "Deny", "Condition": FOR_ALL}

    assert rules(deny) == set()
    assert rules({**deny, "Effect": "Allow"}, kind=PolicyKind.SERVICE_CONTROL) == set()
