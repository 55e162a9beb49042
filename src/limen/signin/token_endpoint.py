"""`POST /v1/token`: sign-in with a password and renewal, in the shape of AWS's CreateOAuth2Token (docs/sign-in.md).

A refresh token renews the credentials without the password until the sign-in ends, 12 hours after it began or after the
login profile's limit. It is valid once; the answer has the next one.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from limen.authn.sign_ins import end_session
from limen.authn.tokens import IssuedCredentials
from limen.domain.browser_sessions import BrowserSession
from limen.domain.events import AuditRecord
from limen.operations.environment import Environment
from limen.signin.browser_sessions import sign_in_of
from limen.signin.faults import (
    DeniedError,
    InvalidRequestError,
    SignInError,
    ThrottledError,
    render_fault,
    render_json,
)
from limen.signin.identities import Identity, find_identity_by_id
from limen.signin.password_sign_in import Kept, PasswordSignIn
from limen.signin.refresh_tokens import RefreshToken, SignIn, open_refresh_token, seal_refresh_token
from limen.signin.sign_in_credentials import describe_credentials, issue_credentials
from limen.signin.sign_in_events import LOGIN, RENEWAL, Attempt
from limen.signin.token_grants import CodeGrant, Grant, PasswordGrant, RefreshGrant, TokenGrant, parse_grant
from limen.store.interface import Reader, Store
from limen.wire.http import HTTPRequest, HTTPResponse

BUSY_SECONDS = 2


class ReusedTokenError(DeniedError):
    """A refresh token was used again: there is a copy of it, so its sign-in ends."""

    def __init__(self) -> None:
        """Use the message for a reused token."""
        super().__init__("invalid_grant", "The refresh token was used before, so the sign-in has ended. Sign in again.")


@dataclass(frozen=True, slots=True)
class _Renewal:
    store: Store
    environment: Environment
    attempt: Attempt

    def run(self, grant: RefreshGrant) -> HTTPResponse:
        """Return the credentials and the next refresh token; its number is stored together with the record."""
        token = open_refresh_token(self.environment.vault, grant.refresh_token)
        with self.store.begin(now=self.attempt.now) as tx:
            session, identity = self._find(tx, token)
            if token.generation != session.generation:
                end_session(tx, session)
                tx.commit(self.attempt.failed(RENEWAL, ReusedTokenError(), identity))
                raise ReusedTokenError
            renewed = replace(session, generation=session.generation + 1, renewed=self.attempt.now)
            tx.put(renewed)
            sign_in = sign_in_of(session)
            credentials = issue_credentials(self.environment, sign_in, session.id, now=self.attempt.now)
            tx.commit(self.attempt.renewed(identity, credentials.access_key_id, mfa_moment=sign_in.mfa_moment))
        return _answer(self.environment, self.attempt, credentials, renewed)

    def _find(self, reader: Reader, token: RefreshToken) -> tuple[BrowserSession, Identity]:
        session = reader.find(BrowserSession, token.account, token.session_id)
        if session is None or self.attempt.now >= session.expires:
            raise DeniedError("TOKEN_EXPIRED", "The sign-in is over. Please sign in again.")
        identity = find_identity_by_id(reader, session.account, session.principal_id)
        if identity is None or not sign_in_of(session).is_of(identity):
            raise DeniedError("USER_CREDENTIALS_CHANGED", "The password has changed. Please sign in again.")
        return session, identity


def token(
    request: HTTPRequest, store: Store, environment: Environment, *, now: datetime, request_id: str
) -> HTTPResponse:
    """Answer one `POST /v1/token` and write its audit record; raises the store's error if it cannot be written."""
    attempt = Attempt(request, request_id, now, environment.entropy)
    try:
        grant = parse_recorded(store, attempt)
        if isinstance(grant, PasswordGrant):
            signed_in = PasswordSignIn(store, environment, attempt, Kept.CLIENT).run(grant)
            assert signed_in.session is not None  # noqa: S101 - what `Kept.CLIENT` asks for
            return _answer(environment, attempt, signed_in.credentials, signed_in.session)
        if isinstance(grant, TokenGrant):
            raise InvalidRequestError("unsupported_grant_type", "grantType must be password or refresh_token.")
        return _renew(store, environment, attempt, grant)
    except SignInError as fault:
        return render_fault(fault, request_id)


def sign_in(
    request: HTTPRequest,
    grant: PasswordGrant,
    store: Store,
    environment: Environment,
    *,
    now: datetime,
    request_id: str,
) -> SignIn:
    """Sign in with a password, as `token` does, for a page that does not answer with credentials.

    Raises `SignInError`, its subclass `CodeRequiredError` where the password is right and a code must follow. The audit
    record is written in every case.
    """
    attempt = Attempt(request, request_id, now, environment.entropy)
    return PasswordSignIn(store, environment, attempt, Kept.NOWHERE).run(grant).sign_in


def finish_sign_in(
    request: HTTPRequest, grant: CodeGrant, store: Store, environment: Environment, *, now: datetime, request_id: str
) -> SignIn:
    """The second step of a sign-in that `sign_in` has ended with `CodeRequiredError`; raises `SignInError`."""
    attempt = Attempt(request, request_id, now, environment.entropy)
    return PasswordSignIn(store, environment, attempt, Kept.NOWHERE).finish(grant).sign_in


def parse_recorded(store: Store, attempt: Attempt) -> Grant:
    """The grant in the request's body; an unparsable body is recorded."""
    try:
        return parse_grant(attempt.request)
    except SignInError as fault:
        store.append([attempt.failed(RENEWAL, fault, None)])
        raise


def is_renewal(request: HTTPRequest) -> bool:
    """Whether the request is for a renewal, well-formed or not, and so needs no password hashing."""
    try:
        return isinstance(parse_grant(request), RefreshGrant)
    except SignInError:
        return True


def refuse_busy(
    request: HTTPRequest, environment: Environment, *, now: datetime, request_id: str
) -> tuple[HTTPResponse, AuditRecord]:
    """The refusal of a sign-in for lack of capacity, and its record."""
    fault = ThrottledError(BUSY_SECONDS)
    record = Attempt(request, request_id, now, environment.entropy).failed(LOGIN, fault, None)
    return render_fault(fault, request_id), record


def _renew(store: Store, environment: Environment, attempt: Attempt, grant: RefreshGrant) -> HTTPResponse:
    try:
        return _Renewal(store, environment, attempt).run(grant)
    except ReusedTokenError:
        raise  # Recorded together with the end of the session.
    except SignInError as fault:
        store.append([attempt.failed(RENEWAL, fault, _find_named(store, environment, grant))])
        raise


def _find_named(store: Store, environment: Environment, grant: RefreshGrant) -> Identity | None:
    """The identity of the token, if it can be determined, for the record."""
    reader = store.latest()
    try:
        token = open_refresh_token(environment.vault, grant.refresh_token)
    except SignInError:
        return None
    session = reader.find(BrowserSession, token.account, token.session_id)
    return None if session is None else find_identity_by_id(reader, session.account, session.principal_id)


def _answer(
    environment: Environment, attempt: Attempt, credentials: IssuedCredentials, session: BrowserSession
) -> HTTPResponse:
    content = describe_credentials(credentials, sign_in_of(session), now=attempt.now)
    refresh_token = RefreshToken(session.account, session.id, session.generation)
    content["refreshToken"] = seal_refresh_token(environment.vault, refresh_token)
    return render_json(200, content, attempt.request_id)
