"""Which protocol an unverified request seems to be in: real requests of botocore for many services, and odd ones."""

from typing import Any

import pytest
from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape, StructureShape
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

from limen.errors import NOT_IMPLEMENTED_STATUS, NotImplementedOperationError
from limen.wire.answer import render_error
from limen.wire.dialect import REST_XML_SERVICES, Dialect, find_dialect, find_scope_service
from limen.wire.http import HTTPRequest
from limen.wire.service_models import FOLDERS, SERVICES
from tests.unit.wire.requests import CLOUDTRAIL_TARGET, call_request, get, json_request, post, rest_request, scoped

UNSERVED = [
    ("cloudfront", "ListDistributions"),
    ("cloudwatch", "ListMetrics"),
    ("dynamodb", "ListTables"),
    ("ec2", "DescribeRegions"),
    ("eks", "ListClusters"),
    ("kms", "ListKeys"),
    ("lambda", "ListFunctions"),
    ("logs", "DescribeLogGroups"),
    ("route53", "ListHostedZones"),
    ("s3", "ListBuckets"),
    ("s3", "PutObject"),
    ("s3control", "ListJobs"),
    ("sns", "ListTopics"),
    ("sqs", "ListQueues"),
    ("secretsmanager", "ListSecrets"),
]
SERVED = [
    ("iam", "ListUsers"),
    ("sts", "GetCallerIdentity"),
    ("accessanalyzer", "ListAnalyzers"),
    ("organizations", "DescribeOrganization"),
    ("cloudtrail", "LookupEvents"),
    ("signin", "ListSessions"),
]
INPUTS: dict[str, dict[str, Any]] = {
    "PutObject": {"Bucket": "b", "Key": "k", "Body": b"x"},
    "ListJobs": {"AccountId": "123456789012"},
}


def sent_by_botocore(model: ServiceModel, operation: str, parameters: dict[str, Any]) -> HTTPRequest:
    serializer = create_serializer(model.resolved_protocol, include_validation=False)
    written = serializer.serialize_to_request(parameters, model.operation_model(operation))
    prepare_request_dict(written, "http://localhost:4260")
    prepared = create_request_object(written).prepare()
    raw_path, _, raw_query = prepared.url.removeprefix("http://localhost:4260").partition("?")
    headers = tuple((name.lower(), str(value)) for name, value in prepared.headers.items())
    request = HTTPRequest(prepared.method, raw_path or "/", raw_query, headers, b"")
    return scoped(request, model.signing_name)


@pytest.mark.parametrize(("folder", "operation"), UNSERVED + SERVED)
def test_every_client_reads_the_error(folder, operation):
    model = ServiceModel(Loader().load_service_model(folder, "service-2"), folder)
    request = sent_by_botocore(model, operation, INPUTS.get(operation, {}))
    error = NotImplementedOperationError("Limen does not serve <this> & that, é.")
    response = render_error(error, request, request_id="the-id")
    parsed = create_parser(model.resolved_protocol).parse(
        {"status_code": response.status, "headers": _lower(response.headers), "body": response.body},
        model.operation_model(operation).output_shape,
    )
    assert response.status == NOT_IMPLEMENTED_STATUS == 400
    assert parsed["Error"]["Code"] == "NotImplemented"
    assert parsed["Error"]["Message"] == "Limen does not serve <this> & that, é."
    assert parsed["ResponseMetadata"]["RequestId"] == "the-id"


def test_cbor():
    model = ServiceModel(Loader().load_service_model("cloudwatch", "service-2"), "cloudwatch")
    serializer = create_serializer("smithy-rpc-v2-cbor", include_validation=False)
    written = serializer.serialize_to_request({}, model.operation_model("ListMetrics"))
    headers = tuple((name.lower(), value) for name, value in written["headers"].items())
    request = HTTPRequest("POST", written["url_path"], "", headers, written["body"])
    response = render_error(NotImplementedOperationError("é" * 300), request, request_id="the-id")
    parsed = create_parser("smithy-rpc-v2-cbor").parse(
        {"status_code": response.status, "headers": _lower(response.headers), "body": response.body},
        model.operation_model("ListMetrics").output_shape,
    )
    assert parsed["Error"] == {"Code": "NotImplemented", "Message": "é" * 300}


