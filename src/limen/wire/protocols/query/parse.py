"""From a form to a `ParsedCall`: which service, which operation, which parameters.

The service is the credential scope's where the request is signed, else the one whose API has that `Version`; then
`Action` must be an operation of exactly that version.
"""

from collections.abc import Mapping

from limen.wire.faults import MAX_NAME_CHARACTERS, InvalidActionError
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from limen.wire.protocols.query.decode import decode_parameters
from limen.wire.protocols.query.form import read_form
from limen.wire.service_models import SERVICES, find_service_of_version, load_service

NO_ACTION = "NO_ACTION_SPECIFIED"
NO_VERSION = "NO_VERSION_SPECIFIED"


def parse_query(request: HTTPRequest, service_hint: str | None = None) -> ParsedCall:
    """Parse a Query request; `service_hint` is the credential scope's service, empty or `None` for an unsigned request.

    Raises `InvalidActionError`, `MalformedInputError` or `RequestEntityTooLargeError`.
    """
    form = read_form(request)
    service, operation = _find_target(form, service_hint)
    shape = load_service(service).get_operation(operation).input
    return ParsedCall(service, operation, decode_parameters(shape, form))


def _find_target(form: Mapping[str, str], service_hint: str | None) -> tuple[str, str]:
    action, version = form.get("Action") or NO_ACTION, form.get("Version") or NO_VERSION
    name = service_hint or find_service_of_version(version)
    service = load_service(name) if name in SERVICES else None
    if service is None or service.api_version != version or service.find_operation(action) is None:
        raise InvalidActionError(
            f"Could not find operation {action[:MAX_NAME_CHARACTERS]} for version {version[:MAX_NAME_CHARACTERS]}"
        )
    return service.name, action
