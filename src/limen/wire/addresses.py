"""The address of a client, as sockets and proxies write it (RFC 7239, section 6; the conventions of X-Forwarded-For).

Policies compare addresses (`aws:SourceIp`), so every address has one spelling: no port, no brackets, no zone, and an
IPv4 address that a socket for both families shows as IPv6 is IPv4. Anything that is not an address is refused: a Deny
with `IpAddress` does not apply to a text that cannot be read.
"""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from limen.errors import LimenError

_PORT: Final = r"(?::[0-9]{1,5})?"
_NODE: Final = re.compile(
    rf"(?P<four>[0-9.]+){_PORT}|\[(?P<six>[0-9A-Fa-f:.]+)(?:%[^\]]+)?\]{_PORT}|(?P<bare>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:%.+)?"
)

LONGEST_ADDRESS: Final = 128
"""The longest text, in characters, with a port and the name of a zone. Results are cached, so their size is bounded."""


class AddressError(LimenError):
    """The text is not an address."""


def parse_address(text: str) -> str:
    """The address in its only spelling; raises `AddressError`."""
    if len(text) > LONGEST_ADDRESS:
        raise AddressError(f"{text[:80]!r}... is not an address")
    return _parse(text)


@lru_cache(maxsize=1024)  # Most requests come from few clients.
def _parse(text: str) -> str:
    found = _NODE.fullmatch(text)
    try:
        address = ip_address(found["four"] or found["six"] or found["bare"]) if found else None
    except ValueError:
        address = None
    if address is None or (found and found["four"] is None and address.version == 4):
        raise AddressError(f"{text[:80]!r} is not an address")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(address if mapped is None else mapped)
