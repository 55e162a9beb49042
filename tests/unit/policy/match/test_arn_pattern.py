import pytest

from limen.domain.principals import IAMUser
from limen.policy.match.arn_pattern import (
    ShortARNs,
    compile_arns,
    compile_resources,
    find_components,
    fold_head,
    split_tokens,
)
from limen.policy.match.glob import Wildcard
from limen.policy.match.pattern import PatternSet
from limen.policy.syntax.document import Version

BOB = IAMUser("111111111111", "bob")
LOGS = "arn:aws:logs:eu-west-1:1:log-group:x:log-stream:y"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:q"


def resource(pattern, arn, short=ShortARNs.PADDED, version=Version.V2012):
    return PatternSet(compile_resources([pattern], version, short)).matches(fold_head(arn), {}, BOB)


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("*", "arn:aws:s3:::b", True),
        ("*", "*", True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y", True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/x", False),
        ("arn:aws:s3:::b", "arn:aws:s3:::B", False),
        ("arn:aws:s3:::my*", "arn:aws:s3:::my-bucket/k", True),
        ("arn:aws:logs:eu-west-1:1:log-group:*", LOGS, True),
        ("arn:aws:*:bucket", "arn:aws:s3:::bucket", False),
        ("arn:*:s3:::b", "arn:aws-cn:s3:::b", True),
        ("arn:*:s3:*:1:x", "arn:aws:a:s3:b:1:x", False),
        ("arn:*:s3:*:1:${aws:username}", "arn:aws:a:s3:b:1:bob", False),
        ("arn:*:s3:*:1:x", "arn:aws:s3:b:1:x", True),
        ("arn:aws:sqs:eu-*:1234*:q", QUEUE, True),
        ("arn:aws:sqs:us-*:1234*:q", QUEUE, False),
        ("arn:aws:sqs:*:123456789012:q*", QUEUE, True),
        ("arn:aws:sqs:*:q", QUEUE, False),
        ("arn:aws:sqs:*:123456789012:q", QUEUE, True),
        ("arn:aws:sqs:*:123456789012:q", QUEUE + "s", False),
        ("arn:aws:sqs:*:123456789012:q*", QUEUE + "s:x", True),
        ("arn:aws:sqs:*:12345678901:q", QUEUE, False),
        ("arn:aws:sqs:*:123456789012:q*", "arn:aws:sqs:a:b:123456789012:q", False),
        ("arn:aws:sqs:*:123456789012:*", "arn:aws:sqs:eu-west-1", False),
        ("arn:aws:sqs:*:*:q", QUEUE, True),
        ("arn:aws:sqs:*:*:q", "arn:aws:sqs:::q", True),
        ("arn:aws:sqs:*:*:q", QUEUE + ":q", False),
        ("arn:aws:sqs:*:*:", "arn:aws:sqs:", False),
        ("arn:aws:sqs:*:*:*", "arn:aws:sqs:x:", False),
        ("arn:aws:sqs:*:*:", "arn:aws:sqs:x:y:", True),
        ("arn:aws:*:*:123456789012:q", QUEUE, True),
        ("arn:*:sqs:*:*:q*", QUEUE, True),
        ("arn:*:sqs:*:*:q*", QUEUE.replace(":q", ":x"), False),
        ("arn:*:sqs:*:123456789012:${aws:username}", QUEUE[:-1] + "bob", True),
        ("arn:aws:sqs:*:123456789012:q*s", QUEUE + "-s", True),
        ("arn:aws:sqs:e?-west-1:*:q", QUEUE, True),
        ("arn:aws:ec2:*:*:*", "*", False),
        ("arn:AWS:S3:::b", "arn:aws:s3:::b", True),
        ("arn:aws:s3:::b", "arn:AWS:S3:::b", True),
        ("**", "arn:aws:s3:::b", False),
        ("b/*", "arn:aws:s3:::b/k", False),
        ("foo:aws:s3:::b", "foo:aws:s3:::b", False),
        ("arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::bob/k", True),
        ("arn:*:s3:::${aws:username}/*", "arn:aws:s3:::bob/k", True),
        ("arn:*:s3:::${aws:username}/*", "arn:aws:s3:::alice/k", False),
        ("arn:*:s3:::${aws:username}/*", "bob/k", False),
        ("arn:aws:s3:::b/${aws:PrincipalTag/x}", "arn:aws:s3:::b/", False),
        ("arn:aws:s3::${aws:PrincipalAccount}:b", "arn:aws:s3::111111111111:b", False),
        ("arn:aws:iam::123456789012:u*", "arn:aws:iam::123456789012:user/x", True),
    ],
)
def test_resources(pattern, arn, expected):
    assert resource(pattern, arn) is expected


@pytest.mark.parametrize(
    ("short", "pattern", "expected"),
    [
        (ShortARNs.PADDED, "arn:aws:sqs", True),
        (ShortARNs.PADDED, "arn:aws:sqs:*", True),
        (ShortARNs.PADDED, "arn:aws:sns", False),
        (ShortARNs.PADDED, "arn", False),
        (ShortARNs.PADDED_WITH_STAR, "arn:aws:sqs", False),
        (ShortARNs.PADDED_WITH_STAR, "arn:*:sqs", True),
        (ShortARNs.PADDED_AFTER_STAR, "arn:*:sqs", False),
        (ShortARNs.PADDED_AFTER_STAR, "arn:aws:sqs:*", True),
        (ShortARNs.REFUSED, "arn:aws:sqs:*", False),
        (ShortARNs.REFUSED, QUEUE, True),
    ],
)
def test_short_arns_by_kind_of_policy(short, pattern, expected):
    assert resource(pattern, QUEUE, short) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("arn:aws:sqs:*:123456789012:q", QUEUE, True),
        ("arn:aws:sqs:*:123456789012:p*", QUEUE, False),
        ("arn:aws:sqs:*:*:q*", QUEUE, True),
        ("arn:*:sqs:*:123456789012:q", QUEUE, True),
        ("arn:*:sqs:eu-west-1:123456789012:*", QUEUE, True),
        ("arn:*:sqs:*:999999999999:q", QUEUE, False),
    ],
)
def test_components_that_may_be_anything_cost_no_expression(monkeypatch, pattern, arn, expected):
    for name in ("glob_expression", "expression_test"):
        monkeypatch.delattr(f"limen.policy.match.arn_pattern.{name}")
    assert resource(pattern, arn) is expected


