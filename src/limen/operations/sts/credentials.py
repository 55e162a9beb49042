"""Turning a session into credentials: the `Credentials` member that every STS answer carries."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from limen.authz.call import AuthorizedCall
from limen.domain.identifiers import ENTROPY_BYTES, SESSION_KEY_PREFIX, make_access_key_id
from limen.domain.sessions import Session
from limen.operations.environment import Environment


def issue_credentials(session: Session, environment: Environment) -> dict[str, Any]:
    """Seal the session into a token; the `Credentials` structure of the API."""
    key_id = make_access_key_id(SESSION_KEY_PREFIX, session.account, environment.entropy(ENTROPY_BYTES))
    issued = environment.tokens.issue(replace(session, access_key_id=key_id), entropy=environment.entropy)
    return {
        "AccessKeyId": issued.access_key_id,
        "SecretAccessKey": issued.secret_access_key,
        "SessionToken": issued.session_token,
        "Expiration": session.expires,
    }


def session_times(call: AuthorizedCall, seconds: int) -> dict[str, Any]:
    """The `issued` and `expires` fields of a session that starts now; whole seconds, as the wire tells them."""
    issued = call.now.replace(microsecond=0)
    return {"issued": issued, "expires": issued + timedelta(seconds=seconds)}
