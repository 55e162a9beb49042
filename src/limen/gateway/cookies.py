"""The gate's cookies: for one host, unreadable for scripts, sent with navigation from other sites but not with forms.

Over HTTPS their names begin with `__Host-`: browsers accept such a cookie only from that host, for all its paths. Over
plain HTTP, which is meant for trials, the port is in the name, because browsers share cookies between ports.
"""

from typing import Final

from limen.gateway.table import Origin
from limen.wire.http import HTTPRequest

SESSION: Final = "limen-session"
STATE: Final = "limen-state"
STATE_SECONDS: Final = 600


def cookie_name(origin: Origin, purpose: str) -> str:
    """The name of a cookie for a purpose at an origin."""
    return f"__Host-{purpose}" if origin.scheme == "https" else f"{purpose}-{origin.port or 80}"


def find_cookie(request: HTTPRequest, origin: Origin, purpose: str) -> str:
    """The value of a cookie, empty if there is none, or more than one."""
    return request.cookie(cookie_name(origin, purpose))


def set_cookie(origin: Origin, purpose: str, value: str, *, max_age_seconds: int | None = None) -> tuple[str, str]:
    """The header that sets a cookie; without an age it ends when the browser is closed."""
    parts = [f"{cookie_name(origin, purpose)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if origin.scheme == "https":
        parts.append("Secure")
    if max_age_seconds is not None:
        parts.append(f"Max-Age={max_age_seconds}")
    return ("set-cookie", "; ".join(parts))


def drop_cookie(origin: Origin, purpose: str) -> tuple[str, str]:
    """The header that removes a cookie."""
    return set_cookie(origin, purpose, "", max_age_seconds=0)
