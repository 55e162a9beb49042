"""Sessions of browsers: begun by a sign-in, found by the secret in a cookie, handed over to protected sites, ended.

A token is `ID.SECRET`; the account is in the id. A session is valid only as long as its time, its user, the password of
the sign-in and its parent are. This module does not read or write cookies.
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from itertools import islice
from typing import Final

from limen.authn.authenticate import find_password_time, get_owner, get_session_principal
from limen.authn.caller import Caller
from limen.authn.faults import InvalidClientTokenIdError
from limen.authn.keyring import Entropy
from limen.authn.sign_ins import end_session, list_sessions, list_site_sessions
from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.identifiers import ENTROPY_BYTES, find_account_in_id, make_unique_id
from limen.domain.sessions import Session, SessionKind
from limen.signin.refresh_tokens import SignIn
from limen.store.interface import Reader, Transaction

SESSION_PREFIX: Final = "LBSE"
HAND_OVER_PREFIX: Final = "LHAN"
SECRET_BYTES: Final = 32
HAND_OVER_LIFE: Final = timedelta(seconds=60)
MAX_SESSIONS_PER_PRINCIPAL: Final = 100
"""Sign-ins at Limen that one user may have at a time; the oldest is removed, so that the number is bounded."""

MAX_SITE_SESSIONS: Final = 100
"""Sessions at sites under one sign-in; the oldest is removed."""

MAX_SWEPT: Final = 100
MAX_KEPT_TEXT: Final = 256


_TOKEN: Final = re.compile(r"(L[A-Z]{3}[A-Z2-7]{17})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class SiteSession:
    """A session created by a code: its token is for the site's cookie, `return_to` is where the browser goes."""

    session: BrowserSession
    token: str
    return_to: str


def begin_session(
    tx: Transaction, sign_in: SignIn, *, entropy: Entropy, now: datetime, user_agent: str = "", source_ip: str = ""
) -> tuple[BrowserSession, str]:
    """Keep a sign-in of a browser at Limen; the session and its token."""
    _sweep(tx, sign_in.account, now=now)
    _make_room(tx, list_sessions(tx, sign_in.account, sign_in.principal_id), MAX_SESSIONS_PER_PRINCIPAL)
    secret = entropy(SECRET_BYTES)
    session = BrowserSession(
        account=sign_in.account,
        id=make_unique_id(SESSION_PREFIX, sign_in.account, entropy(ENTROPY_BYTES)),
        principal_id=sign_in.principal_id,
        created=now,
        expires=sign_in.ends,
        password_changed=sign_in.password_changed,
        secret_digest=digest_of_secret(secret),
        mfa_moment=sign_in.mfa_moment,
        user_agent=user_agent[:MAX_KEPT_TEXT],
        source_ip=source_ip,
    )
    tx.put(session)
    return session, render_token(session.id, secret)


def begin_client_session(
    tx: Transaction, sign_in: SignIn, *, entropy: Entropy, now: datetime, user_agent: str = "", source_ip: str = ""
) -> BrowserSession:
    """Keep a sign-in of a command line, which renews it with refresh tokens."""
    session, _ = begin_session(tx, sign_in, entropy=entropy, now=now, user_agent=user_agent, source_ip=source_ip)
    session = replace(session, secret_digest=b"", generation=1)
    tx.put(session)
    return session


def sign_in_of(session: BrowserSession) -> SignIn:
    """The sign-in of a session."""
    return SignIn(session.account, session.principal_id, session.password_changed, session.expires, session.mfa_moment)


def find_session(reader: Reader, token: str, *, now: datetime, site: str = "") -> BrowserSession | None:
    """The session of a token at `site` (empty: Limen itself), `None` unless it is valid now."""
    parsed = _parse_token(token)
    if parsed is None:
        return None
    account, key, secret = parsed
    session = reader.find(BrowserSession, account, key)
    if session is None or not compare_digest(session.secret_digest, digest_of_secret(secret)):
        return None
    return session if session.site == site and is_current(reader, session, now=now) else None


def is_current(reader: Reader, session: BrowserSession, *, now: datetime) -> bool:
    """Whether a session is valid: it has not expired, and its user, password and parent still exist."""
    if now >= session.expires:
        return False
    if session.assumed is not None:
        return _exists(reader, session.assumed)
    if find_password_time(reader, session.account, session.principal_id) != session.password_changed:
        return False
    if not session.parent_id:
        return not session.site
    parent = reader.find(BrowserSession, session.account, session.parent_id)
    return parent is not None and not parent.parent_id and is_current(reader, parent, now=now)


def _exists(reader: Reader, assumed: Session) -> bool:
    """Whether the role or user of federated credentials still exists."""
    try:
        get_session_principal(reader, assumed)
    except InvalidClientTokenIdError:
        return False
    return True


def get_caller(reader: Reader, session: BrowserSession) -> Caller:
    """The principal of a session; raises `InvalidClientTokenIdError` if the user no longer exists."""
    if session.assumed is not None:
        return Caller(get_session_principal(reader, session.assumed), session=session.assumed)
    principal = get_owner(reader, session.account, session.principal_id)
    return Caller(principal, session=_as_session(session))


