"""Clients of other services than IAM and STS: each reads a clear error in its own protocol, and does not retry."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.wire.server_process import Keys

NOBODY = Keys("AKIAIOSFODNN7EXAMPLE", "nobody's")
UNBUILT = [
    ("accessanalyzer", "list_analyzers", {}),
    ("accessanalyzer", "list_tags_for_resource", {"resourceArn": "arn:aws:access-analyzer:us-east-1:1:analyzer/a b+c"}),
    ("accessanalyzer", "delete_analyzer", {"analyzerName": "a"}),
    ("organizations", "list_roots", {}),
    ("cloudtrail", "describe_trails", {}),
    ("iam", "get_service_last_accessed_details", {"JobId": "x" * 36}),
]
UNSERVED = [
    ("s3", "list_buckets", {}),
    ("s3", "put_object", {"Bucket": "bucket", "Key": "key", "Body": b"x" * 100_000}),
    ("dynamodb", "list_tables", {}),
    ("ec2", "describe_regions", {}),
    ("lambda", "list_functions", {}),
    ("sns", "list_topics", {}),
    ("route53", "list_hosted_zones", {}),
]


def fault(client, operation, parameters):
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**parameters)
    return caught.value.response


@pytest.mark.parametrize(("service", "operation", "parameters"), UNBUILT)
def test_an_operation_that_is_not_built(server, service, operation, parameters):
    answer = fault(server.client(service), operation, parameters)
    assert answer["Error"]["Code"] == "NotImplemented"
    name = "".join(part.capitalize() for part in operation.split("_"))
    assert name.lower() in answer["Error"]["Message"].lower()
    assert answer["ResponseMetadata"]["RequestId"]


@pytest.mark.parametrize(("service", "operation", "parameters"), UNSERVED)
def test_a_service_that_is_not_served(server, service, operation, parameters):
    error = fault(server.client(service), operation, parameters)["Error"]
    assert error["Code"] == "NotImplemented"
    assert error["Message"].startswith(f"Limen does not serve '{service}'. It serves access-analyzer,")


def test_nobody_tries_again(server):
    session = boto3.session.Session(server.owner.access_key_id, server.owner.secret_access_key)
    config = Config(retries={"total_max_attempts": 5, "mode": "standard"})
    for service, operation in (("organizations", "list_roots"), ("s3", "list_buckets")):
        client = session.client(service, endpoint_url=server.endpoint, config=config, region_name="us-east-1")
        assert fault(client, operation, {})["ResponseMetadata"]["RetryAttempts"] == 0


@pytest.mark.parametrize(
    ("service", "operation", "unknown", "mismatch"),
    [
        ("iam", "get_user", "InvalidClientTokenId", "SignatureDoesNotMatch"),
        ("organizations", "list_roots", "UnrecognizedClientException", "InvalidSignatureException"),
        ("accessanalyzer", "list_analyzers", "UnrecognizedClientException", "InvalidSignatureException"),
    ],
)
def test_bad_credentials_in_the_words_of_each_protocol(server, service, operation, unknown, mismatch):
    assert fault(server.client(service, NOBODY), operation, {})["Error"]["Code"] == unknown
    stolen = Keys(server.owner.access_key_id, "guessed")
    assert fault(server.client(service, stolen), operation, {})["Error"]["Code"] == mismatch


def test_parameters_are_validated_in_the_words_of_each_service(server):
    client = server.client("accessanalyzer")
    error = fault(client, "get_archive_rule", {"analyzerName": "1", "ruleName": "r" * 256})
    assert error["Error"]["Code"] == "ValidationException"
    assert error["reason"] == "fieldValidationFailed"
    assert [field["name"] for field in error["fieldList"]] == ["analyzerName", "ruleName"]


def test_the_aws_command(server):
    finished = server.aws("organizations", "list-roots")
    assert finished.code == 255
    assert "An error occurred (NotImplemented) when calling the ListRoots operation: " in finished.err
    finished = server.aws("s3", "ls")
    assert "An error occurred (NotImplemented) when calling the ListBuckets operation: Limen does not" in finished.err


def test_a_refusal_is_in_the_audit_trail_under_its_own_service(server):
    request_id = fault(server.client("accessanalyzer"), "list_archive_rules", {"analyzerName": "a"})[
        "ResponseMetadata"
    ]["RequestId"]
    finished = server.limen("audit", "--json", "--data-dir", str(server.data_dir))
    assert finished.code == 0, finished.err
    events = [line for line in finished.out.splitlines() if request_id in line]
    assert len(events) == 1
    assert '"eventSource":"access-analyzer.amazonaws.com"' in events[0].replace(": ", ":")
    assert '"eventName":"ListArchiveRules"' in events[0].replace(": ", ":")
