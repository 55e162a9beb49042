import pytest

from limen.policy import parse_policy
from limen.policy.match.mentioned_keys import find_context_keys
from tests.unit.policy.documents import STATEMENT, changed, document


def keys(*statements, **members):
    return find_context_keys(parse_policy(document(*statements, **members)))


def test_keys_of_conditions_in_order():
    statement = changed(STATEMENT, Condition={"StringEquals": {"b:c": "x", "a:b": []}, "Null": {"d:e": "true"}})

    assert keys(statement) == ("b:c", "a:b", "d:e")


def test_variables_of_resources_and_values():
    statement = changed(
        STATEMENT,
        Resource=["arn:aws:s3:::b/${aws:username}/${aws:PrincipalTag/Team, 'none'}"],
        Condition={
            "StringLike": {"s3:prefix": "${aws:userid}/*"},
            "ArnLike": {"aws:SourceArn": "${a:b}"},
            "Bool": {"c:d": "${e:f}"},
        },
    )

    assert keys(statement) == (
        "aws:username",
        "aws:PrincipalTag/Team",
        "s3:prefix",
        "aws:userid",
        "aws:SourceArn",
        "a:b",
        "c:d",
        "e:f",
    )


def test_variables_of_not_resource():
    assert keys({"Effect": "Deny", "Action": "a:b", "NotResource": "arn:aws:s3:::${aws:userid}"}) == ("aws:userid",)


def test_each_key_once_in_its_first_spelling():
    first = changed(STATEMENT, Condition={"StringEquals": {"aws:UserName": "x"}})
    second = changed(STATEMENT, Resource="arn:aws:s3:::${aws:username}")

    assert keys(first, second) == ("aws:UserName",)


@pytest.mark.parametrize("text", ["${*}", "${?}", "${$}", "${}", "${a b}", "${aws:userid"])
def test_text_that_is_not_a_variable_names_no_key(text):
    assert keys(changed(STATEMENT, Resource=f"arn:aws:s3:::{text}")) == ()


def test_the_old_version_has_no_variables():
    statement = changed(STATEMENT, Resource="arn:aws:s3:::${aws:userid}", Condition={"StringLike": {"a:b": "${c:d}"}})

    assert keys(statement, Version="2008-10-17") == ("a:b",)


@pytest.mark.parametrize("operator", ["NumericEquals", "DateEquals", "IpAddress", "Null", "BinaryEquals"])
def test_other_families_have_no_variables(operator):
    assert keys(changed(STATEMENT, Condition={operator: {"a:b": "${c:d}"}})) == ("a:b",)
