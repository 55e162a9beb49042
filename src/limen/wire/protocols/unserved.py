"""Errors in the protocols of services that are not served: S3 and other REST-XML services, EC2, and CBOR.

So a client of one of these services can report what is wrong, instead of failing to parse the answer.
"""

from limen.errors import ApiError
from limen.wire.http import REQUEST_ID_HEADER, HTTPResponse
from limen.wire.protocols.query.xml import escape


def render_rest_xml_error(error: ApiError, request_id: str) -> HTTPResponse:
    """Render a fault as CloudFront and Route 53 do, which is the Query protocol's shape."""
    kind = "Sender" if error.is_sender_fault else "Receiver"
    return _xml(
        f"<ErrorResponse><Error><Type>{kind}</Type>{_render(error)}</Error><RequestId>{request_id}</RequestId>"
        "</ErrorResponse>",
        error,
        request_id,
    )


def render_s3_error(error: ApiError, request_id: str) -> HTTPResponse:
    """Render a fault as S3 does."""
    return _xml(f"<Error>{_render(error)}<RequestId>{request_id}</RequestId></Error>", error, request_id)


def render_ec2_error(error: ApiError, request_id: str) -> HTTPResponse:
    """Render a fault as EC2 does."""
    errors = f"<Errors><Error>{_render(error)}</Error></Errors>"
    return _xml(f"<Response>{errors}<RequestID>{request_id}</RequestID></Response>", error, request_id)


def render_cbor_error(error: ApiError, request_id: str) -> HTTPResponse:
    """Render a fault as CBOR: a map of two texts (RFC 8949)."""
    body = b"\xa2" + b"".join(map(_cbor_text, ("__type", error.code, "message", error.message)))
    headers = (
        ("Content-Type", "application/cbor"),
        ("smithy-protocol", "rpc-v2-cbor"),
        (REQUEST_ID_HEADER, request_id),
    )
    return HTTPResponse(error.status, headers, body)


def _render(error: ApiError) -> str:
    return f"<Code>{error.code}</Code><Message>{escape(error.message)}</Message>"


def _xml(text: str, error: ApiError, request_id: str) -> HTTPResponse:
    headers = (("Content-Type", "application/xml"), (REQUEST_ID_HEADER, request_id))
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
    return HTTPResponse(error.status, headers, body.encode("utf-8"))


def _cbor_text(text: str) -> bytes:
    """A text string with its length in four bytes."""
    encoded = text.encode("utf-8")
    return b"\x7a" + len(encoded).to_bytes(4, "big") + encoded
