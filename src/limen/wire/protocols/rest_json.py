"""The REST-JSON protocol (Access Analyzer, sign-in).

Method and path name the operation; its input is spread over path, query string, headers and a JSON body.

https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from limen.errors import ApiError
from limen.wire.faults import MAX_NAME_CHARACTERS, InvalidActionError, MalformedInputError
from limen.wire.http import REQUEST_ID_HEADER, HTTPRequest, HTTPResponse
from limen.wire.model import Location, OperationModel, Shape, require_members, wire_path
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.json_faults import name_fault
from limen.wire.protocols.json_values import (
    decode_structure,
    dump_json,
    encode_structure,
    read_object,
    render_timestamp,
)
from limen.wire.protocols.rest_routes import Parameters, find_route, load_routes
from limen.wire.scalars import parse_scalar
from limen.wire.service_model import Service
from limen.wire.url_encoding import split_pairs

ERROR_TYPE_HEADER = "x-amzn-ErrorType"
MEDIA_TYPE = "application/json"


def parse_rest_json(request: HTTPRequest, service: Service) -> ParsedCall:
    """Parse a request to `service`. Raises `InvalidActionError` or `MalformedInputError`."""
    parameters = _read_parameters(request.raw_query)
    found = find_route(load_routes(service.name), request.method, request.raw_path, parameters)
    if found is None:
        place = f"{request.method} {request.raw_path}"[:MAX_NAME_CHARACTERS]
        raise InvalidActionError(f"No operation of {service.name} is at '{place}'.")
    operation, labels = found
    values = _decode_outside_body(operation.input, labels, parameters, request)
    return ParsedCall(service.name, operation.name, values | _decode_body(operation.input, request))


def render_rest_output(
    service: Service, operation: OperationModel, output: Mapping[str, Any], request_id: str
) -> HTTPResponse:
    """Render the answer of `operation`; raises `ValueError` for members that the model does not have."""
    shape = operation.output
    require_members(shape, output)
    body = encode_structure(shape.members[shape.payload], output.get(shape.payload, {})) if shape.payload else None
    members = encode_structure(shape, output) if body is None else body
    headers = tuple(_render_headers(shape, output))
    return _respond(operation.status, dump_json(members) if operation.has_output else b"", request_id, headers)


def render_rest_error(service: Service | None, error: ApiError, request_id: str) -> HTTPResponse:
    """Render a fault; `service` is `None` for one whose model is not at hand."""
    fault = name_fault(service, error)
    headers = ((ERROR_TYPE_HEADER, fault.code), *fault.headers)
    return _respond(fault.status, dump_json(fault.members), request_id, headers)


def find_rest_operation(request: HTTPRequest, service_name: str) -> str:
    """The name of the operation that the route of `request` belongs to, or an empty text."""
    try:
        parameters = _read_parameters(request.raw_query)
        found = find_route(load_routes(service_name), request.method, request.raw_path, parameters)
    except MalformedInputError:
        return ""
    return found[0].name if found else ""


def _read_parameters(raw_query: str) -> Parameters:
    parameters: dict[str, list[str]] = {}
    for name, value in split_pairs(raw_query.encode("latin-1", "replace")):
        parameters.setdefault(name, []).append(value)
    return parameters


def _decode_outside_body(
    shape: Shape, labels: Mapping[str, str], parameters: Parameters, request: HTTPRequest
) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, place in shape.places.items():
        path = wire_path("", name)
        if place.location is Location.PATH:
            values[name] = parse_scalar(shape.members[name], labels[place.name], path)
        elif place.location is Location.QUERY_STRING and place.name in parameters:
            values[name] = _decode_parameter(shape.members[name], parameters[place.name], path)
        elif place.location is Location.HEADER:
            text = request.header(place.name.lower())
            if text is not None:
                values[name] = parse_scalar(shape.members[name], text, path)
    return values


def _decode_parameter(shape: Shape, texts: list[str], path: str) -> Any:
    if shape.type == "list":
        return [parse_scalar(shape.members["member"], text, path) for text in texts]
    if len(texts) != 1:
        raise MalformedInputError(f"The parameter '{path}' is given more than once.")
    return parse_scalar(shape, texts[0], path)


def _decode_body(shape: Shape, request: HTTPRequest) -> dict[str, object]:
    """The members in the body. An operation that has none there ignores what is sent."""
    if shape.payload:
        payload = decode_structure(shape.members[shape.payload], _read_body(request))
        return {shape.payload: payload} if request.body else {}
    if all(shape.place(name).location is not Location.BODY for name in shape.members):
        return {}
    return decode_structure(shape, _read_body(request))


def _read_body(request: HTTPRequest) -> dict[str, object]:
    media_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if request.body and media_type not in {MEDIA_TYPE, ""}:
        raise MalformedInputError(f"The Content-Type must be {MEDIA_TYPE}.")
    return read_object(request.body)


def _render_headers(shape: Shape, output: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, place in shape.places.items():
        if place.location is Location.HEADER and output.get(name) is not None:
            yield place.name, _header_text(shape.members[name], output[name])


def _header_text(shape: Shape, value: Any) -> str:
    if shape.type == "timestamp":
        return str(render_timestamp(value, shape.timestamp_format or "rfc822"))
    return str(value).lower() if shape.type == "boolean" else str(value)


def _respond(status: int, body: bytes, request_id: str, headers: tuple[tuple[str, str], ...] = ()) -> HTTPResponse:
    common = (("Content-Type", MEDIA_TYPE), (REQUEST_ID_HEADER, request_id))
    return HTTPResponse(status, common + headers, body)
