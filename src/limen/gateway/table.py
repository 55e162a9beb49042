"""The route table as values: sites, their routes, and how a request to one of them is decided (docs/gate.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Final

from limen.gateway.path_patterns import PathPattern
from limen.gateway.paths import PathCase
from limen.gateway.templates import Template
from limen.wire.addresses import AddressError, parse_address

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

DEFAULT_IDENTITY: Final[Mapping[str, str]] = {
    "x-limen-user": "user",
    "x-limen-arn": "arn",
    "x-limen-account": "account",
    "x-limen-groups": "groups",
}
"""The headers that describe the caller to a site, with the fact in each, unless its table names others."""


class CallerKind(StrEnum):
    """How people and programs may prove who they are at a site."""

    SESSION = "session"
    BASIC = "basic"
    BEARER = "bearer"
    CERTIFICATE = "certificate"
    SIGNATURE = "signature"


class Collections(StrEnum):
    """The meaning of a request for a collection with everything below it.

    It is refused; or decided on each member, which the gate finds in the site's folder; or, for programs whose paths
    may end with a slash without naming a collection, decided like any other request.
    """

    REFUSE = "refuse"
    DECIDE = "decide"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a site; the port is `None` if it is the default of the scheme."""

    scheme: str
    host: str
    port: int | None = None

    def __str__(self) -> str:
        """The origin as URLs begin."""
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port is not None else "")

    @property
    def authority(self) -> str:
        """The origin as the Host header names it."""
        return self.host + (f":{self.port}" if self.port is not None else "")

    def is_named(self, host: str, port: int | None) -> bool:
        """Whether a Host header names it; proxies that pass only the host name leave the port out."""
        own = self.port or DEFAULT_PORTS[self.scheme]
        return host == self.host and port in (None, own)


@dataclass(frozen=True, slots=True)
class Route:
    """How requests of some methods to some paths are decided. `methods` is `None` for all methods.

    A public route has neither action nor resource: it is open to everybody. `line` is its place in the file.
    """

    line: int
    methods: frozenset[str] | None
    pattern: PathPattern
    action: Template | None = None
    resource: Template | None = None
    context: tuple[tuple[str, Template], ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether the route needs no sign-in."""
        return self.action is None

    def accepts(self, method: str) -> bool:
        """Whether it applies to that method; a route for `GET` also applies to `HEAD`."""
        return self.methods is None or method in self.methods or (method == "HEAD" and "GET" in self.methods)

    def __str__(self) -> str:
        """Methods and path, for people."""
        methods = "any" if self.methods is None else ",".join(sorted(self.methods))
        return f"{methods} {self.pattern.text}"


@dataclass(frozen=True, slots=True)
class TaggedPath:
    """Tags of the resources at some paths: `aws:ResourceTag/...` in their decisions."""

    line: int
    pattern: PathPattern
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """A protected website, API or folder; its resources belong to `account`."""

    line: int
    origin: Origin
    account: str
    routes: tuple[Route, ...]
    case: PathCase = PathCase.SENSITIVE
    collections: Collections = Collections.REFUSE
    root: Path | None = None
    tagged: tuple[TaggedPath, ...] = ()
    callers: frozenset[CallerKind] = frozenset({CallerKind.SESSION})
    service: str = ""
    certificate_header: str = ""
    identity_headers: Mapping[str, str] = field(default_factory=dict)

    def find_route(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The first route of a request, with what its pattern captured; `None` for an unmapped one."""
        for route in self.routes:
            if route.accepts(method):
                captured = route.pattern.match(path)
                if captured is not None:
                    return route, captured
        return None

    def find_tags(self, path: str) -> Iterator[tuple[str, str]]:
        """The tags of the resource at a path; if several entries have the same key, the first counts."""
        seen: set[str] = set()
        for entry in self.tagged:
            if entry.pattern.match(path) is not None:
                for key, value in entry.tags.items():
                    if key.lower() not in seen:
                        seen.add(key.lower())
                        yield key, value


@dataclass(frozen=True, slots=True)
class Table:
    """A route table: `sign_in` is where people sign in, `proxies` are the addresses that may request decisions."""

    file: str
    sites: tuple[Site, ...]
    sign_in: Origin | None = None
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    def find_site(self, host: str, port: int | None) -> Site | None:
        """The site that a Host header names; a host without its port is found only if one site has it."""
        found = [site for site in self.sites if site.origin.is_named(host, port)]
        return found[0] if len(found) == 1 else None

    def trusts(self, peer: str) -> bool:
        """Whether decisions may be requested from this address; an unknown address is not trusted."""
        try:
            address = ip_address(parse_address(peer))
        except AddressError:
            return False
        return any(address in network for network in self.proxies)
