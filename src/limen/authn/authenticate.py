"""Authentication (spec api 2.14): from a signature to the caller, by the present state of the store.

A session only determines its principal: the role or user must still exist, and after a rename has its present name. A
sign-in must have been made with the present password (docs/decisions/0004). Keys that are unknown, deleted, inactive,
without their token or with another one get the same answer, which reveals nothing. `authz` decides what a session may
call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Protocol

from limen.authn.caller import ANONYMOUS, AuthenticatedRequest, Caller
from limen.authn.faults import InvalidClientTokenIdError
from limen.domain.browser_sessions import BrowserSession
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import KeyStatus, LoginProfile
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.domain.identifiers import SESSION_KEY_PREFIX
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession, RootUser
from limen.domain.sessions import Session, SessionKind
from limen.errors import MissingAuthenticationTokenError, NotImplementedOperationError
from limen.sigv4 import SignedRequest, SigningKeys, derive_signing_key, parse_signed_request, verify
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import SERVICES, is_unsigned_operation

_SIGNING_KEYS = SigningKeys()
"""Shared by all callers in the process; a key is found by the sealed secret that it was derived from."""


class SecretVault(Protocol):
    """The needed part of the vault: opening what was sealed for `context` (an access key id)."""

    def open(self, sealed: bytes, context: bytes, /) -> bytes: ...


class OpenedToken(Protocol):
    """A session and the secret access key that belongs to its token."""

    @property
    def session(self) -> Session: ...

    @property
    def secret_access_key(self) -> str: ...


class TokenOpener(Protocol):
    """The needed part of session tokens; `open` raises `InvalidClientTokenIdError` or `ExpiredTokenError`."""

    def open(self, token: str, /, *, now: datetime) -> OpenedToken: ...


@dataclass(frozen=True, slots=True)
class _Credentials:
    """The owner of the used credentials. `handle` represents the secret, `open_secret` returns it."""

    caller: Caller
    handle: bytes
    open_secret: Callable[[], str]


def authenticate(
    request: HTTPRequest,
    reader: Reader,
    *,
    vault: SecretVault,
    tokens: TokenOpener,
    now: datetime,
    signing_keys: SigningKeys = _SIGNING_KEYS,
) -> AuthenticatedRequest:
    """Determine who signed `request`; a request without a signature is anonymous.

    Raises `NotImplementedOperationError` for a service that is not served, `IncompleteSignatureError`,
    `InvalidClientTokenIdError`, `ExpiredTokenError`, `RequestExpiredError` or `SignatureDoesNotMatchError`.
    """
    signed = parse_signed_request(request)
    if signed is None:
        return AuthenticatedRequest(request, ANONYMOUS)
    _require_served(signed.scope.service)
    credentials = _find_credentials(signed, reader, vault, tokens, now)
    check = partial(verify, request, signed, services=SERVICES, now=now)
    _check(signed, credentials, signing_keys, check)
    return AuthenticatedRequest(request, credentials.caller, signed.scope.service, signed.scope.region)


def authenticate_described(
    request: HTTPRequest,
    reader: Reader,
    *,
    service: str,
    vault: SecretVault,
    tokens: TokenOpener,
    now: datetime,
    signing_keys: SigningKeys = _SIGNING_KEYS,
) -> Caller:
    """Determine who signed a request to a service of one's own, which a web server describes without its body.

    Only the Authorization header counts: anyone with a presigned URL could use it repeatedly. Raises the same
    errors as `authenticate`, and `MissingAuthenticationTokenError` for a request that is not signed.
    """
    signed = parse_signed_request(request)
    if signed is None or signed.is_presigned:
        raise MissingAuthenticationTokenError
    credentials = _find_credentials(signed, reader, vault, tokens, now)
    check = partial(verify, request, signed, services={service}, now=now, is_body_here=False)
    _check(signed, credentials, signing_keys, check)
    return credentials.caller


def require_signature(request: AuthenticatedRequest, call: ParsedCall) -> None:
    """Refuse an unsigned request for an operation that needs one; raises `MissingAuthenticationTokenError`."""
    if request.caller.is_anonymous and not is_unsigned_operation(call.service, call.operation):
        raise MissingAuthenticationTokenError


def get_session_principal(reader: Reader, session: Session) -> Principal:
    """The principal of a session, as it is now; raises `InvalidClientTokenIdError` if it no longer exists."""
    if not _is_signed_in(reader, session):
        raise InvalidClientTokenIdError
    if session.kind is SessionKind.ASSUMED_ROLE:
        return _role_session(reader, session)
    owner = get_owner(reader, session.account, session.principal_id)
    if session.kind is SessionKind.SIGN_IN:
        changed = find_password_time(reader, session.account, session.principal_id)
        if changed is None or changed != session.password_changed:
            raise InvalidClientTokenIdError
    if session.kind is SessionKind.FEDERATION:
        return FederatedUser(session.account, session.name, owner, owner.partition)
    return owner


def _is_signed_in(reader: Reader, session: Session) -> bool:
    """Whether nobody has ended the sign-in that the credentials come from."""
    return not session.sign_in_id or reader.find(BrowserSession, session.account, session.sign_in_id) is not None


def get_owner(reader: Reader, account_id: str, owner_id: str) -> IAMUser | RootUser:
    """The user with this unique id, or the account's root; raises `InvalidClientTokenIdError` if it does not exist."""
    if owner_id == account_id:
        account = reader.find(Account, account_id, account_id)
        if account is None:
            raise InvalidClientTokenIdError
        return RootUser(account.account, account.partition)
    user = reader.find(User, account_id, owner_id)
    if user is None:
        raise InvalidClientTokenIdError
    return IAMUser(user.account, user.name, user.path, user.id, user.partition)


