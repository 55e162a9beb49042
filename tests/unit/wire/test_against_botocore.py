"""Both directions, every operation: what botocore writes is read, what is written botocore reads."""

from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from botocore.awsrequest import HeadersDict, create_request_object, prepare_request_dict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.wire.answer import render_output
from limen.wire.http import HTTPRequest
from limen.wire.model import Shape
from limen.wire.parse_request import parse_call
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.query.xml import POLICY_DOCUMENT
from limen.wire.service_models import load_service
from tests.unit.wire.shapes import OPERATIONS, botocore_model, structures

EXAMPLES = settings(max_examples=4)
every_operation = pytest.mark.parametrize(("service", "operation"), OPERATIONS, ids=lambda value: value)


def sent_by_botocore(service: str, operation: str, parameters: dict[str, Any]) -> HTTPRequest:
    """The request as it leaves botocore, prepared as for the network."""
    model = botocore_model(service)
    serializer = create_serializer(model.resolved_protocol, include_validation=False)
    written = serializer.serialize_to_request(parameters, model.operation_model(operation))
    prepare_request_dict(written, "http://localhost:4260")
    prepared = create_request_object(written).prepare()
    url = prepared.url.removeprefix("http://localhost:4260")
    raw_path, _, raw_query = url.partition("?")
    headers = tuple((name.lower(), _text(value)) for name, value in prepared.headers.items())
    body = prepared.body or b""
    return HTTPRequest(prepared.method, raw_path, raw_query, headers, body.encode() if isinstance(body, str) else body)


@pytest.mark.no_cover
@every_operation
@EXAMPLES
@given(st.data())
def test_what_botocore_writes_is_read(service, operation, data):
    shape = load_service(service).get_operation(operation).input
    parameters = data.draw(structures(shape, below=1))
    request = sent_by_botocore(service, operation, parameters)
    expected = ParsedCall(service, operation, _with_payload(shape, parameters))
    assert parse_call(request, service) == expected
    if load_service(service).protocol == "query":
        get = HTTPRequest("GET", "/", request.body.decode(), (), b"")
        assert parse_call(get, None) == expected
        assert parse_call(request, None) == expected
    if load_service(service).protocol == "json":
        assert parse_call(request, None) == expected


@pytest.mark.no_cover
@every_operation
@EXAMPLES
@given(st.data())
def test_what_is_written_botocore_reads(service, operation, data):
    model = botocore_model(service)
    shape = load_service(service).get_operation(operation).output
    output = data.draw(structures(shape))
    response = render_output(ParsedCall(service, operation, {}), output, request_id="the-id")
    read = create_parser(model.resolved_protocol).parse(
        {"status_code": response.status, "headers": HeadersDict(response.headers), "body": response.body},
        model.operation_model(operation).output_shape,
    )
    assert read.pop("ResponseMetadata")["RequestId"] == "the-id"
    assert _decode_documents(shape, read) == _with_payload(shape, output)
    if model.resolved_protocol == "query":
        assert ET.fromstring(response.body).tag == f"{{{load_service(service).namespace}}}{operation}Response"


def _with_payload(shape: Shape, value: dict[str, Any]) -> dict[str, Any]:
    """A payload that is absent looks like an empty one: both are `{}`."""
    return {shape.payload: {}} | value if shape.payload else value


def _decode_documents(shape: Shape, value: Any) -> Any:
    """What the SDKs do with policy documents after parsing."""
    if shape.type == "structure":
        return {name: _decode_documents(shape.members[name], member) for name, member in value.items()}
    if shape.type == "list":
        return [_decode_documents(shape.members["member"], element) for element in value]
    return unquote(value) if shape.name == POLICY_DOCUMENT else value


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
