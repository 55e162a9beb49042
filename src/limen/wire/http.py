"""An HTTP request and response as plain values: what comes off the socket and what goes back, nothing about sockets.

The path and the query string are kept raw (percent-encoded), because SigV4 signs them raw (spec api 2.14).
"""

from dataclasses import dataclass, field


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

    def header(self, name: str) -> str | None:
        """First value of the lower-case header `name`, or `None`."""
        for key, value in self.headers:
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    """One response; `Content-Length` and `Date` are added by the server."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
