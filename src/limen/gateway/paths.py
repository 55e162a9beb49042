"""The path of a guarded request, which must have exactly one spelling.

The gate decides on a path, and another program serves it. If two programs could read a path in two ways, the request is
refused: repeated slashes, dot segments, encoded slashes, path parameters (`;`), backslashes, control characters, text
that is not UTF-8, and text that changes when it is decoded twice. The remaining paths have one meaning for every server
that follows RFC 3986. Clients resolve dot segments before they send a request (RFC 3986, 5.2.4), so no legitimate
request is refused.

On a file system that ignores case, one file has many names. `CASE_INSENSITIVE` folds them into one, and refuses the
names that Windows would change: a dot or a space at the end, a stream after `:`, a short name such as `SETTIN~1`.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote_to_bytes

from limen.errors import LimenError
from limen.wire.url_encoding import BAD_PERCENT

MAX_TARGET: Final = 8192
"""Length limit of a request target in characters; nginx's large_client_header_buffers has the same default."""

MAX_SEGMENTS: Final = 256

OWN_PATHS: Final = "/.limen/"
"""What Limen answers itself on the host of a protected site."""

_UNSAFE: Final = re.compile(r"[^\x21-\x7e]|[\\;#]")
_NOT_IN_QUERY: Final = re.compile(r"[^\x21-\x7e]|#")
_ENCODED: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SHORT_NAME: Final = re.compile(r"~\d")
_HOST: Final = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)")
_PORT: Final = re.compile(r"[0-9]{1,5}")


class AmbiguousPathError(LimenError):
    """A path, or the address that contains it, is ambiguous; the message says why."""


class PathCase(Enum):
    """Whether names that differ only in case are different files."""

    SENSITIVE = "case-sensitive"
    INSENSITIVE = "case-insensitive"


@dataclass(frozen=True, slots=True)
class Target:
    """What a request line asks for: the decoded path, and the path and the query as they were received."""

    path: str
    raw_path: str
    raw_query: str


def parse_target(text: str, case: PathCase = PathCase.SENSITIVE) -> Target:
    """Read a request target in origin form (RFC 9112, 3.2.1); raises `AmbiguousPathError`."""
    if len(text) > MAX_TARGET:
        raise AmbiguousPathError(f"The address is longer than {MAX_TARGET} characters.")
    raw_path, _, raw_query = text.partition("?")
    if _NOT_IN_QUERY.search(raw_query):
        raise AmbiguousPathError("The query contains a character that has to be percent-encoded.")
    return Target(normalize_path(raw_path, case), raw_path, raw_query)


def normalize_path(raw_path: str, case: PathCase = PathCase.SENSITIVE) -> str:
    """The one decoded form of a raw path; raises `AmbiguousPathError` if there is none."""
    if not raw_path.startswith("/"):
        raise AmbiguousPathError("The path does not begin with a slash.")
    if _UNSAFE.search(raw_path):
        raise AmbiguousPathError("The path contains a character that servers read differently.")
    segments = _decode(raw_path).split("/")[1:]
    if len(segments) > MAX_SEGMENTS:
        raise AmbiguousPathError(f"The path has more than {MAX_SEGMENTS} segments.")
    last = len(segments) - 1
    for number, segment in enumerate(segments):
        if not segment and number != last:
            raise AmbiguousPathError("The path contains an empty segment (//).")
        _check_segment(segment)
    if case is PathCase.INSENSITIVE:
        segments = [fold_name(segment) for segment in segments]
    return "/" + "/".join(segments)


def normalize_host(text: str) -> tuple[str, int | None]:
    """Host name in lower case without the root's dot, and the port if there is one; raises `AmbiguousPathError`."""
    host, port = text.lower(), ""
    if not text.endswith("]"):
        name, colon, digits = host.rpartition(":")
        if colon:
            host, port = name, digits
            if not _PORT.fullmatch(port):
                raise AmbiguousPathError("The port of the address is not a number.")
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host):
        raise AmbiguousPathError("The host name of the address is malformed.")
    return host, int(port) if port else None


def fold_name(segment: str) -> str:
    """One name for all names that a case-insensitive file system treats as the same; raises `AmbiguousPathError`."""
    if segment.endswith((".", " ")) or ":" in segment or _SHORT_NAME.search(segment):
        raise AmbiguousPathError("The path contains a name that means another one on this file system.")
    return normalize("NFC", normalize("NFC", segment).casefold())


def _decode(raw_path: str) -> str:
    """Decode once; refuse a path that a second decoding would change, or whose structure decoding changes."""
    if BAD_PERCENT.search(raw_path):
        raise AmbiguousPathError("The path contains a malformed percent-encoding.")
    lowered = raw_path.lower()
    if "%2f" in lowered:
        raise AmbiguousPathError("The path contains an encoded slash.")
    if "%" not in raw_path:
        return raw_path
    try:
        path = unquote_to_bytes(raw_path).decode("utf-8")
    except UnicodeDecodeError:
        raise AmbiguousPathError("The path is not UTF-8.") from None
    if _ENCODED.search(path):
        raise AmbiguousPathError("The path is percent-encoded twice.")
    if _CONTROL.search(path):
        raise AmbiguousPathError("The path contains a control character.")
    if "\\" in path or ";" in path:
        raise AmbiguousPathError("The path contains an encoded backslash or semicolon.")
    return path


def _check_segment(segment: str) -> None:
    """Refuse dot segments, and characters that compatibility mapping would turn into one or into a separator."""
    mapped = segment if segment.isascii() else normalize("NFKC", segment)
    if mapped in {".", ".."}:
        raise AmbiguousPathError("The path contains a dot segment.")
    if mapped is not segment and any(character in mapped for character in "/\\;%"):
        raise AmbiguousPathError("The path contains a character that some servers take for a separator.")
