"""Callers and opened tokens for tests of STS."""

from typing import Any

from limen.authn.caller import Caller
from limen.domain.principals import RoleSession
from limen.domain.sessions import Session, SessionKind
from tests.unit.operations.world import ACCOUNT, World


def open_session(world: World, output: dict[str, Any]) -> Session:
    """The session that an answer's token carries; its secret access key is the answer's."""
    credentials = output["Credentials"]
    opened = world.environment.tokens.open(credentials["SessionToken"], now=world.now)
    assert opened.secret_access_key == credentials["SecretAccessKey"]
    assert opened.session.access_key_id == credentials["AccessKeyId"]
    assert opened.session.expires == credentials["Expiration"]
    return opened.session


def caller_of(session: Session, role_name: str = "worker") -> Caller:
    """The caller that signs with the credentials of a role's session."""
    assert session.kind is SessionKind.ASSUMED_ROLE
    principal = RoleSession(ACCOUNT, role_name, session.name, role_id=session.principal_id)
    return Caller(principal, session.access_key_id, session)


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]
