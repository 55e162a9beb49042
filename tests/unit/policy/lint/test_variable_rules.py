import pytest

from tests.unit.policy.lint.findings import ALLOW, condition, found, paths, rules


def resource(text, **members):
    return {**ALLOW, "Resource": text, **members}


def test_the_old_version_has_none():
    old = resource("arn:aws:s3:::b/${aws:username}/*")

    for version in ("2008-10-17", None):
        assert paths("variable-in-old-version", old, Version=version) == ["Statement[0].Resource"]
    assert rules(old) == set()


@pytest.mark.parametrize(
    ("statement", "path"),
    [
        (resource("arn:aws:s3:::b", Action="s3:${aws:username}"), "Statement[0].Action"),
        (resource("arn:aws:sqs:${aws:RequestedRegion}::q"), "Statement[0].Resource"),
        ({**ALLOW, "Principal": {"AWS": "${aws:PrincipalAccount}"}}, "Statement[0].Principal"),
        ({**ALLOW, "NotPrincipal": {"AWS": "${aws:PrincipalAccount}"}}, "Statement[0].NotPrincipal"),
        (
            condition(IpAddress={"aws:SourceIp": "${aws:VpcSourceIp}"}),
            'Statement[0].Condition.IpAddress["aws:SourceIp"]',
        ),
    ],
)
def test_places_without_variables(statement, path):
    assert paths("misplaced-variable", statement) == [path]


def test_keys_of_conditions_hold_none():
    assert "misplaced-variable" in rules(condition(StringEquals={"aws:RequestTag/${aws:username}": "x"}))


@pytest.mark.parametrize("text", ["${aws:username", "${}", "${aws:user name}", "${aws:username,'x'}"])
def test_text_that_is_not_a_variable(text):
    assert paths("malformed-variable", resource(f"arn:aws:s3:::b/{text}")) == ["Statement[0].Resource"]


@pytest.mark.parametrize(
    "text", ["${aws:username}", "${aws:username, 'nobody'}", "${*}${?}${$}", "$x{y}", "${a.b.c:sub}"]
)
def test_what_is_one(text):
    assert rules(condition(StringLike={"aws:userid": text})) == set()


def test_keys_of_variables():
    assert found("unknown-variable", condition(StringLike={"aws:userid": ["x", "${aws:usernam}"]})) == [
        (
            'Statement[0].Condition.StringLike["aws:userid"][1]',
            "there is no key aws:usernam for the variable; did you mean aws:username?",
        )
    ]
    assert rules(condition(ArnLike={"aws:PrincipalArn": "${aws:TagKeys}"})) == {"multivalued-variable"}
