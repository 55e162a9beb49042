"""Templates of a route: the resource's ARN, the action and the values of condition keys, filled from one request.

`{path}` is the decoded path without its first slash, `{rest}` what `**` matched, `{file}` the last segment and
`{extension}` the text after its last dot, in lower case; `{host}` and `{method}` are the request's. `{query:name}` and
`{header:name}` are the value of one query parameter or header. A value that the request does not have is absent. A
value that appears twice is ambiguous, because the gate and the program behind it could choose different ones.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from limen.gateway.path_patterns import RESERVED
from limen.wire.http import HTTPRequest

SECRET_HEADERS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Headers that templates must not use, because explanations and the audit trail show condition values."""

SOURCES: Final = frozenset({"query", "header"})

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_HEADER: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_EXTENSION: Final = re.compile(r"[^/]*[^/.][^/]*\.([^/.]+)")


class TemplateError(ValueError):
    """A template is malformed; the message says how."""


class AmbiguousValueError(ValueError):
    """A value that is used appears more than once in the request; the message says which."""


@dataclass(frozen=True, slots=True)
class Template:
    """Literals and placeholders alternately; the first and the last are literals."""

    text: str
    literals: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, values: "Values") -> str | None:
        """The text for one request; `None` if a value is absent. Raises `AmbiguousValueError`."""
        parts = [self.literals[0]]
        for name, literal in zip(self.names, self.literals[1:], strict=True):
            value = values.find(name)
            if value is None:
                return None
            parts += [value, literal]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Values:
    """The source of the placeholders' values: a request, one access of it, and the captured parts of the path."""

    request: HTTPRequest
    method: str
    host: str
    path: str
    captured: Mapping[str, str]

    def find(self, name: str) -> str | None:
        """The value of a placeholder, `None` if the request has none."""
        source, colon, key = name.partition(":")
        if colon:
            return find_query(self.request.raw_query, key) if source == "query" else self._find_header(key)
        if name in self.captured:
            return self.captured[name]
        match name:
            case "path":
                return self.path[1:]
            case "host":
                return self.host
            case "method":
                return self.method
            case "file":
                return self.path.removesuffix("/").rpartition("/")[2]
            case _:
                return find_extension(self.path)

    def _find_header(self, name: str) -> str | None:
        """Some servers read `X_Name` as `X-Name`: a header that is used must have no second spelling in the request."""
        values = [value for key, value in self.request.headers if key.replace("_", "-") == name]
        if len(values) > 1 or (values and self.request.header(name) is None):
            raise AmbiguousValueError(f"The header {name} is not given exactly once.")
        return values[0] if values else None


def parse_template(text: str, captured: Iterable[str] = ()) -> Template:
    """Read a template that may use the `captured` names of a path pattern; raises `TemplateError`."""
    names = tuple(_PLACEHOLDER.findall(text))
    literals = tuple(_PLACEHOLDER.split(text)[::2])
    if any("{" in literal or "}" in literal for literal in literals):
        raise TemplateError("a brace is not matched by another")
    known = frozenset(captured)
    for name in names:
        _check_name(name, known)
    return Template(text, literals, names)


def find_query(raw_query: str, name: str) -> str | None:
    """The value of a query parameter, `None` if it is not there; raises `AmbiguousValueError`."""
    if ";" in raw_query:
        raise AmbiguousValueError("The query contains a semicolon, which some servers take for a separator.")
    pairs = [part.partition("=") for part in raw_query.split("&")]
    values = [value for key, _, value in pairs if _decode(key).strip().casefold() == name.casefold()]
    exact = [value for key, _, value in pairs if _decode(key) == name]
    if len(values) > 1 or values != exact:
        raise AmbiguousValueError(f"The query parameter {name} is not given exactly once.")
    return _decode(values[0]) if values else None


def find_extension(path: str) -> str | None:
    """`pdf` for `/a/b.PDF`; `None` for a collection and for a name without an extension."""
    found = _EXTENSION.fullmatch(path.rpartition("/")[2])
    return found[1].lower() if found else None


def _check_name(name: str, captured: frozenset[str]) -> None:
    source, colon, key = name.partition(":")
    if colon:
        if source not in SOURCES:
            raise TemplateError(f"{{{name}}}: values come from query: or header:")
        if not key or (source == "header" and not _HEADER.fullmatch(key)):
            raise TemplateError(f"{{{name}}}: a header's name must be in lower-case letters, with hyphens")
        if source == "header" and key in SECRET_HEADERS:
            raise TemplateError(f"{{{name}}}: this header is secret")
    elif name == "rest" and name not in captured:
        raise TemplateError("{rest} is what ** matches, and the path has no **")
    elif name not in captured and name not in RESERVED:
        known = ", ".join(sorted((RESERVED | captured) - {"rest"}))
        raise TemplateError(f"{{{name}}} is not known here; known are {known}, query:NAME and header:NAME")


def _decode(text: str) -> str:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        raise AmbiguousValueError("The query is not UTF-8.") from None
