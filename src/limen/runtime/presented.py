"""The unverified claims of a refused request, for its audit record only."""

import re
from dataclasses import dataclass

from limen.wire.dialect import find_dialect
from limen.wire.http import HTTPRequest
from limen.wire.protocols.json import TARGET_HEADER
from limen.wire.protocols.rest_json import find_rest_operation
from limen.wire.service_models import QUERY_VERSIONS, SERVICES, load_service

MAX_SEARCHED = 65536

_CREDENTIAL = re.compile(
    r"Credential=([A-Za-z0-9]{1,128})(?:/|%2F)[0-9]{0,8}(?:/|%2F)([a-z0-9-]{0,32})(?:/|%2F)([a-z0-9-]{1,32})(?:/|%2F)"
)
_TARGET = re.compile(r"\.([A-Za-z0-9]{1,128})$")
_ACTION = re.compile(r"(?:^|&)Action=([A-Za-z0-9]{1,128})(?:&|$)")


@dataclass(frozen=True, slots=True)
class Presented:
    """Unverified names; empty if the request does not have them."""

    access_key_id: str = ""
    region: str = ""
    service: str = ""
    operation: str = ""


def read_presented(request: HTTPRequest) -> Presented:
    """Read the credential scope and the operation of a request."""
    scope = _CREDENTIAL.search(request.header("authorization") or request.raw_query)
    key, region, service = scope.groups() if scope else ("", "", "")
    return Presented(key, region, service or find_dialect(request).service, _find_operation(request))


def _find_operation(request: HTTPRequest) -> str:
    dialect = find_dialect(request)
    if dialect.protocol == "json":
        target = _TARGET.search(request.header(TARGET_HEADER) or "")
        return target[1] if target else ""
    if dialect.protocol == "rest-json" and dialect.service in SERVICES:
        return find_rest_operation(request, dialect.service)
    body = request.body[:MAX_SEARCHED].decode("latin-1")
    action = _ACTION.search(body) or _ACTION.search(request.raw_query)
    return action[1] if action and _is_known(action[1]) else ""


def _is_known(operation: str) -> bool:
    """Whether a Query API has the operation. Other text may be anything, such as a misplaced password."""
    return any(load_service(service).find_operation(operation) is not None for service in QUERY_VERSIONS.values())
