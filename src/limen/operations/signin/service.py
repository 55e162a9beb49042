"""`POST /v1/token`: sign-in with a password and renewal, in the shape of AWS' CreateOAuth2Token (docs/sign-in.md).

The credentials are the user's own principal, good for 15 minutes; the refresh token renews them without the password
until the sign-in ends, 12 hours after it began or as the login profile says. A failure does not tell which part was
wrong, costs the same work whether or not the user exists, and makes the next one wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from limen.authn.tokens import IssuedCredentials
from limen.domain.entities import LastUsed
from limen.domain.identifiers import ENTROPY_BYTES, SESSION_KEY_PREFIX, make_access_key_id
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError, PasswordPolicyViolationError
from limen.operations.environment import Environment
from limen.operations.signin.events import LOGIN, RENEWAL, Attempt
from limen.operations.signin.faults import (
    DeniedError,
    InvalidRequestError,
    SignInError,
    ThrottledError,
    incorrect,
    render_fault,
    render_json,
)
from limen.operations.signin.grants import PasswordGrant, RefreshGrant, parse_grant
from limen.operations.signin.identities import Identity, UserIdentity, find_identity, find_identity_by_id
from limen.operations.signin.refresh_tokens import SignIn, open_sign_in, seal_sign_in
from limen.operations.signin.throttle import source_subject, subjects, tried_subject
from limen.store.interface import Store
from limen.wire.http import HTTPRequest, HTTPResponse

CREDENTIAL_SECONDS = 900  # The model's maximum of expiresIn.
TOKEN_TYPE = "aws_sigv4"  # noqa: S105 - the model's word for the kind of token


@dataclass(frozen=True, slots=True)
class _Service:
    store: Store
    environment: Environment
    attempt: Attempt

    @property
    def now(self) -> datetime:
        return self.attempt.now

    def sign_in(self, grant: PasswordGrant) -> HTTPResponse:
        identity = find_identity(self.store.latest(), grant)
        try:
            self._admit(grant, identity)
            proved = self._prove(grant, identity)
            return self._let_in(proved, self._with_demanded_password(proved, grant.new_password))
        except SignInError as fault:
            return self._refuse(LOGIN, fault, identity)

    def renew(self, grant: RefreshGrant) -> HTTPResponse:
        identity: Identity | None = None
        try:
            sign_in = open_sign_in(self.environment.vault, grant.refresh_token)
            identity = find_identity_by_id(self.store.latest(), sign_in.account, sign_in.principal_id)
            if self.now >= sign_in.ends:
                raise DeniedError("TOKEN_EXPIRED", "The sign-in is over. Please sign in again.")
            if identity is None or not sign_in.is_of(identity):
                raise DeniedError("USER_CREDENTIALS_CHANGED", "The password has changed. Please sign in again.")
        except SignInError as fault:
            return self._refuse(RENEWAL, fault, identity)
        credentials = self._issue(identity, sign_in.ends)
        self.store.append([self.attempt.succeeded(RENEWAL, identity, credentials.access_key_id)])
        return self._answer(credentials, sign_in)

    def _admit(self, grant: PasswordGrant, identity: Identity | None) -> None:
        counted = subjects(grant, identity, self.attempt.request.peer)
        wait_seconds = self.environment.sign_in_attempts.admit(counted, now=self.now)
        if wait_seconds:
            raise ThrottledError(wait_seconds)

    def _prove(self, grant: PasswordGrant, identity: Identity | None) -> Identity:
        """The identity, if the password is its own; the work is the same if there is none."""
        password_hash = identity.password_hash if identity is not None else None
        if not self.environment.passwords.verify(password_hash, grant.password) or identity is None:
            raise incorrect()
        attempts = self.environment.sign_in_attempts
        attempts.forgive(tried_subject(grant, identity))
        attempts.take_back(source_subject(self.attempt.request.peer))
        return identity

    def _let_in(self, proved: Identity, identity: Identity) -> HTTPResponse:
        """Credentials for `identity`, which is `proved` unless the password changes with this sign-in."""
        with self.store.begin(now=self.now) as tx:
            present = find_identity_by_id(tx, proved.account, proved.id)
            if present is None or not present.has_password_of(proved):
                # The user or the password has gone while hashes were being computed outside of the transaction.
                raise incorrect()
            is_changed = identity is not proved
            if isinstance(identity, UserIdentity) and is_changed:
                tx.put(identity.profile)
            ends = self.now + timedelta(seconds=identity.session_seconds)
            credentials = self._issue(identity, ends)
            tx.put(LastUsed(account=identity.account, subject=identity.id, at=self.now))
            tx.commit(
                self.attempt.succeeded(LOGIN, identity, credentials.access_key_id, is_password_changed=is_changed)
            )
        return self._answer(credentials, SignIn(identity.account, identity.id, identity.password_changed, ends))

    def _with_demanded_password(self, identity: Identity, new: str | None) -> Identity:
        """The identity after a change of password, which is made if and only if one is demanded."""
        reader = self.store.latest()
        if not isinstance(identity, UserIdentity) or not identity.must_change_password(reader, now=self.now):
            if new is not None:
                raise InvalidRequestError("invalid_request", "Only a demanded change of password is made here.")
            return identity
        if not identity.may_change_password(reader, now=self.now):
            raise DeniedError("PASSWORD_EXPIRED", "Your password has expired. Ask an administrator for a new one.")
        if new is None:
            raise DeniedError("PASSWORD_CHANGE_REQUIRED", "You must change your password to sign in.")
        try:
            return identity.with_changed_password(reader, self.environment, new, now=self.now)
        except (AccessDeniedError, PasswordPolicyViolationError) as refusal:
            raise InvalidRequestError("PASSWORD_REFUSED", refusal.message) from None

    def _issue(self, identity: Identity, ends: datetime) -> IssuedCredentials:
        """Credentials that do not outlive the sign-in."""
        entropy = self.environment.entropy
        session = Session(
            kind=SessionKind.SIGN_IN,
            account=identity.account,
            principal_id=identity.id,
            access_key_id=make_access_key_id(SESSION_KEY_PREFIX, identity.account, entropy(ENTROPY_BYTES)),
            issued=self.now,
            expires=min(ends, self.now + timedelta(seconds=CREDENTIAL_SECONDS)),
            password_changed=identity.password_changed,
        )
        return self.environment.tokens.issue(session, entropy=entropy)

    def _answer(self, credentials: IssuedCredentials, sign_in: SignIn) -> HTTPResponse:
        remaining_seconds = int((sign_in.ends - self.now).total_seconds())
        content = {
            "accessToken": {
                "accessKeyId": credentials.access_key_id,
                "secretAccessKey": credentials.secret_access_key,
                "sessionToken": credentials.session_token,
            },
            "tokenType": TOKEN_TYPE,
            "expiresIn": max(1, min(CREDENTIAL_SECONDS, remaining_seconds)),
            "refreshToken": seal_sign_in(self.environment.vault, sign_in),
        }
        return render_json(200, content, self.attempt.request_id)

    def _refuse(self, event: str, fault: SignInError, identity: Identity | None) -> HTTPResponse:
        self.store.append([self.attempt.failed(event, fault, identity)])
        return render_fault(fault, self.attempt.request_id)

    def refuse_unread(self, fault: SignInError) -> HTTPResponse:
        return self._refuse(RENEWAL, fault, None)


def token(
    request: HTTPRequest, store: Store, environment: Environment, *, now: datetime, request_id: str
) -> HTTPResponse:
    """Answer one `POST /v1/token` and write its audit record; raises what the store raises if it cannot be written."""
    service = _Service(store, environment, Attempt(request, request_id, now, environment.entropy))
    try:
        grant = parse_grant(request)
    except SignInError as fault:
        return service.refuse_unread(fault)
    return service.sign_in(grant) if isinstance(grant, PasswordGrant) else service.renew(grant)
