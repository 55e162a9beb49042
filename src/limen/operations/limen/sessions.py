"""Active sessions: the sign-ins of a user, and the consoles that temporary credentials of a role have opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authn.sign_ins import end_session, find_federated_principal, list_sessions, list_site_sessions
from limen.authz.call import AnyCall, AuthorizedCall
from limen.authz.entities import find_named
from limen.authz.targets import ROLE, USER
from limen.domain.browser_sessions import BrowserSession
from limen.domain.iam.roles import Role
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
    return {"Sessions": _list(call, reader, _find_owner(call.parameters.get("UserName"), call, reader))}


@table.write("EndSession", USER)
def end_user_session(
    call: AuthorizedCall[shapes.EndSessionRequest], tx: Transaction, environment: Environment
) -> shapes.EndSessionResponse:
    """End a sign-in of the named user, or of the caller."""
    owner = _find_owner(call.parameters.get("UserName"), call, tx)
    _end(call, tx, owner, call.parameters["SessionId"])
    return {}


@table.read("ListRoleSessions", ROLE)
def list_role_sessions(
    call: AuthorizedCall[shapes.ListRoleSessionsRequest], reader: Reader, environment: Environment
) -> shapes.ListRoleSessionsResponse:
    return {"Sessions": _list(call, reader, _get_role_id(call, reader, call.parameters["RoleName"]))}


@table.write("EndRoleSession", ROLE)
def end_role_session(
    call: AuthorizedCall[shapes.EndRoleSessionRequest], tx: Transaction, environment: Environment
) -> shapes.EndRoleSessionResponse:
    _end(call, tx, _get_role_id(call, tx, call.parameters["RoleName"]), call.parameters["SessionId"])
    return {}


def _list(call: AnyCall, reader: Reader, owner: str) -> list[shapes.SignInSession]:
    """The sessions that have not expired; the latest first."""
    current = call.caller.session.sign_in_id if call.caller.session is not None else ""
    sessions = [each for each in list_sessions(reader, call.account, owner) if call.now < each.expires]
    return [_render(reader, each, current) for each in reversed(sessions)]


def _end(call: AnyCall, tx: Transaction, owner: str, session_id: str) -> None:
    session = tx.find(BrowserSession, call.account, session_id)
    if session is None or session.principal_id != owner or session.site:
        raise ResourceNotFoundError("There is no such session of this user or role.")
    end_session(tx, session)


def _get_role_id(call: AnyCall, reader: Reader, name: str) -> str:
    role = find_named(reader, Role, call.account, name)
    if role is None:
        raise ResourceNotFoundError(f"There is no role {name}.")
    return role.id


def _find_owner(
    name: str | None,
    call: AuthorizedCall[shapes.ListSessionsRequest] | AuthorizedCall[shapes.EndSessionRequest],
    reader: Reader,
) -> str:
    """The unique id of the named user; without a name that of the caller, which is the account's id for root."""
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
    principal = find_federated_principal(reader, session)
    if principal is not None:
        output["Principal"] = principal.arn
    if session.renewed is not None:
        output["LastRenewed"] = session.renewed
    return output
