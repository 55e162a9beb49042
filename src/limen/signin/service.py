"""`POST /v1/token`: sign-in with a password and renewal, in the shape of AWS' CreateOAuth2Token (docs/sign-in.md).

The credentials are the user's own principal, good for 15 minutes; the refresh token renews them without the password
until the sign-in ends, 12 hours after it began or as the login profile says. Who has an MFA device gives a code of it,
and is asked for it only after the right password. A failure does not tell which part was wrong, costs the same work
whether or not the user exists, and makes the next one wait.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from limen.authn.attempts import Patience
from limen.authn.one_time_codes import ProvedCode
from limen.authn.proofs.mfa_codes import (
    PER_DEVICE_OWNER,
    find_devices,
    find_proof,
    owner_subject,
    use_up,
)
from limen.authn.tokens import IssuedCredentials
from limen.domain.events import AuditRecord
from limen.domain.iam.credentials import LastUsed
from limen.domain.identifiers import ENTROPY_BYTES, SESSION_KEY_PREFIX, make_access_key_id
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError
from limen.operations.environment import Environment
from limen.operations.iam.faults import PasswordPolicyViolationError
from limen.signin.events import LOGIN, RENEWAL, Attempt
from limen.signin.faults import (
    CodeRequiredError,
    DeniedError,
    InvalidRequestError,
    SignInError,
    ThrottledError,
    incorrect,
    render_fault,
    render_json,
)
from limen.signin.grants import PasswordGrant, RefreshGrant, parse_grant
from limen.signin.identities import Identity, UserIdentity, find_identity, find_identity_by_id
from limen.signin.refresh_tokens import SignIn, open_sign_in, seal_sign_in
from limen.signin.throttle import source_subject, subjects, tried_subject
from limen.store.interface import Reader, Store
from limen.wire.http import HTTPRequest, HTTPResponse

CREDENTIAL_SECONDS = 900  # The model's maximum of expiresIn.
BUSY_SECONDS = 2
TOKEN_TYPE = "aws_sigv4"  # noqa: S105 - the model's word for the kind of token


@dataclass(frozen=True, slots=True)
class _Service:
    store: Store
    environment: Environment
    attempt: Attempt

    @property
    def now(self) -> datetime:
        return self.attempt.now

    def sign_in(self, grant: PasswordGrant) -> tuple[IssuedCredentials, SignIn]:
        reader = self.store.latest()
        identity = find_identity(reader, grant)
        try:
            self._admit(subjects(reader, grant, self.attempt.request.peer))
            proved = self._prove(grant, identity)
            if grant.mfa_code is None and find_devices(self.store.latest(), proved.account, proved.id):
                self._note_request_for_code(grant, proved)
                raise CodeRequiredError
            self._prove_code(grant, proved)
            return self._let_in(proved, self._with_demanded_password(proved, grant.new_password), grant.mfa_code)
        except CodeRequiredError:
            raise
        except SignInError as fault:
            self._record_refusal(LOGIN, fault, identity)
            raise

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
            self._record_refusal(RENEWAL, fault, identity)
            raise
        credentials = self._issue(identity, sign_in)
        key_id = credentials.access_key_id
        self.store.append([self.attempt.renewed(identity, key_id, mfa_moment=sign_in.mfa_moment)])
        return self.answer(credentials, sign_in)

    def _admit(self, counted: Mapping[str, Patience]) -> None:
        wait_seconds = self.environment.sign_in_attempts.admit(counted, now=self.now)
        if wait_seconds:
            raise ThrottledError(wait_seconds)

    def _prove(self, grant: PasswordGrant, identity: Identity | None) -> Identity:
        """The identity, if the password is its own; the work is the same if there is none."""
        password_hash = identity.password_hash if identity is not None else None
        if not self.environment.passwords.verify(password_hash, grant.password) or identity is None:
            raise incorrect()
        return identity

    def _note_request_for_code(self, grant: PasswordGrant, identity: Identity) -> None:
        """Neither a success nor a failure: the password was right, and it is not known whether the code will be."""
        for subject in subjects(self.store.latest(), grant, self.attempt.request.peer):
            self.environment.sign_in_attempts.take_back(subject)
        self.store.append([self.attempt.asked_for_code(identity)])

    def _prove_code(self, grant: PasswordGrant, identity: Identity) -> None:
        """Return if the code is right, or none is needed; only then the failures of the user are forgiven."""
        attempts, subject = self.environment.sign_in_attempts, owner_subject(identity.account, identity.id)
        if grant.mfa_code is not None:
            self._admit({subject: PER_DEVICE_OWNER})
        self._find_proof(self.store.latest(), identity, grant.mfa_code)
        for proved in (subject, tried_subject(self.store.latest(), grant)):
            attempts.forgive(proved)
        attempts.take_back(source_subject(self.attempt.request.peer))

    def _find_proof(self, reader: Reader, identity: Identity, code: str | None) -> ProvedCode | None:
        """The proof, `None` where the user has no device and gives no code; anything else is as wrong as a password."""
        devices = find_devices(reader, identity.account, identity.id)
        if not devices and code is None:
            return None
        vault = self.environment.vault
        proofs = (find_proof(vault, device, code or "", now=self.now) for device in devices)
        proof = next(filter(None, proofs), None)
        if proof is None:
            raise incorrect()
        return proof

    def _let_in(self, proved: Identity, identity: Identity, code: str | None) -> tuple[IssuedCredentials, SignIn]:
        """Credentials for `identity`, which is `proved` unless the password changes with this sign-in."""
        with self.store.begin(now=self.now) as tx:
            present = find_identity_by_id(tx, proved.account, proved.id)
            if present is None or not present.has_password_of(proved):
                # The user or the password has gone while hashes were being computed outside of the transaction.
                raise incorrect()
            proof = self._find_proof(tx, proved, code)  # It may have been used meanwhile, too.
            if proof is not None:
                use_up(tx, proof)
            is_changed = identity is not proved
            if isinstance(identity, UserIdentity) and is_changed:
                tx.put(identity.profile)
            sign_in = self._begin_sign_in(identity, with_mfa=proof is not None)
            credentials = self._issue(identity, sign_in)
            tx.put(LastUsed(account=identity.account, subject=identity.id, at=self.now))
            record = self.attempt.logged_in(
                identity,
                credentials.access_key_id,
                mfa_serial=proof.serial if proof is not None else "",
                is_password_changed=is_changed,
            )
            tx.commit(record)
        return credentials, sign_in

    def _begin_sign_in(self, identity: Identity, *, with_mfa: bool) -> SignIn:
        return SignIn(
            identity.account,
            identity.id,
            identity.password_changed,
            ends=self.now + timedelta(seconds=identity.session_seconds),
            mfa_moment=self.now if with_mfa else None,
        )

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

    def _issue(self, identity: Identity, sign_in: SignIn) -> IssuedCredentials:
        """Credentials that do not outlive the sign-in."""
        entropy = self.environment.entropy
        session = Session(
            kind=SessionKind.SIGN_IN,
            account=identity.account,
            principal_id=identity.id,
            access_key_id=make_access_key_id(SESSION_KEY_PREFIX, identity.account, entropy(ENTROPY_BYTES)),
            issued=self.now,
            expires=min(sign_in.ends, self.now + timedelta(seconds=CREDENTIAL_SECONDS)),
            mfa_authenticated=sign_in.mfa_moment is not None,
            password_changed=identity.password_changed,
            mfa_moment=sign_in.mfa_moment,
        )
        return self.environment.tokens.issue(session, entropy=entropy)

    def answer(self, credentials: IssuedCredentials, sign_in: SignIn) -> HTTPResponse:
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

    def _record_refusal(self, event: str, fault: SignInError, identity: Identity | None) -> None:
        self.store.append([self.attempt.failed(event, fault, identity)])

    def parse(self, request: HTTPRequest) -> PasswordGrant | RefreshGrant:
        try:
            return parse_grant(request)
        except SignInError as fault:
            self._record_refusal(RENEWAL, fault, None)
            raise


def token(
    request: HTTPRequest, store: Store, environment: Environment, *, now: datetime, request_id: str
) -> HTTPResponse:
    """Answer one `POST /v1/token` and write its audit record; raises what the store raises if it cannot be written."""
    service = _Service(store, environment, Attempt(request, request_id, now, environment.entropy))
    try:
        grant = service.parse(request)
        if isinstance(grant, PasswordGrant):
            return service.answer(*service.sign_in(grant))
        return service.renew(grant)
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
    """Sign in with a password, as `token` does, where the caller answers otherwise than with credentials.

    Raises `SignInError`, its subclass `CodeRequiredError` where the password is right and a code must follow. The audit
    record is written in every case.
    """
    attempt = Attempt(request, request_id, now, environment.entropy)
    return _Service(store, environment, attempt).sign_in(grant)[1]


def is_renewal(request: HTTPRequest) -> bool:
    """Whether the request asks for a renewal, well-formed or not; such a request costs no work on passwords."""
    try:
        return isinstance(parse_grant(request), RefreshGrant)
    except SignInError:
        return True


def refuse_busy(
    request: HTTPRequest, environment: Environment, *, now: datetime, request_id: str
) -> tuple[HTTPResponse, AuditRecord]:
    """The refusal of a sign-in that has to wait for others, and its record."""
    fault = ThrottledError(BUSY_SECONDS)
    record = Attempt(request, request_id, now, environment.entropy).failed(LOGIN, fault, None)
    return render_fault(fault, request_id), record
