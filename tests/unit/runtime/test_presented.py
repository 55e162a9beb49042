import pytest

from limen.runtime.presented import Presented, read_presented
from limen.wire.http import HTTPRequest

KEY = "AKIAIOSFODNN7EXAMPLE"


def request(*, authorization="", query="", body=b""):
    headers = (("authorization", authorization),) if authorization else ()
    return HTTPRequest("POST", "/", query, headers, body)


def authorization(service):
    return f"AWS4-HMAC-SHA256 Credential={KEY}/20260301/eu-west-1/{service}/aws4_request, SignedHeaders=h"


def targeted(target, authorization=""):
    headers = (("x-amz-target", target), ("authorization", authorization))
    return HTTPRequest("POST", "/", "", headers, b"{}")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            request(
                authorization=f"AWS4-HMAC-SHA256 Credential={KEY}/20260301/eu-west-1/sts/aws4_request, SignedHeaders=h",
                body=b"Action=AssumeRole&Version=2011-06-15",
            ),
            Presented(KEY, "eu-west-1", "sts", "AssumeRole"),
        ),
        (
            request(query=f"X-Amz-Credential={KEY}%2F20260301%2Fus-east-1%2Fiam%2Faws4_request&Action=GetUser"),
            Presented(KEY, "us-east-1", "iam", "GetUser"),
        ),
        (request(body=b"Version=2010-05-08&Action=ListUsers"), Presented(operation="ListUsers")),
        (request(body=b"Action=<script>"), Presented()),
        (request(body=b"Action=CorrectHorse1&Version=2010-05-08"), Presented()),
        (request(body=b"NoAction=GetUser"), Presented()),
        (request(body=b"\xff\xfe\x00Action=GetUser"), Presented()),
        (request(authorization="Bearer x"), Presented()),
        (
            targeted("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"),
            Presented(service="cloudtrail", operation="LookupEvents"),
        ),
        (
            targeted("AWSOrganizationsV20161128.ListRoots", authorization=authorization("organizations")),
            Presented(KEY, "eu-west-1", "organizations", "ListRoots"),
        ),
        (targeted("DynamoDB_20120810.GetItem"), Presented(operation="GetItem")),
        (targeted("DynamoDB_20120810.<script>"), Presented()),
        (
            HTTPRequest("GET", "/finding/%41", "", (("authorization", authorization("access-analyzer")),), b""),
            Presented(KEY, "eu-west-1", "access-analyzer", "GetFinding"),
        ),
        (
            HTTPRequest("GET", "/finding/%4", "a=%", (("authorization", authorization("access-analyzer")),), b""),
            Presented(KEY, "eu-west-1", "access-analyzer"),
        ),
        (
            HTTPRequest("GET", "/bucket/key", "", (("authorization", authorization("s3")),), b"Action=GetUser"),
            Presented(KEY, "eu-west-1", "s3", "GetUser"),
        ),
        (request(authorization="AWS4-HMAC-SHA256 Credential=/////"), Presented()),
    ],
)
def test_what_a_request_says_about_itself(asked, expected):
    assert read_presented(asked) == expected


def test_a_long_body_is_not_searched_to_its_end():
    assert read_presented(request(body=b"x" * 100_000 + b"&Action=GetUser")) == Presented()
