"""Operations that some kinds of caller may never call, whatever policies say (spec policy 6.9, api 2.13, 2.16)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from limen.authn.caller import Caller
from limen.authn.faults import UNKNOWN_CREDENTIALS, InvalidClientTokenIdError
from limen.domain.principals import RootUser
from limen.domain.sessions import SessionKind
from limen.errors import AccessDeniedError, ApiError

_OTHER_SESSIONS: Final = "Cannot call {operation} with these session credentials"


@dataclass(frozen=True, slots=True)
class Restriction:
    """A kind of caller that is refused; `reason` is the message, in which `{operation}` is the operation's name."""

    applies_to: Callable[[Caller], bool]
    reason: str
    error: type[ApiError] = AccessDeniedError

    def find_refusal(self, caller: Caller, operation: str) -> ApiError | None:
        """The error to raise, or `None` for another kind of caller."""
        return self.error(self.reason.format(operation=operation)) if self.applies_to(caller) else None


def check_restrictions(restrictions: Iterable[Restriction], caller: Caller, operation: str) -> None:
    """Raise the first refusal."""
    for restriction in restrictions:
        if (error := restriction.find_refusal(caller, operation)) is not None:
            raise error


def _is_root(caller: Caller) -> bool:
    return isinstance(caller.principal, RootUser)


def _has_session(caller: Caller) -> bool:
    return caller.session is not None


def _has_session_token(caller: Caller) -> bool:
    return caller.session is not None and caller.session.kind is SessionKind.SESSION_TOKEN


def _is_federated(caller: Caller) -> bool:
    return caller.session is not None and caller.session.kind is SessionKind.FEDERATION


def _is_federated_or_without_mfa(caller: Caller) -> bool:
    session = caller.session
    is_in_console = session is not None and bool(session.sign_in_id)
    return (_is_federated(caller) and not is_in_console) or (
        session is not None and session.kind is SessionKind.SESSION_TOKEN and not session.mfa_authenticated
    )


ROOT: Final = Restriction(_is_root, "Roles may not be assumed by root accounts.")
TEMPORARY_CREDENTIALS: Final = Restriction(_has_session, "Cannot call {operation} with session credentials")
SESSION_TOKENS: Final = Restriction(_has_session_token, _OTHER_SESSIONS)
FEDERATED_USERS: Final = Restriction(_is_federated, _OTHER_SESSIONS)
SESSIONS_WITHOUT_MFA: Final = Restriction(_is_federated_or_without_mfa, UNKNOWN_CREDENTIALS, InvalidClientTokenIdError)

IAM_RESTRICTIONS: Final = (SESSIONS_WITHOUT_MFA,)
"""Federated users call IAM only in the console, and sessions of GetSessionToken only with MFA (spec policy 6.9)."""
STS_RESTRICTIONS: Final = (SESSION_TOKENS, FEDERATED_USERS)
"""The default for operations of STS."""
