"""The part of the server that a request is for, in the order of spec console 2.

A signed request is an API call, on any path. The root path belongs to the API too, unless a browser simply opens it.
Everything else has fixed paths.
"""

from enum import Enum, auto

from limen.server import documentation
from limen.signin.console_session import CREDENTIALS_PATH, SESSION_PATH
from limen.signin.federation import PATH as FEDERATION_PATH
from limen.wire.dialect import find_dialect
from limen.wire.http import HTTPRequest

QUERY_METHODS = frozenset({"GET", "POST"})
REST_METHODS = frozenset({"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"})
PAGE_METHODS = frozenset({"GET", "HEAD"})


class Route(Enum):
    """The parts of the server."""

    API = auto()
    """An API call with a signature, as all but a few have."""

    API_UNSIGNED = auto()
    API_METHOD_UNKNOWN = auto()
    SIGN_IN = auto()
    CONSOLE_SESSION = auto()
    FEDERATION = auto()
    CONSOLE = auto()
    HOME = auto()
    DOCUMENTATION = auto()
    HEALTH = auto()
    READINESS = auto()
    METRICS = auto()
    METHOD_NOT_ALLOWED = auto()
    NOT_FOUND = auto()


_SESSION_METHODS = {SESSION_PATH: frozenset({"POST", "DELETE"}), CREDENTIALS_PATH: frozenset({"POST"})}
_PAGES = {"/healthz": Route.HEALTH, "/readyz": Route.READINESS, "/metrics": Route.METRICS}
_PAGES |= {"/console": Route.HOME, "/signin": Route.CONSOLE, documentation.PATH: Route.DOCUMENTATION}


def find_route(request: HTTPRequest) -> Route:
    """Find the part that answers a request."""
    if _is_signed(request):
        return Route.API if _is_api_method(request) else Route.API_METHOD_UNKNOWN
    if request.raw_path == "/":
        return _find_root_route(request)
    if request.raw_path == "/v1/token":
        return Route.SIGN_IN if request.method == "POST" else Route.METHOD_NOT_ALLOWED
    if request.raw_path in _SESSION_METHODS:
        is_known = request.method in _SESSION_METHODS[request.raw_path]
        return Route.CONSOLE_SESSION if is_known else Route.METHOD_NOT_ALLOWED
    if request.raw_path == FEDERATION_PATH:
        return Route.FEDERATION if request.method in QUERY_METHODS else Route.METHOD_NOT_ALLOWED
    page = _PAGES.get(request.raw_path)
    if request.raw_path.startswith(("/console/", "/signin/")):
        page = Route.CONSOLE
    elif request.raw_path.startswith(f"{documentation.PATH}/"):
        page = Route.DOCUMENTATION
    if page is None:
        return Route.NOT_FOUND
    return page if request.method in PAGE_METHODS else Route.METHOD_NOT_ALLOWED


def _is_signed(request: HTTPRequest) -> bool:
    """Whether the request carries an AWS signature, in the header or in the query string; `authn` then finds it too."""
    if (request.header("authorization") or "").startswith("AWS4-"):
        return True
    return any(pair.startswith("X-Amz-Signature=") for pair in request.raw_query.split("&"))


def _is_api_method(request: HTTPRequest) -> bool:
    if request.method in QUERY_METHODS:
        return True
    return request.method in REST_METHODS and find_dialect(request).protocol != "query"


def _find_root_route(request: HTTPRequest) -> Route:
    if request.method == "POST":
        return Route.API_UNSIGNED
    if request.method not in PAGE_METHODS:
        return Route.METHOD_NOT_ALLOWED
    return Route.API_UNSIGNED if _names_action(request.raw_query) else Route.HOME


def _names_action(raw_query: str) -> bool:
    return raw_query.startswith("Action=") or "&Action=" in raw_query
