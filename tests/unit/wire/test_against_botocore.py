"""Both directions, every operation: what botocore writes is read, what is written botocore reads."""

from typing import Any
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree as ET

import pytest
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.wire.answer import render_output
from limen.wire.call import ParsedCall
from limen.wire.model import Shape
from limen.wire.query import parse_call
from limen.wire.services import load_service
from limen.wire.xml import POLICY_DOCUMENT
from tests.unit.wire.requests import get, post
from tests.unit.wire.shapes import OPERATIONS, botocore_model, structures

EXAMPLES = settings(max_examples=4)
every_operation = pytest.mark.parametrize(("service", "operation"), OPERATIONS, ids=lambda value: value)


@every_operation
@EXAMPLES
@given(st.data())
def test_what_botocore_writes_is_read(service, operation, data):
    shape = load_service(service).get_operation(operation).input
    parameters = data.draw(structures(shape, below=1))
    model = botocore_model(service).operation_model(operation)
    request = create_serializer("query", include_validation=False).serialize_to_request(parameters, model)
    body = urlencode(request["body"], doseq=True)
    expected = ParsedCall(service, operation, parameters)
    assert parse_call(post(body), service) == expected
    assert parse_call(get(body), None) == expected


@every_operation
@EXAMPLES
@given(st.data())
def test_what_is_written_botocore_reads(service, operation, data):
    shape = load_service(service).get_operation(operation).output
    output = data.draw(structures(shape))
    response = render_output(ParsedCall(service, operation, {}), output, request_id="the-id")
    model = botocore_model(service).operation_model(operation)
    read = create_parser("query").parse(
        {"status_code": response.status, "headers": dict(response.headers), "body": response.body}, model.output_shape
    )
    assert read.pop("ResponseMetadata")["RequestId"] == "the-id"
    assert _decode_documents(shape, read) == output
    assert ET.fromstring(response.body).tag == f"{{{load_service(service).namespace}}}{operation}Response"


def _decode_documents(shape: Shape, value: Any) -> Any:
    """What the SDKs do with policy documents after parsing."""
    if shape.type == "structure":
        return {name: _decode_documents(shape.members[name], member) for name, member in value.items()}
    if shape.type == "list":
        return [_decode_documents(shape.members["member"], element) for element in value]
    return unquote(value) if shape.name == POLICY_DOCUMENT else value
