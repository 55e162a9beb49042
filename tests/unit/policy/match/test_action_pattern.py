import pytest

from limen.policy.match.action_pattern import compile_actions


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "s3:GetObject", True),
        ("*:*", "s3:GetObject", True),
        ("s3:*", "s3:GetObject", True),
        ("S3:GETobject", "s3:GetObject", True),
        ("s3:Get?bject", "s3:GetObject", True),
        ("iam:*AccessKey*", "iam:CreateAccessKey", True),
        ("s3:", "s3:GetObject", False),
        ("s3: GetObject", "s3:GetObject", False),
        ("s3:Get Object", "s3:GetObject", False),
        ("s3:GetObject,s3:PutObject", "s3:GetObject", False),
        ("s*:GetObject", "s3:GetObject", False),
        ("*:GetObject", "s3:GetObject", False),
        ("GetObject", "s3:GetObject", False),
        ("s3", "s3:GetObject", False),
        ("**", "s3:GetObject", False),
        ("s3:Get", "s3:GetObject", False),
        ("s3:${aws:username}", "s3:bob", False),
        ("s3:*:x", "s3:a:x", True),
        ("s*:a:x", "s3:a:x", False),
    ],
)
def test_actions(pattern, action, expected):
    assert compile_actions([pattern])(action.lower()) is expected


def test_any_of_several():
    matches = compile_actions(["s3:Get*", "sqs:SendMessage"])
    assert [matches(action) for action in ("s3:getobject", "sqs:sendmessage", "sqs:purgequeue")] == [True, True, False]