def test_in_2008_a_variable_is_a_name():
    assert not resource("arn:aws:s3:::${aws:username}", "arn:aws:s3:::bob", version=Version.V2008)
    assert resource("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:username}", version=Version.V2008)
    assert resource("arn:aws:${s3}:::b", "arn:aws:${s3}:::b", version=Version.V2008)
    assert not resource("arn:aws:${s3}:::b", "arn:aws:${s3}:::b", version=Version.V2012)
    user = "arn:aws:iam::1:user/${aws:username}"
    found = {version: compile_arns([user], version).matches(user, {}, BOB) for version in Version}
    assert found == {Version.V2008: True, Version.V2012: False}


@pytest.mark.parametrize(
    ("arn", "folded"),
    [
        ("arn:AWS:S3:::Bucket", "arn:aws:s3:::Bucket"),
        ("*", "*"),
        ("arn:aws:sqs:EU:1:", "arn:aws:sqs:eu:1:"),
        ("arn:AWS:logs:eu:1:Group:A:B:C", "arn:aws:logs:eu:1:Group:A:B:C"),
        ("No:ARN", "No:ARN"),
        ("arn:aws:S3::b", "arn:aws:S3::b"),
    ],
)
def test_only_the_first_five_components_are_folded(arn, folded):
    assert fold_head(arn) == folded


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("arn:aws:iam::*:role/dev-*", "arn:aws:iam::1:role/dev-a/b", True),
        ("arn:aws:*", "arn:aws:iam::1:role/r", False),
        ("arn:aws:sns:*:1:t*", "arn:aws:sns:eu:1:topic:sub", True),
        ("arn:aws:sns:*:t*", "arn:aws:sns:eu:1:topic", False),
        ("arn:*:s3:*:1:x", "arn:aws:a:s3:b:1:x", False),
        ("arn:*:s3:*:1:${region}", "arn:aws:a:s3:b:1:eu", False),
        ("arn:aws:iam::1:role/r", "arn:aws:iam::1:role/R", False),
        ("arn:aws:iam::1:role/r", "arn:AWS:iam::1:role/r", False),
        ("*", "arn:aws:iam::1:role/r", True),
        ("*", "no arn", True),
        ("*:aws:s3:::b", ":aws:s3:::b", True),
        ("*:*:s3:::b", "::s3:::b", True),
        ("*:*:s3:::b", "s3:::b", False),
        ("no arn", "no arn", False),
        ("${arn}", "arn:aws:sns:eu:1:a:b", True),
        ("arn:aws:sns:${region}:1:*", "arn:aws:sns:eu:1:x", True),
        ("arn:aws:sns:${region}:1:*", "arn:aws:sns:us:1:x", False),
        ("arn:aws:sns:${absent}:1:*", "arn:aws:sns::1:x", False),
        ("${region}", "eu", False),
        ("arn:aws:sns:${region}:1:*", "eu", False),
    ],
)
def test_values_of_arn_like(pattern, value, expected):
    context = {"arn": "arn:aws:sns:eu:1:a:b", "region": "eu"}
    assert compile_arns([pattern], Version.V2012).matches(value, context, BOB) is expected


@pytest.mark.parametrize(
    ("pattern", "short", "expected"),
    [
        ("arn:aws:s3:::b/k:1", ShortARNs.REFUSED, ["arn", "aws", "s3", "", "", "b/k:1"]),
        ("arn:aws:s3", ShortARNs.PADDED, ["arn", "aws", "s3", "*", "*", "*"]),
        ("arn:aws:s3", ShortARNs.REFUSED, None),
        ("arn:aws:s3", ShortARNs.PADDED_WITH_STAR, None),
        ("arn:aws:*:x", ShortARNs.PADDED_WITH_STAR, ["arn", "aws", "*", "x", "*", "*"]),
        ("arn:aws:*:x", ShortARNs.PADDED_AFTER_STAR, None),
        ("arn:aws:s*", ShortARNs.PADDED_AFTER_STAR, ["arn", "aws", "s*", "*", "*", "*"]),
        ("ARN:aws:s3:::b", ShortARNs.PADDED, None),
        ("*", ShortARNs.PADDED, None),
    ],
)
def test_components_of_a_resource_entry(pattern, short, expected):
    assert find_components(pattern, short) == expected


def test_the_tokens_of_an_arn_pattern_by_component():
    assert split_tokens(["arn:aws:iam::", Wildcard.ANY, ":user/", Wildcard.ONE, ":x"]) == [
        ["arn"], ["aws"], ["iam"], [], [Wildcard.ANY], ["user/", Wildcard.ONE, ":x"],
    ]  # fmt: skip
    assert split_tokens(["arn:aws:iam", Wildcard.ANY]) is None
