"""An HTTP request and response as plain values, without sockets.

The path and the query string are kept raw (percent-encoded), because SigV4 signs them raw (spec api 2.14).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LONGEST_FACT: Final = 1024
"""The longest header, in characters, that policies can test. A longer one counts as absent; the audit trail says so."""

MAX_BODY_BYTES: Final = 1024 * 1024
"""Room for the longest parameter that is handled: a policy document of 131,072 characters, six bytes for each."""

REQUEST_ID_HEADER: Final = "x-amzn-RequestId"
"""The header of every answer, in all protocols of AWS."""

FORM_TYPE: Final = "application/x-www-form-urlencoded"

_FACTS: Final = ("x-amz-user-agent", "user-agent", "referer")


@dataclass(frozen=True, slots=True)
class HTTPRequest:
    """One request. Header names are lower-case; a name may repeat. `peer` is the client's IP address as text."""

    method: str
    raw_path: str
    raw_query: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    peer: str = ""
    scheme: str = "http"
    _first: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """The first value of each header: every request is asked for ten of them or more."""

    def __post_init__(self) -> None:
        """Index the headers."""
        object.__setattr__(self, "_first", dict(reversed(self.headers)))

    @property
    def origin(self) -> str:
        """The server as the client addresses it: scheme, host and port."""
        return f"{self.scheme}://{self.header('host') or ''}"

    def header(self, name: str) -> str | None:
        """First value of the lower-case header `name`, or `None`."""
        return self._first.get(name)

    def cookie(self, name: str) -> str:
        """The value of a cookie, empty if there is none, or more than one: another site may have set the second.

        `http.cookies` takes quadratic time for a hostile header in some versions of Python.
        """
        values = [
            value.strip()
            for header, text in self.headers
            if header == "cookie"
            for key, _, value in (part.partition("=") for part in text.split(";"))
            if key.strip() == name
        ]
        return values[0] if len(values) == 1 else ""

    def long_facts(self) -> list[str]:
        """The headers that policies test, and that are too long for it."""
        return [name for name in _FACTS if len(self.header(name) or "") > LONGEST_FACT]


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    """One response; `Content-Length` and `Date` are added by the server."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
