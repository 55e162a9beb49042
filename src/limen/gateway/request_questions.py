"""The questions that a guarded request is decided by: one for every resource that it touches.

A request is refused before anything is decided if it has no route, or if the program behind the gate could read it as
another request: it names a second method or path in a header, or spells an identity header with underscores.

`COPY` is decided as reading the source and writing the destination, `MOVE` as deleting the source as well, and both as
deleting the destination unless the request says `Overwrite: F` (RFC 4918, 9.8.4 and 9.9.3). An operation on a
collection and everything below it is decided on each member, or refused if the gate cannot list the members.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from limen.errors import LimenError
from limen.gateway.paths import AmbiguousPathError, normalize_host, normalize_path
from limen.gateway.table import Collections, Route, Site
from limen.gateway.templates import AmbiguousValueError, Template, Values
from limen.policy.match.context import ContextValue
from limen.wire.http import HTTPRequest

MAX_ACCESSES: Final = 4096
"""Resources that one request may touch; a collection with more members is refused."""

OTHER_METHOD: Final = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})
"""Headers by which web frameworks replace the method of a request."""

OTHER_PATH: Final = frozenset({"x-original-url", "x-rewrite-url"})
"""Headers by which web frameworks replace the path of a request."""

_METHOD: Final = re.compile(r"[A-Z][A-Z-]{0,31}")
_OTHER_METHOD_FIELD: Final = re.compile(r"(?:^|[&;])_method=", re.IGNORECASE)


class RefusedRequestError(LimenError):
    """A request is refused for every sender; `message` says why, `status` is the HTTP status."""

    def __init__(self, message: str, status: int = 403) -> None:
        """Keep the message and the status."""
        super().__init__(message)
        self.message = message
        self.status = status


class UnmappedRequestError(RefusedRequestError):
    """No route matches the request."""


class FolderError(LimenError):
    """The members of a collection cannot be known; the message says why."""


class Folder(Protocol):
    """The folder that a site serves."""

    def is_collection(self, path: str) -> bool:
        """Whether a canonical path, with or without a slash at the end, is a folder."""
        ...

    def list_below(self, path: str) -> Iterator[str]:
        """Everything below a folder, with paths relative to it; folders end with a slash. Raises `FolderError`."""
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """One thing that a request does to one canonical path."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Question:
    """The question to the engine about one access."""

    access: Access
    route: Route
    action: str
    resource: str
    context: dict[str, ContextValue]

    @property
    def identity(self) -> tuple[object, ...]:
        """Everything that the decision depends on: questions with the same value have the same answer."""
        return self.action, self.resource, frozenset(self.context.items())


def find_questions(site: Site, request: HTTPRequest, folder: Folder | None = None) -> tuple[Question, ...]:
    """All questions whose answer must be yes; none for a request whose routes are public.

    Raises `RefusedRequestError`, and `UnmappedRequestError` if a route is missing.
    """
    _refuse_second_meaning(site, request)
    try:
        accesses = tuple(_find_accesses(site, request, folder))
        asked = (_ask(site, request, access) for access in dict.fromkeys(accesses))
        distinct = {each.identity: each for each in asked if each is not None}
        return tuple(distinct.values())
    except (AmbiguousPathError, AmbiguousValueError) as error:
        raise RefusedRequestError(str(error), 400) from error
    except FolderError as error:
        raise RefusedRequestError(str(error)) from error


def _refuse_second_meaning(site: Site, request: HTTPRequest) -> None:
    if not _METHOD.fullmatch(request.method):
        raise RefusedRequestError("The method of the request is malformed.", 400)
    for name, value in request.headers:
        plain = name.replace("_", "-")
        if plain in OTHER_PATH or (plain in OTHER_METHOD and value.strip() != request.method):
            raise RefusedRequestError(f"The header {plain} gives the request a second meaning.", 400)
        if plain != name and plain in site.identity_headers:
            raise RefusedRequestError(f"The header {name} could be taken for {plain}, which Limen sets.", 400)
    if _OTHER_METHOD_FIELD.search(request.raw_query):
        raise RefusedRequestError("The parameter _method gives the request a second meaning.", 400)


