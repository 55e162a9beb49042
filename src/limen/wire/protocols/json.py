"""The JSON protocols 1.0 and 1.1 (Organizations, CloudTrail).

`X-Amz-Target` names the operation, a JSON object in the body holds its input.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

from collections.abc import Mapping

from limen.errors import ApiError
from limen.wire.faults import MAX_NAME_CHARACTERS, InvalidActionError, MalformedInputError
from limen.wire.http import REQUEST_ID_HEADER, HTTPRequest, HTTPResponse
from limen.wire.model import OperationModel
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.json_faults import name_fault
from limen.wire.protocols.json_values import decode_structure, dump_json, encode_structure, read_object
from limen.wire.service_model import Service

TARGET_HEADER = "x-amz-target"
MEDIA_TYPES = frozenset({"application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json", ""})
DEFAULT_VERSION = "1.1"


def parse_json(request: HTTPRequest, service: Service) -> ParsedCall:
    """Parse a request to `service`. Raises `InvalidActionError` or `MalformedInputError`."""
    if request.method != "POST":
        raise MalformedInputError("The HTTP method must be POST.")
    operation = _find_operation(service, request.header(TARGET_HEADER) or "")
    media_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise MalformedInputError(f"The Content-Type must be application/x-amz-json-{service.json_version}.")
    return ParsedCall(service.name, operation.name, decode_structure(operation.input, read_object(request.body)))


def split_target(target: str) -> tuple[str, str]:
    """The prefix of a target, which names the service, and the operation; a prefix may have dots in it."""
    prefix, _, operation = target.rpartition(".")
    return prefix, operation


def render_json_output(
    service: Service, operation: OperationModel, output: Mapping[str, object], request_id: str
) -> HTTPResponse:
    """Render the answer of `operation`; raises `ValueError` for members that the model does not have."""
    members = encode_structure(operation.output, output)
    return _respond(service, 200, dump_json(members) if operation.has_output else b"", request_id)


def render_json_error(service: Service | None, error: ApiError, request_id: str) -> HTTPResponse:
    """Render a fault; `service` is `None` for one whose model is not at hand."""
    fault = name_fault(service, error)
    return _respond(service, fault.status, dump_json({"__type": fault.code, **fault.members}), request_id)


def _find_operation(service: Service, target: str) -> OperationModel:
    prefix, name = split_target(target)
    operation = service.find_operation(name) if prefix in service.target_prefixes else None
    if operation is None:
        raise InvalidActionError(f"The operation '{target[:MAX_NAME_CHARACTERS]}' is unknown to {service.name}.")
    return operation


def _respond(service: Service | None, status: int, body: bytes, request_id: str) -> HTTPResponse:
    version = service.json_version if service else ""
    headers = (
        ("Content-Type", f"application/x-amz-json-{version or DEFAULT_VERSION}"),
        (REQUEST_ID_HEADER, request_id),
    )
    return HTTPResponse(status, headers, body)
