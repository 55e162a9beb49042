"""How middleware asks Limen: the questions that web servers send, over HTTP, with only the standard library.

The path that is sent is the decoded path that the program serves, encoded again, so that Limen and the program see the
same path. If Limen does not answer in time, the request is refused.
"""

import http.client
import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from limen.gateway.forwarded import (
    CLIENT_HEADER,
    FORWARD_AUTH,
    FORWARDED_HEADERS,
    HOST_HEADER,
    NGINX_HEADERS,
    REQUEST_ID,
)
from limen.gateway.paths import OWN_PATHS
from limen.gateway.table import DEFAULT_IDENTITY

TIMEOUT_SECONDS: Final = 5.0
MAX_ANSWER_BYTES: Final = 1024 * 1024

DEFAULT_SERVER: Final = "http://127.0.0.1:4260"
IDENTITY_HEADERS: Final = tuple(DEFAULT_IDENTITY)

_SAFE: Final = "/-._~!$&'()*+,=:@"
"""The characters that a path may contain unencoded (RFC 3986, 3.3), except the semicolon."""

_NOT_PASSED_ON: Final = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        *NGINX_HEADERS,
        *FORWARDED_HEADERS,
        HOST_HEADER,
        CLIENT_HEADER,
        REQUEST_ID,
    }
)

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Limen's answer; 200 lets the request through."""

    status: int
    headers: Headers
    body: bytes

    def find(self, name: str) -> str:
        """The value of a header, empty if it is not there."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as the program received it: `path` is decoded, `client` the address that it came from."""

    method: str
    path: bytes
    query: str
    host: str
    headers: Headers
    client: str

    @property
    def is_for_limen(self) -> bool:
        """Whether it is for Limen's own pages on this site."""
        return self.path.startswith(OWN_PATHS.encode())


@dataclass(frozen=True, slots=True)
class Asking:
    """The address of Limen, and how long it may take to answer."""

    limen: str
    timeout_seconds: float = TIMEOUT_SECONDS

    def decide(self, arrived: Arrived) -> Reply:
        """Limen's answer to a request; for Limen's own pages, the page."""
        target = quote(arrived.path, safe=_SAFE) + (f"?{arrived.query}" if arrived.query else "")
        described = [
            *((name, value) for name, value in arrived.headers if _is_passed_on(name)),
            ("X-Forwarded-Host", arrived.host),
            ("X-Forwarded-For", arrived.client),
        ]
        if arrived.is_for_limen:
            return self._send(arrived.method, target, described)
        described += [("X-Forwarded-Method", arrived.method), ("X-Forwarded-Uri", target)]
        return self._send("GET", FORWARD_AUTH, described)

    def _send(self, method: str, target: str, headers: Iterable[tuple[str, str]]) -> Reply:
        parts = urlsplit(self.limen)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = make(parts.netloc, timeout=self.timeout_seconds)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value.encode("latin-1"))
            connection.endheaders()
            answer = connection.getresponse()
            body = answer.read(MAX_ANSWER_BYTES + 1)
            if len(body) > MAX_ANSWER_BYTES:
                return _unavailable()
            kept = tuple((name, value) for name, value in answer.getheaders() if _is_passed_on(name))
            return Reply(answer.status, kept, body)
        except (OSError, http.client.HTTPException, ValueError, socket.gaierror):
            return _unavailable()
        finally:
            connection.close()


def _is_passed_on(name: str) -> bool:
    return name.lower().replace("_", "-") not in _NOT_PASSED_ON


def _unavailable() -> Reply:
    content = {"code": "ServiceUnavailable", "message": "Access cannot be decided right now. Please try again."}
    return Reply(
        503, (("Content-Type", "application/json"), ("Cache-Control", "no-store")), json.dumps(content).encode()
    )
