"""Answers and errors of the Query protocol: XML, or JSON for a client that accepts it."""

from collections.abc import Mapping

from limen.errors import ApiError
from limen.wire.http import REQUEST_ID_HEADER, HTTPRequest, HTTPResponse
from limen.wire.model import OperationModel
from limen.wire.protocols.json_values import dump_json
from limen.wire.protocols.query.json_answers import render_json
from limen.wire.protocols.query.xml import escape, render_xml
from limen.wire.service_model import Service

XML_TYPE = "text/xml"
JSON_TYPE = "application/json"


def render_query_output(
    service: Service, operation: OperationModel, output: Mapping[str, object], request_id: str, *, as_json: bool
) -> HTTPResponse:
    """Render the answer of `operation`; raises `ValueError` for members that the model does not have."""
    body = render_json(operation, output, request_id) if as_json else render_xml(service, operation, output, request_id)
    return _respond(200, body, request_id, as_json=as_json)


def render_query_error(namespace: str, error: ApiError, request_id: str, *, as_json: bool) -> HTTPResponse:
    """Render a fault in a service's XML namespace; an empty one is left out."""
    kind = "Sender" if error.is_sender_fault else "Receiver"
    if as_json:
        fault = {"Type": kind, "Code": error.code, "Message": error.message}
        return _respond(error.status, dump_json({"Error": fault, "RequestId": request_id}), request_id, as_json=True)
    attribute = f' xmlns="{namespace}"' if namespace else ""
    text = (
        f"<ErrorResponse{attribute}><Error><Type>{kind}</Type><Code>{error.code}</Code>"
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
