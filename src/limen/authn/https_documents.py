"""Documents of identity providers, fetched over HTTPS from addresses that may be reached (promise P9).

The URL comes from a caller of the API, so the server must not become a way into its own network: the host is resolved
once, every address that it has must be public or in a network that a setting names, and the connection goes to that
address, so that a second answer of the name server changes nothing. Redirects are not followed. Time and size are
bounded.
"""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from limen.errors import LimenError

TIMEOUT_SECONDS: Final = 5.0
"""For each step: connecting, and each piece of the answer."""
DEADLINE_SECONDS: Final = 10.0
MAX_DOCUMENT_BYTES: Final = 512 * 1024
HTTPS_PORT: Final = 443
OK: Final = 200

_NAT64: Final = IPv6Network("64:ff9b::/96")
_PIECE_BYTES: Final = 16 * 1024

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class FetchError(LimenError):
    """The document cannot be fetched; the message does not quote what the other side sent."""


@dataclass(frozen=True, slots=True)
class HTTPSDocuments:
    """Fetches documents. `networks` may be reached beside public addresses."""

    networks: tuple[Network, ...] = ()
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(self, url: str) -> bytes:
        """The body of the answer; raises `FetchError`."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or HTTPS_PORT
        except ValueError:
            raise FetchError("The URL is malformed") from None
        if parts.scheme != "https" or not host or parts.username or not url.isascii():
            raise FetchError("The URL is not an HTTPS URL")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            return self._get(host, port, path)
        except (OSError, HTTPException, ValueError, UnicodeError) as error:
            raise FetchError(f"{host} cannot be reached: {type(error).__name__}") from None

    def _get(self, host: str, port: int, path: str) -> bytes:
        deadline = monotonic() + DEADLINE_SECONDS
        connection = HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=self.context)
        plain = socket.create_connection((self._find_address(host, port), port), TIMEOUT_SECONDS)
        try:
            connection.sock = self.context.wrap_socket(plain, server_hostname=host)
            connection.request("GET", path, headers={"Accept": "application/json", "User-Agent": "limen"})
            return _read(connection.getresponse(), deadline)
        finally:
            connection.close()
            plain.close()

    def _find_address(self, host: str, port: int) -> str:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for text in found:
            if not may_reach(ip_address(text.partition("%")[0]), self.networks):
                raise FetchError(f"{host} is not at a public address, nor in a network of the setting oidc_networks")
        return found[0]


def may_reach(address: Address, networks: Sequence[Network]) -> bool:
    """Whether an address is public or in one of the networks; IPv4 inside IPv6 counts as IPv4."""
    inner = _unwrap(address)
    if any(inner in network for network in networks if network.version == inner.version):
        return True
    return inner.is_global and not inner.is_multicast


def _unwrap(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _read(response: HTTPResponse, deadline: float) -> bytes:
    if response.status != OK:
        raise FetchError(f"The answer has the status {response.status}")
    body = bytearray()
    while piece := response.read1(_PIECE_BYTES):
        body += piece
        if len(body) > MAX_DOCUMENT_BYTES:
            raise FetchError(f"The answer has more than {MAX_DOCUMENT_BYTES} bytes")
        if monotonic() > deadline:
            raise FetchError(f"The answer takes longer than {DEADLINE_SECONDS:.0f} seconds")
    return bytes(body)