def _find_accesses(site: Site, request: HTTPRequest, folder: Folder | None) -> Iterator[Access]:
    path = normalize_path(request.raw_path, site.case)
    match request.method:
        case "MOVE" | "COPY":
            yield from _find_transfer(site, request, path, folder)
        case "DELETE" | "LOCK":
            yield from _find_below(site, request.method, path, folder)
        case "PROPFIND" if _header(request, "depth") not in {"0", "1"}:
            yield from _find_below(site, request.method, path, folder)
        case _:
            yield Access(request.method, path)


def _find_below(site: Site, method: str, path: str, folder: Folder | None) -> Iterator[Access]:
    yield Access(method, path)
    for member in _list_members(site, path, folder):
        yield Access(method, f"{path.removesuffix('/')}/{member}")


def _find_transfer(site: Site, request: HTTPRequest, source: str, folder: Folder | None) -> Iterator[Access]:
    """What `COPY` and `MOVE` do to the source, to the destination, and to everything below them."""
    destination = _read_destination(site, request)
    if source.endswith("/") != destination.endswith("/"):
        raise RefusedRequestError("Source and destination end with a slash both or not at all.", 400)
    replaces = (_header(request, "overwrite") or "T").upper() != "F"
    members = ("", *_list_members(site, source, folder))
    for member in members:
        old, new = _join(source, member), _join(destination, member)
        yield Access("GET", old)
        if request.method == "MOVE":
            yield Access("DELETE", old)
        yield Access("MKCOL" if new.endswith("/") else "PUT", new)
    if replaces:
        yield from _find_below(site, "DELETE", destination, folder)


def _read_destination(site: Site, request: HTTPRequest) -> str:
    """The path of the `Destination` header, which must be on the same site (RFC 4918, 10.3)."""
    text = _header(request, "destination")
    if text is None:
        raise RefusedRequestError(f"{request.method} needs a Destination header.", 400)
    if not text.startswith("/"):
        try:
            parts = urlsplit(text)
            host, port = normalize_host(parts.netloc)
        except ValueError:
            raise RefusedRequestError("The Destination header is not a URL.", 400) from None
        if parts.scheme not in {"http", "https"} or not site.origin.is_named(host, port):
            raise RefusedRequestError("The Destination header names another site.")
        text = text[len(f"{parts.scheme}://{parts.netloc}") :]
    if "?" in text:
        raise RefusedRequestError("The Destination header has a query.", 400)
    return normalize_path(text, site.case)


def _list_members(site: Site, path: str, folder: Folder | None) -> Iterator[str]:
    """The members of a collection; empty for other resources."""
    if site.collections is Collections.SINGLE:
        return
    is_collection = path.endswith("/") or (folder is not None and folder.is_collection(path))
    if not is_collection:
        return
    if folder is None or site.collections is Collections.REFUSE:
        raise RefusedRequestError("The request concerns a collection with everything below it, which is refused here.")
    for number, member in enumerate(folder.list_below(path)):
        if number >= MAX_ACCESSES:
            raise RefusedRequestError(f"The collection has more than {MAX_ACCESSES} members.")
        yield member


def _ask(site: Site, request: HTTPRequest, access: Access) -> Question | None:
    """The question about one access, `None` for a public one."""
    found = site.find_route(access.method, access.path)
    if found is None:
        raise UnmappedRequestError(f"No route of {site.origin} is about {access.method} {access.path}.")
    route, captured = found
    if route.action is None or route.resource is None:
        return None
    values = Values(request, access.method, site.origin.host, access.path, captured)
    context: dict[str, ContextValue] = {}
    for key, template in route.context:
        value = template.fill(values)
        if value is not None:
            context[key] = value
    for key, value in site.find_tags(access.path):
        context[f"aws:resourcetag/{key.lower()}"] = value
    return Question(access, route, _fill(route.action, values), _fill(route.resource, values), context)


def _fill(template: Template, values: Values) -> str:
    text = template.fill(values)
    if text is None:
        raise UnmappedRequestError(f"The request lacks a value that its route needs: {template.text}")
    return text


def _header(request: HTTPRequest, name: str) -> str | None:
    """The only value of a header; raises `AmbiguousValueError` if there are several."""
    values = [value.strip() for key, value in request.headers if key.replace("_", "-") == name]
    if len(values) > 1:
        raise AmbiguousValueError(f"The header {name} is given more than once.")
    return values[0] if values else None


def _join(path: str, member: str) -> str:
    return f"{path.removesuffix('/')}/{member}" if member else path
