"""The service and protocol that a request seems to use, before anything about it is verified.

They determine the form of errors when no call was parsed, because a client can only read an error in its own protocol.
They must not affect what a request is allowed to do.
"""

import re
from dataclasses import dataclass

from limen.wire.http import HTTPRequest
from limen.wire.protocols.json import TARGET_HEADER, split_target
from limen.wire.service_models import SERVICES, load_service, services_by_target

REST_XML_SERVICES = frozenset({"cloudfront", "route53", "s3", "s3-object-lambda", "s3express"})
S3_SERVICES = frozenset({"s3", "s3-object-lambda", "s3express"})
"""Signing names of botocore's REST-XML services, and those among them whose errors have S3's shape."""

EC2 = "ec2"
CBOR = "smithy-rpc-v2-cbor"
CBOR_HEADER_VALUE = "rpc-v2-cbor"
MAX_SCOPE_CHARACTERS = 4096

_SCOPE_SERVICE = re.compile(
    r"Credential=[A-Za-z0-9]{1,128}(?:/|%2F)[0-9]{0,8}(?:/|%2F)[A-Za-z0-9-]{0,64}(?:/|%2F)([a-z0-9-]{1,64})(?:/|%2F)"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A service by its signing name, empty if unknown, and the protocol of its errors."""

    service: str
    protocol: str


def find_dialect(request: HTTPRequest, service: str = "") -> Dialect:
    """The dialect of `request`; `service` if it is known already, otherwise the credential scope's."""
    name = service or find_scope_service(request)
    target = request.header(TARGET_HEADER)
    if not name and target:
        name = services_by_target().get(split_target(target)[0], "")
    if name in SERVICES:
        return Dialect(name, load_service(name).protocol)
    return Dialect(name, _guess_protocol(request, name))


def find_scope_service(request: HTTPRequest) -> str:
    """The service in the credential scope, or an empty text."""
    scope = _SCOPE_SERVICE.search((request.header("authorization") or request.raw_query)[:MAX_SCOPE_CHARACTERS])
    return scope[1] if scope else ""


def _guess_protocol(request: HTTPRequest, name: str) -> str:
    content_type = request.header("content-type") or ""
    if request.header("smithy-protocol") == CBOR_HEADER_VALUE:
        return CBOR
    if request.header(TARGET_HEADER):
        return "json"
    if name in REST_XML_SERVICES:
        return "s3" if name in S3_SERVICES else "rest-xml"
    if not name or "x-www-form-urlencoded" in content_type or "Action=" in request.raw_query:
        return EC2 if name == EC2 else "query"
    return "rest-json"
