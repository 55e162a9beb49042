"""Read the file of a route table; every mistake is reported with file and line (docs/gate.md)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from limen.config.yaml_elements import Element, load_element, suggest
from limen.domain.identifiers import is_account_id
from limen.gateway.path_patterns import PathPattern, PatternError, parse_pattern
from limen.gateway.paths import AmbiguousPathError, PathCase, normalize_host
from limen.gateway.table import (
    DEFAULT_IDENTITY,
    DEFAULT_PORTS,
    CallerKind,
    Collections,
    Origin,
    Route,
    Site,
    Table,
    TaggedPath,
)
from limen.gateway.templates import Template, TemplateError, parse_template

DERIVED_METHODS: Final = frozenset({"MOVE", "COPY"})
"""Methods that touch two resources; they are decided by what they do to each of them (RFC 4918, 9.8 and 9.9)."""

LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

_METHOD: Final = re.compile(r"[A-Z][A-Z-]*")
_ACTION: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9{}]+")
_ARN_HEAD: Final = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.", re.DOTALL)
_CONTEXT_KEY: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9_./@-]+")
_HEADER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_FACT: Final = re.compile(r"user|arn|account|groups|tag/.+")
_SERVICE: Final = re.compile(r"[a-z0-9][a-z0-9-]*")

_SITE_MEMBERS: Final = (
    "url",
    "account",
    "callers",
    "case",
    "certificate_header",
    "collections",
    "context",
    "identity_headers",
    "resource",
    "root",
    "routes",
    "service",
    "tags",
)
_ROUTE_MEMBERS: Final = ("path", "public", "methods", "action", "actions", "resource", "context")

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Defaults:
    """The defaults of a site for its routes."""

    case: PathCase
    resource: Element | None
    context: Mapping[str, Element]


def read_table(path: Path) -> Table:
    """Read a route table; raises `FileError`."""
    root = load_element(path)
    found = root.members("sign_in", "proxies", "sites")
    if "sites" not in found:
        root.refuse("a route table needs sites")
    sites = tuple(_read_site(each) for each in found["sites"].items())
    _refuse_twins(sites, found["sites"])
    sign_in = _read_origin(found["sign_in"]) if "sign_in" in found else None
    if sign_in is None and any(CallerKind.SESSION in site.callers for site in sites):
        root.refuse("people who sign in with a browser need sign_in, the URL of this Limen")
    return Table(str(path), sites, sign_in, _read_proxies(found.get("proxies")))


def _read_proxies(element: Element | None) -> tuple[IPv4Network | IPv6Network, ...]:
    if element is None:
        return LOOPBACK
    return tuple(_read_network(each) for each in element.items())


def _read_network(element: Element) -> IPv4Network | IPv6Network:
    try:
        return ip_network(element.text())
    except ValueError:
        element.refuse(f"{element.text()} is not an address or a network, such as 10.0.0.0/8")


def _refuse_twins(sites: tuple[Site, ...], element: Element) -> None:
    if not sites:
        element.refuse("a route table needs sites")
    seen: set[Origin] = set()
    for site, each in zip(sites, element.items(), strict=True):
        if site.origin in seen:
            each.refuse(f"{site.origin} appears twice here")
        seen.add(site.origin)


def _read_site(element: Element) -> Site:
    found = element.members(*_SITE_MEMBERS)
    for name in ("url", "account", "routes"):
        if name not in found:
            element.refuse(f"a site needs {name}")
    case = _read_case(found.get("case"))
    root = _read_root(found.get("root"))
    callers = _read_callers(found.get("callers"))
    certificate_header = _read_header(found["certificate_header"]) if "certificate_header" in found else ""
    if (CallerKind.CERTIFICATE in callers) != bool(certificate_header):
        element.refuse("certificate as a caller and certificate_header need each other")
    defaults = _Defaults(case, found.get("resource"), found["context"].entries() if "context" in found else {})
    return Site(
        line=element.line,
        origin=_read_origin(found["url"]),
        account=_read_account(found["account"]),
        routes=tuple(route for each in found["routes"].items() for route in _read_route(each, defaults)),
        case=case,
        collections=_read_collections(found.get("collections"), root),
        root=root,
        tagged=tuple(_read_tags(found["tags"], case)) if "tags" in found else (),
        callers=callers,
        service=_read_service(found.get("service"), callers, element),
        certificate_header=certificate_header,
        identity_headers=_read_identity(found.get("identity_headers")),
    )


def _read_origin(element: Element) -> Origin:
    text = element.text()
    try:
        parts = urlsplit(text)
        host, port = normalize_host(parts.netloc)
    except (ValueError, AmbiguousPathError):
        element.refuse(f"{text} is not a URL such as https://files.example.com")
    if parts.scheme not in DEFAULT_PORTS or parts.path not in {"", "/"} or parts.query or parts.fragment:
        element.refuse(f"{text} is not the URL of a whole site, such as https://files.example.com")
    return Origin(parts.scheme, host, None if port == DEFAULT_PORTS[parts.scheme] else port)


def _read_account(element: Element) -> str:
    account = element.text()
    if not is_account_id(account):
        element.refuse(f"{account} is not an account id of twelve digits")
    return account


def _read_case(element: Element | None) -> PathCase:
    if element is None:
        return PathCase.SENSITIVE
    values = tuple(case.value for case in PathCase)
    if element.text() not in values:
        element.refuse(f"unknown case {element.text()}{suggest(element.text(), values)}")
    return PathCase(element.text())


def _read_root(element: Element | None) -> Path | None:
    if element is None:
        return None
    root = Path(element.text())
    if not root.is_absolute():
        element.refuse("root must be an absolute path on this computer")
    return root


def _read_collections(element: Element | None, root: Path | None) -> Collections:
    if element is None:
        return Collections.REFUSE if root is None else Collections.DECIDE
    chosen = _read_choice(element, Collections)
    if chosen is Collections.DECIDE and root is None:
        element.refuse("to decide what a collection holds, the gate needs root, the folder that the site serves")
    return chosen


def _read_callers(element: Element | None) -> frozenset[CallerKind]:
    if element is None:
        return frozenset({CallerKind.SESSION})
    callers = frozenset(_read_choice(each, CallerKind) for each in element.items())
    if not callers:
        element.refuse("callers must be at least one of " + ", ".join(CallerKind))
    return callers


def _read_choice(element: Element, choices: type[Choice]) -> Choice:
    text, known = element.text(), tuple(choices)
    if text not in known:
        element.refuse(f"unknown value {text}{suggest(text, tuple(map(str, known)))}")
    return choices(text)


def _read_service(element: Element | None, callers: frozenset[CallerKind], site: Element) -> str:
    if element is None:
        if callers & {CallerKind.BASIC, CallerKind.BEARER}:
            site.refuse("basic and bearer need service, for which credentials are made")
        if CallerKind.SIGNATURE in callers:
            site.refuse("signature needs service, for which requests are signed")
        return ""
    if not _SERVICE.fullmatch(element.text()):
        element.refuse(f"{element.text()} is not the prefix of a service")
    return element.text()


def _read_identity(element: Element | None) -> Mapping[str, str]:
    if element is None:
        return DEFAULT_IDENTITY
    facts: dict[str, str] = {}
    for name, each in element.entries().items():
        if not _HEADER.fullmatch(name):
            each.refuse(f"{name} is not the name of a header")
        if not _FACT.fullmatch(each.text()):
            each.refuse(f"unknown value {each.text()}; known are user, arn, account, groups and tag/KEY")
        facts[name.lower()] = each.text()
    return facts


def _read_header(element: Element) -> str:
    if not _HEADER.fullmatch(element.text()):
        element.refuse(f"{element.text()} is not the name of a header")
    return element.text().lower()


def _read_tags(element: Element, case: PathCase) -> Iterator[TaggedPath]:
    for text, each in element.entries().items():
        tags = {key: value.text() for key, value in each.entries().items()}
        yield TaggedPath(each.line, _read_pattern(each, text, case), tags)


def _read_pattern(element: Element, text: str, case: PathCase) -> PathPattern:
    try:
        return parse_pattern(text, case)
    except PatternError as error:
        element.refuse(f"{text}: {error}")


def _read_route(element: Element, defaults: _Defaults) -> Iterator[Route]:
    """One route for each action."""
    found = element.members(*_ROUTE_MEMBERS)
    if "path" not in found:
        element.refuse("a route needs path")
    pattern = _read_pattern(found["path"], found["path"].text(), defaults.case)
    if "public" in found:
        yield _read_public(element, found, pattern)
        return
    if ("action" in found) == ("actions" in found):
        element.refuse("a route needs exactly one of public, action and actions")
    resource = found.get("resource", defaults.resource)
    if resource is None:
        element.refuse("a route needs resource, unless its site has one")
    arn = _read_arn(resource, pattern)
    context = tuple(_read_context({**defaults.context, **_entries(found.get("context"))}, pattern))
    if "action" in found:
        methods = _read_methods(found.get("methods"))
        yield Route(element.line, methods, pattern, _read_action(found["action"], pattern), arn, context)
        return
    if "methods" in found:
        found["methods"].refuse("actions already names the methods")
    for method, each in found["actions"].entries().items():
        methods = frozenset({_check_method(method, each)})
        yield Route(each.line, methods, pattern, _read_action(each, pattern), arn, context)


def _read_public(element: Element, found: Mapping[str, Element], pattern: PathPattern) -> Route:
    superfluous = sorted(set(found) - {"path", "public", "methods"})
    if superfluous:
        found[superfluous[0]].refuse(f"a public route is not decided: it has no {superfluous[0]}")
    if not found["public"].flag():
        found["public"].refuse("public must be true, or left out")
    return Route(element.line, _read_methods(found.get("methods")), pattern)


def _read_methods(element: Element | None) -> frozenset[str] | None:
    if element is None:
        return frozenset({"GET"})
    texts = [(each, each.text()) for each in element.items()]
    if [text for _, text in texts] == ["any"]:
        return None
    if not texts:
        element.refuse("methods must be at least one, or any")
    return frozenset(_check_method(text, each) for each, text in texts)


def _check_method(method: str, element: Element) -> str:
    if not _METHOD.fullmatch(method):
        element.refuse(f"{method} is not a method; methods are in capitals")
    if method in DERIVED_METHODS:
        element.refuse(f"{method} touches two resources; it is decided as GET, PUT and DELETE and has no route")
    return method


def _read_action(element: Element, pattern: PathPattern) -> Template:
    if not _ACTION.fullmatch(element.text()):
        element.refuse(f"{element.text()} is not an action, such as files:Read")
    return _read_template(element, pattern)


def _read_arn(element: Element, pattern: PathPattern) -> Template:
    template = _read_template(element, pattern)
    if not _ARN_HEAD.match(template.literals[0] + ("x" if template.names else "")):
        element.refuse(
            "a resource must be an ARN whose first five parts are written out, such as arn:aws:files:::share/{path}"
        )
    return template


def _read_context(entries: Mapping[str, Element], pattern: PathPattern) -> Iterator[tuple[str, Template]]:
    for key, element in entries.items():
        if not _CONTEXT_KEY.fullmatch(key):
            element.refuse(f"{key} is not a condition key, such as files:Extension")
        if key.lower().startswith("aws:"):
            element.refuse(f"{key}: the gate finds keys of aws: itself; tags of resources are under tags")
        yield key.lower(), _read_template(element, pattern)


def _entries(element: Element | None) -> Mapping[str, Element]:
    return {} if element is None else element.entries()


def _read_template(element: Element, pattern: PathPattern) -> Template:
    try:
        return parse_template(element.text(), pattern.names)
    except TemplateError as error:
        element.refuse(str(error))
