"""Query requests as values, for the tests of the wire."""

from collections.abc import Mapping
from urllib.parse import urlencode

from limen.wire.http import HTTPRequest

IAM_VERSION = "2010-05-08"
STS_VERSION = "2011-06-15"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def post(body: bytes | str, *, query: str = "", content_type: str | None = FORM, method: str = "POST") -> HTTPRequest:
    headers = (("content-type", content_type),) if content_type is not None else ()
    return HTTPRequest(method, "/", query, headers, body.encode() if isinstance(body, str) else body)


def get(query: str) -> HTTPRequest:
    return HTTPRequest("GET", "/", query, (), b"")


def call_request(action: str, version: str = IAM_VERSION, parameters: Mapping[str, str] | None = None) -> HTTPRequest:
    return post(urlencode({"Action": action, "Version": version, **(parameters or {})}))
