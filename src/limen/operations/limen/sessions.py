"""ListSessions and EndSession: the sign-ins of a user, for the user and for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authn.sign_ins import end_session, list_sessions, list_site_sessions
from limen.authz.call import AuthorizedCall
from limen.authz.entities import find_named
from limen.authz.targets import USER
from limen.domain.browser_sessions import BrowserSession
from limen.domain.iam.users import User
from limen.operations.environment import Environment
from limen.operations.limen.faults import ResourceNotFoundError
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("ListSessions", USER)
def list_user_sessions(
    call: AuthorizedCall[shapes.ListSessionsRequest], reader: Reader, environment: Environment
) -> shapes.ListSessionsResponse:
    """The saved sign-ins of the named user, or of the caller, that have not expired; the latest first."""
    owner = _find_owner(call.parameters.get("UserName"), call, reader)
    current = call.caller.session.sign_in_id if call.caller.session is not None else ""
    sessions = [each for each in list_sessions(reader, call.account, owner) if call.now < each.expires]
    return {"Sessions": [_render(reader, each, current) for each in reversed(sessions)]}


@table.write("EndSession", USER)
def end_user_session(
    call: AuthorizedCall[shapes.EndSessionRequest], tx: Transaction, environment: Environment
) -> shapes.EndSessionResponse:
    """End a sign-in of the named user, or of the caller."""
    owner = _find_owner(call.parameters.get("UserName"), call, tx)
    session = tx.find(BrowserSession, call.account, call.parameters["SessionId"])
    if session is None or session.principal_id != owner or session.site:
        raise ResourceNotFoundError("There is no such session of this user.")
    end_session(tx, session)
    return {}


def _find_owner(
    name: str | None,
    call: AuthorizedCall[shapes.ListSessionsRequest] | AuthorizedCall[shapes.EndSessionRequest],
    reader: Reader,
) -> str:
    """The unique id of the user; for root, who has no name, the account's id."""
    if name is None:
        return call.caller.principal.user_id or ""
    user = find_named(reader, User, call.account, name)
    if user is None:
        raise ResourceNotFoundError(f"There is no user {name}.")
    return user.id


def _render(reader: Reader, session: BrowserSession, current: str) -> shapes.SignInSession:
    output: shapes.SignInSession = {
        "SessionId": session.id,
        "Kind": "CommandLine" if session.generation else "Browser",
        "Created": session.created,
        "Expires": session.expires,
        "IsMFAAuthenticated": session.mfa_moment is not None,
        "IsCurrent": session.id == current,
        "SourceIp": session.source_ip,
        "UserAgent": session.user_agent,
        "Sites": [each.site for each in list_site_sessions(reader, session)],
    }
    if session.renewed is not None:
        output["LastRenewed"] = session.renewed
    return output
