"""Sign-in with a password (docs/sign-in.md), for all kinds of sessions.

A user with an MFA device must also use it, which is requested only after the correct password. A failure does not
reveal which part was wrong, takes the same work whether or not the user exists, and delays the next attempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from limen.authn.attempts import Patience
from limen.authn.mfa_devices import find_mfa_devices
from limen.authn.proofs.mfa_codes import PER_DEVICE_OWNER, owner_subject
from limen.authn.tokens import IssuedCredentials
from limen.domain.browser_sessions import BrowserSession
from limen.domain.iam.credentials import LastUsed
from limen.errors import AccessDeniedError
from limen.operations.environment import Environment
from limen.operations.iam.faults import PasswordPolicyViolationError
from limen.signin.browser_sessions import begin_client_session, begin_session
from limen.signin.faults import (
    CodeRequiredError,
    DeniedError,
    InvalidRequestError,
    Offer,
    SignInError,
    ThrottledError,
    incorrect,
)
from limen.signin.identities import Identity, UserIdentity, find_identity, find_identity_by_id, grant_of
from limen.signin.refresh_tokens import SignIn
from limen.signin.second_factors import SecondFactors
from limen.signin.sign_in_credentials import issue_credentials
from limen.signin.sign_in_events import LOGIN, Attempt
from limen.signin.throttle import source_subject, subjects, tried_subject
from limen.signin.token_grants import CodeGrant, PasswordGrant
from limen.store.interface import Store, Transaction


class Kept(Enum):
    """How the sign-in is kept: not at all, in a browser's cookie, or as a refresh token of a command line."""

    NOWHERE = auto()
    BROWSER = auto()
    CLIENT = auto()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The result of a sign-in: credentials and, if it is kept, the session and the secret for the browser's cookie."""

    sign_in: SignIn
    credentials: IssuedCredentials
    session: BrowserSession | None = None
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PasswordSignIn:
    """One attempt to sign in."""

    store: Store
    environment: Environment
    attempt: Attempt
    kept: Kept

    @property
    def now(self) -> datetime:
        """When the attempt arrived."""
        return self.attempt.now

    @property
    def factors(self) -> SecondFactors:
        """The checks of the second factor."""
        return SecondFactors(self.environment, self.attempt.request.origin, self.now)

    def run(self, grant: PasswordGrant) -> SignedIn:
        """Sign in and write the audit record; raises `SignInError`, with its record written too."""
        reader = self.store.latest()
        identity = find_identity(reader, grant)
        try:
            self._admit(subjects(reader, grant, self.attempt.request.peer))
            proved = self._prove(grant, identity)
            if not grant.has_second_factor and find_mfa_devices(self.store.latest(), proved.account, proved.id):
                raise self._request_second_factor(grant, proved)
            self._prove_second_factor(grant, proved)
            return self._let_in(proved, self._with_demanded_password(proved, grant.new_password), grant)
        except CodeRequiredError:
            raise
        except SignInError as fault:
            self._record_refusal(LOGIN, fault, identity)
            raise

    def finish(self, given: CodeGrant) -> SignedIn:
        """Sign in with a code, after a correct password that is still the user's."""
        proof, reader = given.proof, self.store.latest()
        identity = find_identity_by_id(reader, proof.account, proof.principal_id)
        try:
            if identity is None or identity.password_changed != proof.password_changed:
                raise incorrect()
            grant = grant_of(identity, given)
            self._admit(subjects(reader, grant, self.attempt.request.peer))
            self._prove_second_factor(grant, identity)
            return self._let_in(identity, self._with_demanded_password(identity, given.new_password), grant)
        except SignInError as fault:
            self._record_refusal(LOGIN, fault, identity)
            raise

    def _admit(self, counted: Mapping[str, Patience]) -> None:
        wait_seconds = self.environment.sign_in_attempts.admit(counted, now=self.now)
        if wait_seconds:
            raise ThrottledError(wait_seconds)

    def _prove(self, grant: PasswordGrant, identity: Identity | None) -> Identity:
        """The identity, if the password is correct; the work is the same if there is none."""
        password_hash = identity.password_hash if identity is not None else None
        if not self.environment.passwords.verify(password_hash, grant.password) or identity is None:
            raise incorrect()
        return identity

    def _request_second_factor(self, grant: PasswordGrant, identity: Identity) -> SignInError:
        """The request for an MFA device, or the refusal if none works here.

        The attempt counts neither as success nor as failure: the password was correct, the device is still unknown.
        """
        for subject in subjects(self.store.latest(), grant, self.attempt.request.peer):
            self.environment.sign_in_attempts.take_back(subject)
        choice = self.factors.find_choice(self.store.latest(), identity, in_browser=self.kept is Kept.BROWSER)
        if not choice.is_possible:
            return DeniedError("PASSKEY_REQUIRED", choice.note)
        record = self.attempt.asked_for_code(identity, has_codes=choice.has_codes)
        passkey = None
        if choice.relying_party is not None:
            with self.store.begin(now=self.now) as tx:
                passkey = self.factors.begin_challenge(tx, identity, choice.relying_party)
                tx.commit(record)
        else:
            self.store.append([record])
        offer = Offer(choice.has_codes, passkey, choice.note)
        return CodeRequiredError(identity.account, identity.id, identity.password_changed, offer)

    def _prove_second_factor(self, grant: PasswordGrant, identity: Identity) -> None:
        """Return if the second factor is right, or none is needed; the user's failures are cleared only then."""
        attempts, subject = self.environment.sign_in_attempts, owner_subject(identity.account, identity.id)
        if grant.has_second_factor:
            self._admit({subject: PER_DEVICE_OWNER})
        self.factors.find_proof(self.store.latest(), identity, grant)
        for proved in (subject, tried_subject(self.store.latest(), grant)):
            attempts.forgive(proved)
        attempts.take_back(source_subject(self.attempt.request.peer))

    def _let_in(self, proved: Identity, identity: Identity, grant: PasswordGrant) -> SignedIn:
        """Credentials for `identity`, which is `proved` unless the password changes with this sign-in."""
        with self.store.begin(now=self.now) as tx:
            present = find_identity_by_id(tx, proved.account, proved.id)
            if present is None or not present.has_password_of(proved):
                # The user or the password was deleted while hashes were computed outside the transaction.
                raise incorrect()
            proof = self.factors.find_proof(tx, proved, grant)  # It may also have been used in the meantime.
            if proof is not None:
                self.factors.use_up(tx, proof)
            is_changed = identity is not proved
            if isinstance(identity, UserIdentity) and is_changed:
                tx.put(identity.profile)
            sign_in = self._begin_sign_in(identity, with_mfa=proof is not None)
            session, secret = self._keep(tx, sign_in)
            session_id = session.id if session is not None else ""
            credentials = issue_credentials(self.environment, sign_in, session_id, now=self.now)
            tx.put(LastUsed(account=identity.account, subject=identity.id, at=self.now))
            record = self.attempt.logged_in(
                identity,
                credentials.access_key_id,
                mfa_serial=proof.serial if proof is not None else "",
                is_password_changed=is_changed,
            )
            tx.commit(record)
        return SignedIn(sign_in, credentials, session, secret)

    def _keep(self, tx: Transaction, sign_in: SignIn) -> tuple[BrowserSession | None, str]:
        request = self.attempt.request
        origin = {"user_agent": request.header("user-agent") or "", "source_ip": request.peer}
        entropy = self.environment.entropy
        if self.kept is Kept.BROWSER:
            return begin_session(tx, sign_in, entropy=entropy, now=self.now, **origin)
        if self.kept is Kept.CLIENT:
            return begin_client_session(tx, sign_in, entropy=entropy, now=self.now, **origin), ""
        return None, ""

    def _begin_sign_in(self, identity: Identity, *, with_mfa: bool) -> SignIn:
        return SignIn(
            identity.account,
            identity.id,
            identity.password_changed,
            ends=self.now + timedelta(seconds=identity.session_seconds),
            mfa_moment=self.now if with_mfa else None,
        )

    def _with_demanded_password(self, identity: Identity, new: str | None) -> Identity:
        """The identity after a password change, which happens if and only if one is required."""
        reader = self.store.latest()
        if not isinstance(identity, UserIdentity) or not identity.must_change_password(reader, now=self.now):
            if new is not None:
                raise InvalidRequestError(
                    "invalid_request", "The password can only be changed here if that is required."
                )
            return identity
        if not identity.may_change_password(reader, now=self.now):
            raise DeniedError("PASSWORD_EXPIRED", "Your password has expired. Ask an administrator for a new one.")
        if new is None:
            raise DeniedError("PASSWORD_CHANGE_REQUIRED", "You must change your password to sign in.")
        try:
            return identity.with_changed_password(reader, self.environment, new, now=self.now)
        except (AccessDeniedError, PasswordPolicyViolationError) as refusal:
            raise InvalidRequestError("PASSWORD_REFUSED", refusal.message) from None

    def _record_refusal(self, event: str, fault: SignInError, identity: Identity | None) -> None:
        self.store.append([self.attempt.failed(event, fault, identity)])
