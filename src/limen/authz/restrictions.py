"""What some credentials may not do at all, whatever policies say (spec policy 6.9, api 2.13, 2.16)."""

from limen.authn.caller import Caller
from limen.authn.faults import InvalidClientTokenIdError
from limen.domain.principals import RootUser
from limen.domain.sessions import SessionKind
from limen.errors import AccessDeniedError, ApiError

_INVALID_TOKEN = "The security token included in the request is invalid."  # noqa: S105 - a message
_LONG_TERM_ONLY = frozenset({"GetSessionToken", "GetFederationToken"})
_STS_BY_KIND = {
    SessionKind.SESSION_TOKEN: frozenset({"AssumeRole", "GetCallerIdentity"}),
    SessionKind.FEDERATION: frozenset({"GetCallerIdentity"}),
}


def check_restrictions(caller: Caller, service: str, operation: str) -> None:
    """Raise where the kind of credentials rules the operation out."""
    if (error := _find_restriction(caller, service, operation)) is not None:
        raise error


def _find_restriction(caller: Caller, service: str, operation: str) -> ApiError | None:
    session = caller.session
    if operation == "AssumeRole" and isinstance(caller.principal, RootUser):
        return AccessDeniedError("Roles may not be assumed by root accounts.")
    if session is None:
        return None
    if service == "sts":
        return _find_sts_restriction(session.kind, operation)
    if session.kind is SessionKind.FEDERATION or (
        session.kind is SessionKind.SESSION_TOKEN and not session.mfa_authenticated
    ):
        return InvalidClientTokenIdError(_INVALID_TOKEN)
    return None


def _find_sts_restriction(kind: SessionKind, operation: str) -> ApiError | None:
    if operation in _LONG_TERM_ONLY:
        return AccessDeniedError(f"Cannot call {operation} with session credentials")
    allowed = _STS_BY_KIND.get(kind)
    if allowed is not None and operation not in allowed:
        return AccessDeniedError(f"Cannot call {operation} with these session credentials")
    return None