def find_password_time(reader: Reader, account_id: str, owner_id: str) -> datetime | None:
    """When the present password of the user, or of the account's root, was set; `None` without a password."""
    if owner_id == account_id:
        account = reader.find(Account, account_id, account_id)
        if account is None or not account.root_password_hash:
            return None
        return account.root_password_changed or account.created
    profile = reader.find(LoginProfile, account_id, owner_id)
    return None if profile is None else profile.changed


def _require_served(service: str) -> None:
    """Refuse other services before verifying, because some of them, such as S3, sign differently."""
    if service not in SERVICES:
        served = ", ".join(sorted(SERVICES))
        raise NotImplementedOperationError(f"Limen does not serve '{service[:64]}'. It serves {served}.")


def _check(
    signed: SignedRequest, credentials: _Credentials, signing_keys: SigningKeys, check: Callable[[bytes], None]
) -> None:
    known = signing_keys.find(credentials.handle, signed.scope)
    key = known or derive_signing_key(credentials.open_secret(), signed.scope)
    check(key)
    if known is None:
        signing_keys.remember(credentials.handle, signed.scope, key)


def _find_credentials(
    signed: SignedRequest, reader: Reader, vault: SecretVault, tokens: TokenOpener, now: datetime
) -> _Credentials:
    if signed.session_token:
        return _find_session(signed, reader, tokens, now)
    return _find_access_key(signed, reader, vault)


def _find_access_key(signed: SignedRequest, reader: Reader, vault: SecretVault) -> _Credentials:
    key = reader.find_access_key(signed.access_key_id)
    if key is None or key.status is not KeyStatus.ACTIVE:
        raise InvalidClientTokenIdError
    return _Credentials(
        caller=Caller(get_owner(reader, key.account, key.owner_id), key.id),
        handle=key.sealed_secret,
        open_secret=lambda: vault.open(key.sealed_secret, key.id.encode()).decode(),
    )


def _find_session(signed: SignedRequest, reader: Reader, tokens: TokenOpener, now: datetime) -> _Credentials:
    if not signed.access_key_id.startswith(SESSION_KEY_PREFIX):
        raise InvalidClientTokenIdError
    opened = tokens.open(signed.session_token, now=now)
    session = opened.session
    if session.access_key_id != signed.access_key_id:
        raise InvalidClientTokenIdError
    return _Credentials(
        caller=Caller(get_session_principal(reader, session), session.access_key_id, session),
        handle=sha256(signed.session_token.encode("utf-8", "replace")).digest(),
        open_secret=lambda: opened.secret_access_key,
    )


def _role_session(reader: Reader, session: Session) -> RoleSession:
    role = reader.find(Role, session.account, session.principal_id)
    if role is None:
        raise InvalidClientTokenIdError
    return RoleSession(role.account, role.name, session.name, role.path, role.id, role.partition)
