"""`/console/session`: the console's sign-in, kept by a cookie that no script can read (docs/sign-in.md).

| request | answer |
|---|---|
| `POST /console/session` with a password grant, or a token of the federation endpoint | the cookie, and credentials |
| `POST /console/session/credentials` with the cookie | new credentials |
| `DELETE /console/session` with the cookie | the end of the session, on the server too |

The cookie is sent to these paths only, and never from another site. It buys credentials and nothing else: the API takes
no cookie, so no other page can make a browser change anything.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from limen.authn.sign_ins import end_session
from limen.authn.tokens import IssuedCredentials
from limen.domain.browser_sessions import BrowserSession
from limen.operations.environment import Environment
from limen.signin.browser_sessions import find_session, sign_in_of
from limen.signin.faults import (
    CodeRequiredError,
    DeniedError,
    InvalidRequestError,
    SignInError,
    render_fault,
    render_json,
)
from limen.signin.federated_sessions import find_federated, redeem_code, reissue_credentials
from limen.signin.identities import find_identity_by_id
from limen.signin.password_sign_in import Kept, PasswordSignIn
from limen.signin.refresh_tokens import SignIn
from limen.signin.sign_in_credentials import describe_credentials, issue_credentials
from limen.signin.sign_in_events import LOGIN, RENEWAL, Attempt, SignedIn
from limen.signin.token_endpoint import parse_recorded
from limen.signin.token_grants import PasswordGrant, TokenGrant
from limen.store.interface import Reader, Store
from limen.wire.http import HTTPRequest, HTTPResponse

SESSION_PATH = "/console/session"
CREDENTIALS_PATH = f"{SESSION_PATH}/credentials"
COOKIE = "limen-console"
IDLE_LIMIT = timedelta(hours=2)
"""A console that has requested no credentials for this long counts as abandoned."""


def answer_session(
    request: HTTPRequest, store: Store, environment: Environment, *, now: datetime, request_id: str
) -> HTTPResponse:
    """Answer one request to the paths above and write its audit record."""
    attempt = Attempt(request, request_id, now, environment.entropy)
    try:
        if request.method == "DELETE":
            return _sign_out(store, attempt)
        if request.raw_path == CREDENTIALS_PATH:
            return _renew(store, environment, attempt)
        return _sign_in(store, environment, attempt)
    except CodeRequiredError as fault:
        return render_fault(fault, request_id, mfa=fault.offer.describe())
    except SignInError as fault:
        return render_fault(fault, request_id)


def _sign_in(store: Store, environment: Environment, attempt: Attempt) -> HTTPResponse:
    grant = parse_recorded(store, attempt)
    if isinstance(grant, TokenGrant):
        return _redeem(grant, store, environment, attempt)
    if not isinstance(grant, PasswordGrant):
        raise InvalidRequestError("unsupported_grant_type", "grantType must be password or signin_token.")
    signed_in = PasswordSignIn(store, environment, attempt, Kept.BROWSER).run(grant)
    return _begin(attempt, signed_in.sign_in, signed_in.credentials, signed_in.secret)


def _redeem(grant: TokenGrant, store: Store, environment: Environment, attempt: Attempt) -> HTTPResponse:
    """Open the console with a token of the federation endpoint."""
    now, request = attempt.now, attempt.request
    with store.begin(now=now) as tx:
        former = find_session(tx, request.cookie(COOKIE), now=now)
        redeemed = redeem_code(
            tx,
            grant.token,
            entropy=environment.entropy,
            now=now,
            user_agent=request.header("user-agent") or "",
            source_ip=request.peer,
        )
        if redeemed is None:
            message = "The sign-in link was used before, or is older than 15 minutes. Request a new one."
            fault = DeniedError("TOKEN_EXPIRED", message)
            tx.commit(attempt.failed(LOGIN, fault, None))
            raise fault
        if former is not None:
            end_session(tx, former)
        credentials = reissue_credentials(environment, redeemed.session, redeemed.assumed, now)
        tx.commit(
            attempt.federated(redeemed.identity, credentials.access_key_id, has_mfa=redeemed.assumed.mfa_authenticated)
        )
    return _begin(attempt, sign_in_of(redeemed.session), credentials, redeemed.secret)


def _begin(attempt: Attempt, sign_in: SignIn, credentials: IssuedCredentials, secret: str) -> HTTPResponse:
    """The answer that begins a session: the cookie, and credentials."""
    content = describe_credentials(credentials, sign_in, now=attempt.now)
    content["sessionEnds"] = sign_in.ends.isoformat()
    life_seconds = int((sign_in.ends - attempt.now).total_seconds())
    cookie = _set_cookie(attempt.request, secret, life_seconds)
    return render_json(200, content, attempt.request_id, headers=(cookie,))


def _renew(store: Store, environment: Environment, attempt: Attempt) -> HTTPResponse:
    now = attempt.now
    # Looked up before the transaction: requests without a session must not make writers wait.
    if _find(store.latest(), attempt) is None:
        return _refuse_unknown(store, attempt)
    with store.begin(now=now) as tx:
        found = _find(tx, attempt)
        if found is None:
            return _refuse_unknown(store, attempt)
        session, identity = found
        if now - (session.renewed or session.created) > IDLE_LIMIT:
            end_session(tx, session)
            fault = DeniedError("TOKEN_EXPIRED", "You were signed out after two hours without activity. Sign in again.")
            tx.commit(attempt.failed(RENEWAL, fault, identity))
            return _forget(attempt, render_fault(fault, attempt.request_id))
        tx.put(replace(session, renewed=now))
        sign_in = sign_in_of(session)
        if session.assumed is not None:
            credentials = reissue_credentials(environment, session, session.assumed, now)
        else:
            credentials = issue_credentials(environment, sign_in, session.id, now=now)
        tx.commit(attempt.renewed(identity, credentials.access_key_id, mfa_moment=sign_in.mfa_moment))
    content = describe_credentials(credentials, sign_in, now=now)
    content["sessionEnds"] = sign_in.ends.isoformat()
    return render_json(200, content, attempt.request_id)


def _refuse_unknown(store: Store, attempt: Attempt) -> HTTPResponse:
    fault = DeniedError("TOKEN_EXPIRED", "You are not signed in. Please sign in.")
    if attempt.request.cookie(COOKIE):
        store.append([attempt.failed(RENEWAL, fault, None)])
    return _forget(attempt, render_fault(fault, attempt.request_id))


def _sign_out(store: Store, attempt: Attempt) -> HTTPResponse:
    """End the session; succeeds without one."""
    if _find(store.latest(), attempt) is not None:
        with store.begin(now=attempt.now) as tx:
            found = _find(tx, attempt)
            if found is not None:
                session, identity = found
                end_session(tx, session)
                tx.commit(attempt.logged_out(identity))
    return _forget(attempt, render_json(200, {}, attempt.request_id))


def _find(reader: Reader, attempt: Attempt) -> tuple[BrowserSession, SignedIn] | None:
    session = find_session(reader, attempt.request.cookie(COOKIE), now=attempt.now)
    if session is None:
        return None
    identity: SignedIn | None
    if session.assumed is not None:
        identity = find_federated(reader, session.assumed)
    else:
        identity = find_identity_by_id(reader, session.account, session.principal_id)
    return None if identity is None else (session, identity)


def _set_cookie(request: HTTPRequest, value: str, life_seconds: int) -> tuple[str, str]:
    secure = "; Secure" if request.scheme == "https" else ""
    attributes = f"Path={SESSION_PATH}; Max-Age={life_seconds}; HttpOnly; SameSite=Strict{secure}"
    return "Set-Cookie", f"{COOKIE}={value}; {attributes}"


def _forget(attempt: Attempt, response: HTTPResponse) -> HTTPResponse:
    return replace(response, headers=(*response.headers, _set_cookie(attempt.request, "", 0)))
