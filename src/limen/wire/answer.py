"""Answers and errors as HTTP responses (spec api 2.3, 2.6, 4): XML, or JSON for a client that accepts it."""

from collections.abc import Mapping
from typing import Any

from limen.errors import ApiError
from limen.wire.call import ParsedCall
from limen.wire.http import HTTPRequest, HTTPResponse
from limen.wire.json import dump_json, render_json
from limen.wire.services import SERVICES, load_service
from limen.wire.xml import escape, render_xml

REQUEST_ID_HEADER = "x-amzn-RequestId"
XML_TYPE = "text/xml"
JSON_TYPE = "application/json"
DEFAULT_SERVICE = "iam"
"""Whose namespace an error has that was found before the service was."""


def render_output(
    call: ParsedCall, output: Mapping[str, Any], *, request_id: str, as_json: bool = False
) -> HTTPResponse:
    """The answer to `call`; `output` is in the model's spelling.

    Raises `ValueError` for a member that the model does not have.
    """
    service = load_service(call.service)
    operation = service.get_operation(call.operation)
    body = render_json(operation, output, request_id) if as_json else render_xml(service, operation, output, request_id)
    return _respond(200, body, request_id, as_json=as_json)


def render_error(error: ApiError, *, service: str = "", request_id: str, as_json: bool = False) -> HTTPResponse:
    """The answer that tells a fault; `service` may be empty or unknown."""
    kind = "Sender" if error.is_sender_fault else "Receiver"
    if as_json:
        fault = {"Type": kind, "Code": error.code, "Message": error.message}
        return _respond(error.status, dump_json({"Error": fault, "RequestId": request_id}), request_id, as_json=True)
    namespace = load_service(service if service in SERVICES else DEFAULT_SERVICE).namespace
    text = (
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>{kind}</Type><Code>{error.code}</Code>'
        f"<Message>{escape(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    return _respond(error.status, text.encode("utf-8"), request_id, as_json=False)


def accepts_json(request: HTTPRequest) -> bool:
    """Whether the client names JSON among what it accepts."""
    accepted = request.header("accept")
    if not accepted or JSON_TYPE not in accepted:
        return False
    return any(choice.partition(";")[0].strip() == JSON_TYPE for choice in accepted.split(","))


def _respond(status: int, body: bytes, request_id: str, *, as_json: bool) -> HTTPResponse:
    content_type = JSON_TYPE if as_json else XML_TYPE
    return HTTPResponse(status, (("Content-Type", content_type), (REQUEST_ID_HEADER, request_id)), body)
