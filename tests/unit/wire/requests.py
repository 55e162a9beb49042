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


CLOUDTRAIL_TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"
ORGANIZATIONS_TARGET = "AWSOrganizationsV20161128"


def json_request(
    target: str, body: bytes | str, *, content_type: str = "application/x-amz-json-1.1", method: str = "POST"
) -> HTTPRequest:
    headers = (("content-type", content_type), ("x-amz-target", target))
    return HTTPRequest(method, "/", "", headers, body.encode() if isinstance(body, str) else body)


def rest_request(
    method: str, path: str, body: bytes | str = b"", *, query: str = "", content_type: str = "application/json"
) -> HTTPRequest:
    headers = (("content-type", content_type),)
    return HTTPRequest(method, path, query, headers, body.encode() if isinstance(body, str) else body)


def scoped(request: HTTPRequest, service: str) -> HTTPRequest:
    """The same request with a credential scope for `service`; its signature is not valid."""
    scope = f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260911/us-east-1/{service}/aws4_request, Signature=00"
    headers = (("authorization", scope), *request.headers)
    return HTTPRequest(request.method, request.raw_path, request.raw_query, headers, request.body)