def find_caller(reader: Reader, token: str, *, now: datetime, site: str = "") -> Caller | None:
    """The principal of a token at `site`, `None` unless its session is valid now."""
    session = find_session(reader, token, now=now, site=site)
    if session is None:
        return None
    try:
        return get_caller(reader, session)
    except InvalidClientTokenIdError:
        return None


def hand_over(
    tx: Transaction,
    parent: BrowserSession,
    *,
    site: str,
    return_to: str,
    state_digest: bytes,
    entropy: Entropy,
    now: datetime,
) -> str:
    """A code that creates a session at `site`, for the browser with the secret of `state_digest`."""
    for old in tx.find_by(HandOver, "parent", parent.account, parent.id):
        if now >= old.expires:
            tx.delete(old)
    secret = entropy(SECRET_BYTES)
    code = HandOver(
        account=parent.account,
        id=make_unique_id(HAND_OVER_PREFIX, parent.account, entropy(ENTROPY_BYTES)),
        parent_id=parent.id,
        site=site,
        return_to=return_to,
        expires=now + HAND_OVER_LIFE,
        secret_digest=digest_of_secret(secret),
        state_digest=state_digest,
    )
    tx.put(code)
    return render_token(code.id, secret)


def is_code(reader: Reader, code: str) -> bool:
    """Whether an unused code exists; needs no write."""
    return find_hand_over(reader, code) is not None


def redeem(tx: Transaction, code: str, *, site: str, state: str, entropy: Entropy, now: datetime) -> SiteSession | None:
    """Consume a code and return the session at its site; `None` if it is not valid there, in this browser, or now."""
    found = find_hand_over(tx, code)
    if found is None:
        return None
    tx.delete(found)
    account = found.account
    parent = tx.find(BrowserSession, account, found.parent_id)
    is_here = found.site == site and compare_digest(found.state_digest, digest_of_state(state))
    if parent is None or not is_here or now >= found.expires or not is_current(tx, parent, now=now):
        return None
    _make_room(tx, list_site_sessions(tx, parent), MAX_SITE_SESSIONS)
    secret = entropy(SECRET_BYTES)
    session = BrowserSession(
        account=account,
        id=make_unique_id(SESSION_PREFIX, account, entropy(ENTROPY_BYTES)),
        principal_id=parent.principal_id,
        created=now,
        expires=parent.expires,
        password_changed=parent.password_changed,
        secret_digest=digest_of_secret(secret),
        mfa_moment=parent.mfa_moment,
        site=site,
        parent_id=parent.id,
        user_agent=parent.user_agent,
        source_ip=parent.source_ip,
        assumed=parent.assumed,
    )
    tx.put(session)
    return SiteSession(session, render_token(session.id, secret), found.return_to)


def digest_of_state(state: str) -> bytes:
    """The digest of a secret that stays in the browser's cookie for a site."""
    return sha256(state.encode("utf-8", "replace")).digest()


def find_hand_over(reader: Reader, code: str) -> HandOver | None:
    """The unused code with this text, expired or not."""
    parsed = _parse_token(code)
    if parsed is None:
        return None
    account, key, secret = parsed
    found = reader.find(HandOver, account, key)
    return found if found is not None and compare_digest(found.secret_digest, digest_of_secret(secret)) else None


def _sweep(tx: Transaction, account: str, *, now: datetime) -> None:
    """Remove some expired sessions and codes, so that those of inactive or deleted users do not stay."""
    expired = (each for each in tx.all(BrowserSession, account) if now >= each.expires and not each.site)
    for session in tuple(islice(expired, MAX_SWEPT)):
        end_session(tx, session)


def _make_room(tx: Transaction, sessions: tuple[BrowserSession, ...], limit: int) -> None:
    """Remove the oldest sessions, so that one more fits under the limit."""
    for session in sessions[: max(0, len(sessions) - limit + 1)]:
        end_session(tx, session)


def _as_session(session: BrowserSession) -> Session:
    return Session(
        kind=SessionKind.SIGN_IN,
        account=session.account,
        principal_id=session.principal_id,
        access_key_id="",
        issued=session.created,
        expires=session.expires,
        mfa_authenticated=session.mfa_moment is not None,
        password_changed=session.password_changed,
        mfa_moment=session.mfa_moment,
    )


def render_token(key: str, secret: bytes) -> str:
    """The text that carries a secret."""
    return f"{key}.{urlsafe_b64encode(secret).decode().rstrip('=')}"


def _parse_token(token: str) -> tuple[str, str, str] | None:
    """Account, key and secret."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    account = find_account_in_id(found[1])
    return None if account is None else (account, found[1], found[2])


def digest_of_secret(secret: bytes | str) -> bytes:
    """What the store keeps of a secret."""
    text = urlsafe_b64encode(secret).decode().rstrip("=") if isinstance(secret, bytes) else secret
    return sha256(text.encode()).digest()
