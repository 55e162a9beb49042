"""The description of a request by a proxy, in one of three forms.

nginx's `auth_request` sends `X-Original-Method` and `X-Original-URI`, Traefik and Caddy send `X-Forwarded-Method` and
`X-Forwarded-Uri`, and all of them send the host as `X-Forwarded-Host`. Envoy sends the request itself under a prefix.
Headers are read only from proxies that the table trusts. A client may have sent such headers too: contradictory
descriptions and repeated headers are refused.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from limen.gateway.paths import MAX_TARGET, AmbiguousPathError, normalize_host
from limen.gateway.request_questions import RefusedRequestError, UnmappedRequestError
from limen.gateway.table import Site, Table
from limen.wire.addresses import AddressError, parse_address
from limen.wire.http import HTTPRequest

FORWARD_AUTH: Final = "/forward-auth"
ENVOY_PREFIX: Final = "/forward-auth/envoy"

NGINX_HEADERS: Final = ("x-original-method", "x-original-uri")
FORWARDED_HEADERS: Final = ("x-forwarded-method", "x-forwarded-uri")
HOST_HEADER: Final = "x-forwarded-host"
CLIENT_HEADER: Final = "x-forwarded-for"
REQUEST_ID: Final = "x-limen-request-id"
"""The id of the decision, in the answer, for logs and support."""

_DESCRIBING: Final = frozenset(
    {*NGINX_HEADERS, *FORWARDED_HEADERS, HOST_HEADER, CLIENT_HEADER, "x-forwarded-proto", "x-forwarded-port", "host"}
)


class Manner(Enum):
    """How the answer reaches the client.

    nginx replaces it with its own page and only understands 200, 401 and 403. The other proxies pass it on unchanged.
    """

    NGINX = auto()
    PASSED_ON = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """The client's original request to a site."""

    site: Site
    request: HTTPRequest
    manner: Manner


def read_asked(request: HTTPRequest, table: Table) -> Asked:
    """Read the description of a request from a trusted proxy; raises `RefusedRequestError`."""
    if request.raw_path.startswith(f"{ENVOY_PREFIX}/"):
        target = request.raw_path.removeprefix(ENVOY_PREFIX) + (f"?{request.raw_query}" if request.raw_query else "")
        return _make(request, table, Manner.PASSED_ON, request.method, target)
    nginx, forwarded = _find_pair(request, NGINX_HEADERS), _find_pair(request, FORWARDED_HEADERS)
    if nginx is not None and forwarded is not None and nginx != forwarded:
        raise RefusedRequestError("Two headers describe the request differently.", 400)
    if nginx is not None:
        return _make(request, table, Manner.NGINX, *nginx)
    if forwarded is not None:
        return _make(request, table, Manner.PASSED_ON, *forwarded)
    raise RefusedRequestError("The proxy does not say which request it asks about: 'limen docs gate' says how.", 400)


def find_site(request: HTTPRequest, table: Table) -> Site:
    """The site of a request; raises `RefusedRequestError` for an unknown host."""
    text = _one(request, HOST_HEADER) or _one(request, "host") or ""
    try:
        host, port = normalize_host(text)
    except AmbiguousPathError as error:
        raise RefusedRequestError(str(error), 400) from error
    site = table.find_site(host, port)
    if site is None:
        raise UnmappedRequestError(f"No site of the route table has the host {host}.")
    return site


def find_client(request: HTTPRequest, table: Table) -> str:
    """The client's address: the last in `X-Forwarded-For` that is not a trusted proxy's; empty without that header.

    Raises `RefusedRequestError` for text that is not an address, because policies could not compare it.
    """
    values = ",".join(value for name, value in request.headers if name == CLIENT_HEADER)
    client = ""
    for text in reversed(values.split(",") if values else ()):
        try:
            client = parse_address(text.strip())
        except AddressError as error:
            raise RefusedRequestError(f"{CLIENT_HEADER}: {error}.", 400) from error
        if not table.trusts(client):
            break
    return client


def _find_pair(request: HTTPRequest, names: tuple[str, str]) -> tuple[str, str] | None:
    method, target = (_one(request, name) for name in names)
    if method is None and target is None:
        return None
    if method is None or target is None:
        raise RefusedRequestError(f"The proxy sends only one of {names[0]} and {names[1]}.", 400)
    return method, target


def _make(request: HTTPRequest, table: Table, manner: Manner, method: str, target: str) -> Asked:
    if len(target) > MAX_TARGET:
        raise RefusedRequestError(f"The address is longer than {MAX_TARGET} characters.", 400)
    site = find_site(request, table)
    raw_path, _, raw_query = target.partition("?")
    kept = tuple((name, value) for name, value in request.headers if name not in _DESCRIBING)
    original = HTTPRequest(
        method=method,
        raw_path=raw_path,
        raw_query=raw_query,
        headers=(("host", site.origin.authority), *kept),
        body=b"",
        peer=find_client(request, table),
        scheme=site.origin.scheme,
    )
    return Asked(site, original, manner)


def _one(request: HTTPRequest, name: str) -> str | None:
    values = [value.strip() for key, value in request.headers if key == name]
    if len(values) > 1:
        raise RefusedRequestError(f"The header {name} is given more than once.", 400)
    return values[0] if values else None
