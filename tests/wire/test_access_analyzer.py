"""Access Analyzer's stateless operations by boto3 and by the `aws` command line."""

import json
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from tests.wire.server_process import Keys

ALLOW = {"Effect": "Allow", "Action": "access-analyzer:ValidatePolicy", "Resource": "*"}


def document(*statements) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture(scope="module")
def analyst(server):
    """A user who may do nothing yet, and its keys."""
    iam = server.client("iam")
    iam.create_user(UserName="analyst", Path="/analysis/")
    return Keys.of(iam.create_access_key(UserName="analyst")["AccessKey"])


def test_boto3_reads_the_findings(server):
    client = server.client("accessanalyzer")
    text = document({"Effect": "Allow", "Action": ["s3:GetObjet", "iam:PassRole"], "Resource": "*"})
    answer = client.validate_policy(policyDocument=text, policyType="IDENTITY_POLICY")
    codes = {finding["issueCode"]: finding for finding in answer["findings"]}
    finding = codes["INVALID_ACTION"]
    assert finding["findingType"] == "ERROR"
    with urlopen(finding["learnMoreLink"]) as page:
        assert page.read().startswith(b"### `unknown-action`")
    (location,) = finding["locations"]
    assert location["path"] == [{"value": "Statement"}, {"index": 0}, {"value": "Action"}, {"index": 0}]
    span = location["span"]
    assert text[span["start"]["offset"] : span["end"]["offset"]] == '"s3:GetObjet"'
    assert "PASS_ANY_ROLE" in codes


def test_boto3_turns_the_pages(server):
    client = server.client("accessanalyzer")
    text = document(*({"Effect": "Allow", "Action": f"s3:Nonsense{number}", "Resource": "*"} for number in range(25)))
    every = client.validate_policy(policyDocument=text, policyType="IDENTITY_POLICY")["findings"]
    pages = client.get_paginator("validate_policy").paginate(
        policyDocument=text, policyType="IDENTITY_POLICY", PaginationConfig={"PageSize": 10}
    )
    found = [finding for page in pages for finding in page["findings"]]
    assert found == every
    assert len(found) >= 25


def test_the_aws_command(server):
    finished = server.aws(
        "accessanalyzer", "validate-policy", "--policy-type", "RESOURCE_POLICY", "--policy-document", "{",
        "--validate-policy-resource-type", "AWS::IAM::AssumeRolePolicyDocument",
    )  # fmt: skip
    assert [finding["issueCode"] for finding in finished.json()["findings"]] == ["JSON_SYNTAX_ERROR"]


def test_it_needs_permission(server, analyst):
    client = server.client("accessanalyzer", analyst)
    parameters = {"policyDocument": document(ALLOW), "policyType": "IDENTITY_POLICY"}
    with pytest.raises(ClientError) as caught:
        client.validate_policy(**parameters)
    error = caught.value.response["Error"]
    assert error["Code"] == "AccessDeniedException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert error["Message"] == (
        f"User: arn:aws:iam::{server.account}:user/analysis/analyst is not authorized to perform: "
        "access-analyzer:ValidatePolicy on resource: * because no identity-based policy allows the "
        "access-analyzer:ValidatePolicy action"
    )
    server.client("iam").put_user_policy(UserName="analyst", PolicyName="p", PolicyDocument=document(ALLOW))
    assert client.validate_policy(**parameters)["findings"] == []


def test_what_is_wrong_with_a_call(server):
    client = server.client("accessanalyzer")
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.validate_policy(policyDocument="{}", policyType="X")
    assert caught.value.response["reason"] == "fieldValidationFailed"
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.validate_policy(policyDocument="{}", policyType="IDENTITY_POLICY", nextToken="x")
    assert caught.value.response["reason"] == "other"
    assert caught.value.response["Error"]["Message"] == "The nextToken is invalid."


READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


def test_boto3_checks_a_change(server):
    client = server.client("accessanalyzer")
    old, new = document(READ), document(READ, {**READ, "Action": "s3:PutObject"})
    kind = {"policyType": "IDENTITY_POLICY"}
    assert client.check_no_new_access(newPolicyDocument=old, existingPolicyDocument=new, **kind)["result"] == "PASS"
    answer = client.check_no_new_access(newPolicyDocument=new, existingPolicyDocument=old, **kind)
    assert (answer["result"], answer["reasons"][0]["statementIndex"]) == ("FAIL", 1)
    granted = client.check_access_not_granted(policyDocument=new, access=[{"actions": ["s3:PutObject"]}], **kind)
    assert granted["result"] == "FAIL"
    with pytest.raises(ClientError) as caught:
        client.check_access_not_granted(policyDocument=new, access=[], **kind)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterException"


def test_the_aws_command_checks_public_access(server):
    everyone = document({**READ, "Principal": "*"})
    finished = server.aws(
        "accessanalyzer", "check-no-public-access", "--resource-type", "AWS::S3::Bucket", "--policy-document", everyone
    )
    assert finished.json()["result"] == "FAIL"
