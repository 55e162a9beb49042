"""Console sessions of roles and federated users: begun with a token for their credentials, and renewed from these.

A token is valid once and for 15 minutes. The session keeps what the credentials said (session policies, tags, source
identity, time of issue), so that the console has no more permissions than they have, and a policy that revokes older
sessions revokes it too. It ends with its role, or with the user who called GetFederationToken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from limen.authn.authenticate import get_session_principal
from limen.authn.faults import InvalidClientTokenIdError
from limen.authn.keyring import Entropy
from limen.authn.tokens import IssuedCredentials
from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.identifiers import ENTROPY_BYTES, SESSION_KEY_PREFIX, make_access_key_id, make_unique_id
from limen.domain.principals import Principal
from limen.domain.sessions import Session
from limen.operations.environment import Environment
from limen.signin.browser_sessions import (
    HAND_OVER_PREFIX,
    SECRET_BYTES,
    begin_session,
    digest_of_secret,
    find_hand_over,
    render_token,
)
from limen.signin.refresh_tokens import SignIn
from limen.signin.sign_in_credentials import CREDENTIAL_SECONDS
from limen.store.interface import Reader, Transaction

CODE_LIFE: Final = timedelta(minutes=15)
MAX_CODES_PER_PRINCIPAL: Final = 100
"""Unused ones; the oldest are removed, so that their number is bounded."""


@dataclass(frozen=True, slots=True)
class FederatedIdentity:
    """A role session or federated user that opens the console."""

    principal: Principal

    @property
    def account(self) -> str:
        """The account's id."""
        return self.principal.account or ""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A session that a token has opened, and the secret for the browser's cookie."""

    session: BrowserSession
    assumed: Session
    identity: FederatedIdentity
    secret: str = field(repr=False)


def keep_code(tx: Transaction, session: Session, *, ends: datetime, entropy: Entropy, now: datetime) -> str:
    """Store what a token will open, until `ends`; the token."""
    _make_room(tx, session, now)
    secret = entropy(SECRET_BYTES)
    code = HandOver(
        account=session.account,
        id=make_unique_id(HAND_OVER_PREFIX, session.account, entropy(ENTROPY_BYTES)),
        parent_id=session.principal_id,
        site="",
        return_to="",
        expires=now + CODE_LIFE,
        secret_digest=digest_of_secret(secret),
        state_digest=b"",
        assumed=session,
        ends=ends,
    )
    tx.put(code)
    return render_token(code.id, secret)


def find_code(reader: Reader, token: str) -> HandOver | None:
    """The unused code of a token, expired or not."""
    code = find_hand_over(reader, token)
    return code if code is not None and code.assumed is not None else None


def redeem_code(
    tx: Transaction, token: str, *, entropy: Entropy, now: datetime, user_agent: str, source_ip: str
) -> Redeemed | None:
    """Use a token up and begin the session that it opens; `None` if it is not valid, which uses it up too."""
    code = find_code(tx, token)
    if code is None or code.assumed is None or code.ends is None:
        return None
    tx.delete(code)
    assumed = code.assumed
    identity = find_federated(tx, assumed)
    if identity is None or now >= min(code.expires, code.ends):
        return None
    sign_in = SignIn(assumed.account, assumed.principal_id, assumed.issued, code.ends, assumed.mfa_moment)
    session, secret = begin_session(tx, sign_in, entropy=entropy, now=now, user_agent=user_agent, source_ip=source_ip)
    session = replace(session, assumed=assumed)
    tx.put(session)
    return Redeemed(session, assumed, identity, secret)


def find_federated(reader: Reader, assumed: Session) -> FederatedIdentity | None:
    """The principal of the credentials, unless its role or user no longer exists."""
    try:
        return FederatedIdentity(get_session_principal(reader, assumed))
    except InvalidClientTokenIdError:
        return None


def reissue_credentials(
    environment: Environment, session: BrowserSession, assumed: Session, now: datetime
) -> IssuedCredentials:
    """The next credentials of a session: the same as the first ones, but for key, end and the session's id."""
    key_id = make_access_key_id(SESSION_KEY_PREFIX, session.account, environment.entropy(ENTROPY_BYTES))
    expires = min(session.expires, now + timedelta(seconds=CREDENTIAL_SECONDS))
    renewed = replace(assumed, access_key_id=key_id, expires=expires, sign_in_id=session.id)
    return environment.tokens.issue(renewed, entropy=environment.entropy)


def _make_room(tx: Transaction, session: Session, now: datetime) -> None:
    """Remove the principal's expired codes, and the oldest ones over the limit."""
    codes = sorted(tx.find_by(HandOver, "parent", session.account, session.principal_id), key=lambda one: one.expires)
    kept = [code for code in codes if now < code.expires]
    surplus: Iterable[HandOver] = kept[: max(0, len(kept) - MAX_CODES_PER_PRINCIPAL + 1)]
    for code in (*(code for code in codes if now >= code.expires), *surplus):
        tx.delete(code)
