"""The audit records of the sign-in service (spec api 3), in the form of CloudTrail.

`ConsoleLogin` for every attempt with a password, good or bad; `ConsoleLogout` for the end of a browser's session;
`CheckMfa` if the password was correct and an MFA device is required; `CreateOAuth2Token` for renewals and for requests
that could not be parsed. Names of unknown users are not recorded, because people type passwords into the wrong field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from limen.audit.record import Observation, make_record
from limen.authn.caller import GLOBAL_REGION
from limen.authn.keyring import Entropy
from limen.domain.events import AuditRecord
from limen.signin.faults import INCORRECT, SignInError
from limen.signin.federated_sessions import FederatedIdentity
from limen.signin.identities import Identity, UserIdentity
from limen.wire.http import HTTPRequest

LOGIN = "ConsoleLogin"
RENEWAL = "CreateOAuth2Token"
MFA_CHECK = "CheckMfa"
LOGOUT = "ConsoleLogout"
SIGNIN_TOKEN = "GetSigninToken"  # noqa: S105 - the name of an event
MFA_TIME: Final = "mfaTime"
"""When the code was entered, if that was before the session was created; an addition to CloudTrail's shape."""

SIGN_IN_EVENT_TYPE = "AwsConsoleSignIn"
_EVENT_ID_BYTES = 16
_FAILED = "Failed authentication"


SignedIn = Identity | FederatedIdentity
"""Who a record is about."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to the service: when, from where, and the id that its answer carries."""

    request: HTTPRequest
    request_id: str
    now: datetime
    entropy: Entropy

    def logged_in(
        self, identity: Identity, access_key_id: str, *, mfa_serial: str, is_password_changed: bool
    ) -> AuditRecord:
        """The record of a sign-in; `mfa_serial` is empty if no code was given."""
        additional = {"MFAUsed": _yes_or_no(mfa_serial), "PasswordChanged": _yes_or_no(is_password_changed)}
        if mfa_serial:
            additional["MFAIdentifier"] = mfa_serial
        return self._succeeded(LOGIN, identity, additional, access_key_id)

    def renewed(self, identity: SignedIn, access_key_id: str, *, mfa_moment: datetime | None) -> AuditRecord:
        """The record of a sign-in's new credentials."""
        additional = {"MFAUsed": _yes_or_no(mfa_moment), "PasswordChanged": "No"}
        if mfa_moment is not None:
            additional[MFA_TIME] = mfa_moment.isoformat()
        return self._succeeded(RENEWAL, identity, additional, access_key_id)

    def issued_token(self, identity: FederatedIdentity, access_key_id: str) -> AuditRecord:
        """The record of a token for the console, by the credentials that it stands for."""
        return self._succeeded(SIGNIN_TOKEN, identity, {}, access_key_id)

    def federated(self, identity: FederatedIdentity, access_key_id: str, *, has_mfa: bool) -> AuditRecord:
        """The record of a console that a token has opened."""
        return self._succeeded(LOGIN, identity, {"MFAUsed": _yes_or_no(has_mfa)}, access_key_id)

    def logged_out(self, identity: SignedIn) -> AuditRecord:
        """The record of a sign-out."""
        return self._succeeded(LOGOUT, identity, {})

    def asked_for_code(self, identity: Identity, *, has_codes: bool = True) -> AuditRecord:
        """The record of a correct password that needs an MFA device too."""
        return self._succeeded(MFA_CHECK, identity, {"MfaType": "Virtual MFA" if has_codes else "U2F MFA"})

    def _succeeded(
        self, event: str, identity: SignedIn, additional: Mapping[str, str], access_key_id: str = ""
    ) -> AuditRecord:
        return make_record(
            replace(
                self._observe(event),
                account=identity.account,
                principal=identity.principal,
                access_key_id=access_key_id,
                output=_outcome(event, "Success"),
                additional=additional,
            )
        )

    def failed(self, event: str, fault: SignInError, identity: SignedIn | None) -> AuditRecord:
        """The record of a refusal: `identity` is the named one, which is not authenticated."""
        message = _FAILED if fault.message == INCORRECT else fault.message
        return make_record(
            replace(
                self._observe(event),
                account=identity.account if identity is not None else "",
                parameters=_named(identity),
                output=_outcome(event, "Failure"),
                error_code=fault.shape,
                error_message=message,
            )
        )

    def _observe(self, event: str) -> Observation:
        """The part of the record that is the same for every outcome."""
        return Observation(
            event_id=str(UUID(bytes=self.entropy(_EVENT_ID_BYTES), version=4)),
            request_id=self.request_id,
            at=self.now,
            request=self.request,
            service="signin",
            operation=event,
            region=GLOBAL_REGION,
            account="",
            event_type=SIGN_IN_EVENT_TYPE,
            read_only=False,
        )


def _yes_or_no(fact: object) -> str:
    return "Yes" if fact else "No"


def _outcome(event: str, word: str) -> Mapping[str, str] | None:
    """CloudTrail's `responseElements`, for the steps of a sign-in only."""
    return {event: word} if event in (LOGIN, LOGOUT, MFA_CHECK) else None


def _named(identity: SignedIn | None) -> Mapping[str, str] | None:
    if identity is None:
        return None
    if isinstance(identity, FederatedIdentity):
        return {"principalArn": identity.principal.arn}
    name = identity.user.name if isinstance(identity, UserIdentity) else "root"
    return {"userName": name, "principalArn": identity.principal.arn}
