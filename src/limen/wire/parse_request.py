"""From an HTTP request to a `ParsedCall`, by the protocol of its service.

The service of a signed request is that of the credential scope. An unsigned request names it by `X-Amz-Target` or by
the `Version` of its form; unsigned requests on REST paths belong to other parts of the server. `wire.validate` checks
the model's constraints.
"""

from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.json import TARGET_HEADER, parse_json, split_target
from limen.wire.protocols.query.parse import parse_query
from limen.wire.protocols.rest_json import parse_rest_json
from limen.wire.service_models import SERVICES, load_service, services_by_target


def parse_call(request: HTTPRequest, service_hint: str | None = None) -> ParsedCall:
    """Parse a request; `service_hint` is the credential scope's service, empty or `None` for an unsigned request.

    Raises `InvalidActionError`, `MalformedInputError` or `RequestEntityTooLargeError`.
    """
    name = service_hint or _find_unsigned_service(request)
    if name not in SERVICES:
        return parse_query(request, name)
    service = load_service(name)
    if service.protocol == "json":
        return parse_json(request, service)
    if service.protocol == "rest-json":
        return parse_rest_json(request, service)
    return parse_query(request, name)


def _find_unsigned_service(request: HTTPRequest) -> str:
    target = request.header(TARGET_HEADER)
    return services_by_target().get(split_target(target)[0], "") if target else ""
