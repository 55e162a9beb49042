"""Answers and errors as HTTP responses, each in the protocol of its service."""

from collections.abc import Mapping

from limen.errors import ApiError
from limen.wire.dialect import CBOR, EC2, Dialect, find_dialect
from limen.wire.http import HTTPRequest, HTTPResponse
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.json import render_json_error, render_json_output
from limen.wire.protocols.query.render import accepts_json, render_query_error, render_query_output
from limen.wire.protocols.rest_json import render_rest_error, render_rest_output
from limen.wire.protocols.unserved import (
    render_cbor_error,
    render_ec2_error,
    render_rest_xml_error,
    render_s3_error,
)
from limen.wire.service_models import SERVICES, load_service

DEFAULT_SERVICE = "iam"
"""The service whose namespace is used for an error without a service."""

_UNSERVED = {
    "s3": render_s3_error,
    "rest-xml": render_rest_xml_error,
    EC2: render_ec2_error,
    CBOR: render_cbor_error,
}


def render_output(
    call: ParsedCall, output: Mapping[str, object], *, request: HTTPRequest | None = None, request_id: str
) -> HTTPResponse:
    """The answer to `call`; `output` is in the model's spelling, `request` states what its client accepts.

    Raises `ValueError` for a member that the model does not have.
    """
    service = load_service(call.service)
    operation = service.get_operation(call.operation)
    if service.protocol == "json":
        return render_json_output(service, operation, output, request_id)
    if service.protocol == "rest-json":
        return render_rest_output(service, operation, output, request_id)
    as_json = request is not None and accepts_json(request)
    return render_query_output(service, operation, output, request_id, as_json=as_json)


def render_error(error: ApiError, request: HTTPRequest, *, service: str = "", request_id: str) -> HTTPResponse:
    """The answer that reports a fault of `request`; `service` is empty where no call was parsed."""
    dialect = find_dialect(request, service)
    if dialect.protocol in _UNSERVED:
        return _UNSERVED[dialect.protocol](error, request_id)
    if dialect.protocol == "query":
        return render_query_error(_namespace(dialect), error, request_id, as_json=accepts_json(request))
    model = load_service(dialect.service) if dialect.service in SERVICES else None
    render = render_json_error if dialect.protocol == "json" else render_rest_error
    return render(model, error, request_id)


def _namespace(dialect: Dialect) -> str:
    name = dialect.service or DEFAULT_SERVICE
    return load_service(name).namespace if name in SERVICES else ""