def _lower(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def test_rest_xml_services_are_all_listed():
    """Of botocore's data, by name: reading all of its models takes too long."""
    for folder in ("cloudfront", "route53", "s3", "s3control"):
        model = ServiceModel(Loader().load_service_model(folder, "service-2"), folder)
        assert model.resolved_protocol == "rest-xml"
        assert model.signing_name in REST_XML_SERVICES


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (post(""), Dialect("", "query")),
        (get(""), Dialect("", "query")),
        (call_request("GetUser"), Dialect("", "query")),
        (json_request(f"{CLOUDTRAIL_TARGET}.LookupEvents", ""), Dialect("cloudtrail", "json")),
        (json_request("DynamoDB_20120810.GetItem", ""), Dialect("", "json")),
        (scoped(json_request("DynamoDB_20120810.GetItem", ""), "dynamodb"), Dialect("dynamodb", "json")),
        (scoped(json_request(f"{CLOUDTRAIL_TARGET}.LookupEvents", ""), "iam"), Dialect("iam", "query")),
        (scoped(rest_request("GET", "/"), "cloudtrail"), Dialect("cloudtrail", "json")),
        (scoped(rest_request("GET", "/x"), "lambda"), Dialect("lambda", "rest-json")),
        (scoped(get("Action=ListTopics"), "sns"), Dialect("sns", "query")),
        (scoped(post("Action=DescribeRegions"), "ec2"), Dialect("ec2", "ec2")),
        (scoped(rest_request("HEAD", "/b/k"), "s3"), Dialect("s3", "s3")),
        (scoped(rest_request("GET", "/"), "route53"), Dialect("route53", "rest-xml")),
    ],
)
def test_dialects(request_, expected):
    assert find_dialect(request_) == expected


def test_a_known_service_takes_precedence():
    assert find_dialect(scoped(post(""), "s3"), "access-analyzer") == Dialect("access-analyzer", "rest-json")


def test_the_scope_of_a_presigned_request():
    request = get("Action=x&X-Amz-Credential=AKIA%2F20260911%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Signature=0")
    assert find_scope_service(request) == "sts"


@pytest.mark.parametrize("text", ["", "Credential=", "AWS4-HMAC-SHA256 Credential=A/1/r", "Credential=A/1/r/S3/x"])
def test_without_a_readable_scope(text):
    assert find_scope_service(HTTPRequest("GET", "/", "", (("authorization", text),), b"")) == ""


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_any_request_gets_an_error_that_can_be_sent(authorization, target, content_type):
    headers = (("authorization", authorization), ("x-amz-target", target), ("content-type", content_type))
    request = HTTPRequest("POST", "/", "", headers, b"")
    assert render_error(NotImplementedOperationError("x"), request, request_id="i").status == 400


def test_services_are_named_as_they_sign():
    assert set(FOLDERS) < SERVICES
    assert all(ServiceModel(Loader().load_service_model(folder, "service-2"), folder).signing_name == name
               for name, folder in FOLDERS.items())  # fmt: skip


def smallest(shape: Shape | None, depth: int = 0) -> Any:
    """A value with only the required members."""
    if shape is None or depth > 6:
        return {}
    if isinstance(shape, StructureShape):
        names = [next(iter(shape.members))] if shape.is_tagged_union else shape.required_members
        return {name: smallest(shape.members[name], depth + 1) for name in names}
    values = {
        "list": [],
        "map": {},
        "integer": 1,
        "long": 1,
        "float": 1.0,
        "double": 1.0,
        "boolean": True,
        "timestamp": 0,
    }
    return values.get(shape.type_name, "x")


@pytest.mark.campaign
def test_clients_of_every_service_of_aws_read_the_error():
    """Three operations of each of botocore's services, some 430; a few sign as another service does."""
    loader, wrong, count = Loader(), [], 0
    for folder in loader.list_available_services("service-2"):
        model = ServiceModel(loader.load_service_model(folder, "service-2"), folder)
        for operation in list(model.operation_names)[:3]:
            count += 1
            parameters = smallest(model.operation_model(operation).input_shape)
            response = render_error(
                NotImplementedOperationError("why"), sent_by_botocore(model, operation, parameters), request_id="i"
            )
            raw = {"status_code": response.status, "headers": _lower(response.headers), "body": response.body}
            error = create_parser(model.resolved_protocol).parse(raw, None)["Error"]
            if (error["Code"], error["Message"]) != ("NotImplemented", "why"):
                wrong.append(folder)
    assert count > 1200
    assert set(wrong) == {"iam-toolbox"}, "signs as iam, which has another protocol"
