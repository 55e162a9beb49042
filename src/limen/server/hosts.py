"""The served hosts and origins: the defense against DNS rebinding and against forms on other sites.

A page of another site can make its own host name resolve to this server, and would then count as same-origin. But it
cannot choose the `Host` header, which contains its own name. Loopback names, IP addresses (which cannot be rebound),
the name that the server listens on and the names in `allowed_hosts` are served. A signed request is served under any
name, because its signature covers the host and no page can sign.
"""

from collections.abc import Iterable
from ipaddress import ip_address

from limen.wire.http import HTTPRequest

LOOPBACK_NAMES = frozenset({"localhost"})
LOOPBACK_SUFFIX = ".localhost"  # RFC 6761, 6.3
TRUSTED_SITES = frozenset({"same-origin", "none"})
"""`Sec-Fetch-Site` of requests from this server's own pages, or from the address bar."""


class HostList:
    """The host names that the server serves."""

    __slots__ = ("_names", "_suffixes")

    def __init__(self, names: Iterable[str]) -> None:
        """Serve `names`; `*.example.com` means every name below `example.com`."""
        folded = [name.lower().rstrip(".") for name in names if name]
        self._names = LOOPBACK_NAMES | {name for name in folded if not name.startswith("*.")}
        self._suffixes = (LOOPBACK_SUFFIX, *(name[1:] for name in folded if name.startswith("*.")))

    def serves(self, request: HTTPRequest) -> bool:
        """Whether the request's host is one of them. HTTP/1.0 knows requests without a host; browsers send none."""
        host = request.header("host")
        if host is None:
            return True
        name = find_host_name(host)
        return name in self._names or name.endswith(self._suffixes) or _is_address(name)


def find_host_name(host: str) -> str:
    """The name in a `Host` header, in lower case and without port, brackets and final dot."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().rstrip(".")


def is_same_origin(request: HTTPRequest) -> bool:
    """Whether the request does not come from another site; clients other than browsers send neither header."""
    site = request.header("sec-fetch-site")
    if site is not None and site not in TRUSTED_SITES:
        return False
    origin = request.header("origin")
    if origin is None:
        return True
    _, separator, authority = origin.partition("://")  # Compared as text, because a malformed origin cannot be parsed.
    host = request.header("host")
    return host is not None and bool(separator) and authority.lower() == host.lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
