"""The relying party of a request (WebAuthn 5.1.2): the host name that a passkey belongs to, and the page's origin.

A passkey works for one host name. Browsers offer passkeys to pages over HTTPS, and over plain HTTP on localhost, but
never at IP addresses.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from limen.errors import LimenError

LOCALHOST = "localhost"
LOCAL_SUFFIX = ".localhost"  # RFC 6761, 6.3


class PasskeysUnavailableError(LimenError):
    """Passkeys do not work at the address that the browser used; the message says which one to use."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The host name, and the origin that signed answers must come from."""

    id: str
    origin: str


def find_relying_party(origin: str) -> RelyingParty:
    """The relying party of `origin`, the server as the client addresses it; raises `PasskeysUnavailableError`."""
    parts = _split(origin)
    host = (parts.hostname or "").rstrip(".")
    if not host or not parts.scheme:
        raise PasskeysUnavailableError("Passkeys need a host name, and the request does not have one.")
    if _is_address(host):
        port = f":{parts.port}" if parts.port is not None else ""
        raise PasskeysUnavailableError(
            f"Passkeys do not work at the address {host}: they need a host name. On this computer, open "
            f"{parts.scheme}://{LOCALHOST}{port}/console/ instead; elsewhere, use a name with HTTPS."
        )
    is_local = host == LOCALHOST or host.endswith(LOCAL_SUFFIX)
    if parts.scheme != "https" and not is_local:
        raise PasskeysUnavailableError(f"Passkeys need HTTPS, but {host} was opened without it.")
    return RelyingParty(host, origin.lower())


def _split(origin: str) -> SplitResult:
    try:
        parts = urlsplit(origin)
        _ = parts.port  # Raises `ValueError` if it is not a number.
    except ValueError:
        raise PasskeysUnavailableError("Passkeys need a host name, and the request does not have one.") from None
    return parts


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
