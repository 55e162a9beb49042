import pytest

from limen.policy.lint.comparison_rules import find_family
from limen.policy.syntax.document import ConditionOperator
from tests.unit.policy.lint.findings import condition, found, paths, rules

ARN = "arn:aws:iam::111122223333:role/x"


@pytest.mark.parametrize(
    ("operator", "key", "value", "types"),
    [
        ("NumericEquals", "aws:username", "1", "String"),
        ("Bool", "aws:CurrentTime", "true", "Date"),
        ("DateLessThan", "aws:SecureTransport", "2026-01-01", "Bool"),
        ("IpAddress", "aws:SourceVpc", "10.0.0.0/8", "String"),
        ("ArnLike", "aws:PrincipalAccount", ARN, "String"),
        ("BinaryEquals", "aws:SourceIp", "QQ==", "IPAddress"),
        ("StringEquals", "aws:username", "x", None),
        ("StringLike", "aws:PrincipalArn", ARN, None),
        ("NumericLessThan", "aws:EpochTime", "1", None),
        ("DateLessThan", "aws:EpochTime", "1", None),
        ("Null", "aws:CurrentTime", "true", None),
        ("ArnLike", "aws:PrincipalTag/role", ARN, None),
        ("NumericLessThan", "no:such", "1", None),
        ("NumericLessThan", "token.example.com:sub", "1", None),
    ],
)
def test_types(operator, key, value, types):
    expected = types and [f"{operator} cannot compare {key}, which is of type {types}"]

    assert [message for _, message in found("type-mismatch", condition(**{operator: {key: value}}))] == (expected or [])


def test_values_that_are_not_texts():
    assert paths("compared-as-text", condition(StringEquals={"aws:SecureTransport": "true"})) == [
        'Statement[0].Condition.StringEquals["aws:SecureTransport"]'
    ]


@pytest.mark.parametrize(
    ("operator", "key", "good", "bad"),
    [
        ("NumericLessThan", "aws:MultiFactorAuthAge", ["1", "-1.5"], ["1e3", ""]),
        ("DateLessThan", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "1700000000"], ["tomorrow", "2026-13-01"]),
        ("Bool", "aws:SecureTransport", ["TRUE", True], ["yes", ""]),
        ("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "::1"], ["10.0.0.0/33", "10.*"]),
        ("NotIpAddress", "aws:SourceIp", ["10.0.0.1"], ["10.0.0"]),
        ("ArnLike", "aws:PrincipalArn", [ARN, "*", "${aws:PrincipalArn}"], ["arn:aws:iam:*", "x"]),
        ("Null", "aws:PrincipalArn", ["true"], ["0"]),
        ("BinaryEquals", "no:such", ["QQ=="], ["Q"]),
        ("StringEquals", "aws:username", ["", "any"], []),
    ],
)
def test_values(operator, key, good, bad):
    values = [*good, *bad]
    expected = [f'Statement[0].Condition.{operator}["{key}"][{index}]' for index in range(len(good), len(values))]

    assert paths("invalid-value", condition(**{operator: {key: values}})) == expected


@pytest.mark.parametrize(
    ("operator", "value", "is_found"),
    [
        ("StringEquals", "dev-*", True),
        ("StringNotEqualsIgnoreCase", "dev-?", True),
        ("StringLike", "dev-*", False),
        ("StringEquals", "dev-${*}", False),
    ],
)
def test_wildcards_that_are_compared_literally(operator, value, is_found):
    assert ("literal-wildcard" in rules(condition(**{operator: {"aws:username": value}}))) is is_found


@pytest.mark.parametrize(("operator", "words"), [("Bool", "every value"), ("Null", "always met")])
def test_true_and_false_together(operator, words):
    ((path, message),) = found("true-and-false", condition(**{operator: {"aws:ViaAWSService": ["true", False]}}))

    assert path == f'Statement[0].Condition.{operator}["aws:ViaAWSService"]'
    assert words in message


def test_every_operator_has_a_family():
    assert {find_family(operator) for operator in ConditionOperator} == {
        "String",
        "Numeric",
        "Date",
        "Bool",
        "Binary",
        "IpAddress",
        "NotIpAddress",
        "Arn",
        "Null",
    }
