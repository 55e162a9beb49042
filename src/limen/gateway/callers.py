"""The sender of a guarded request: by a credential, by the certificate of the connection, or by a browser session.

If a request has a credential of a kind that the site accepts, only that counts: a wrong one is refused, even if there
is a session. Secrets of service-specific credentials have 352 random bits and are stored as digests, so that verifying
one costs a hash and a comparison in constant time, and needs no cache.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from urllib.parse import unquote

from limen.authn.authenticate import SecretVault, TokenOpener, authenticate_described, get_owner
from limen.authn.caller import Caller
from limen.authn.certificates import certificate_id_in
from limen.authn.faults import InvalidClientTokenIdError, MalformedCertificateError
from limen.domain.iam.credentials import ServiceCredential, SigningCertificate
from limen.errors import ApiError, LimenError
from limen.gateway.cookies import SESSION, find_cookie
from limen.gateway.request_questions import RefusedRequestError
from limen.gateway.table import CallerKind, Site
from limen.signin.browser_sessions import find_caller as find_session_caller
from limen.store.interface import Reader
from limen.store.kinds import login_of
from limen.wire.http import HTTPRequest

READING_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND"})

_NOBODY: Final = bytes(32)
_KINDS: Final = {
    "basic": CallerKind.BASIC,
    "bearer": CallerKind.BEARER,
    "aws4-hmac-sha256": CallerKind.SIGNATURE,
}
"""Kinds of credentials by the scheme of the Authorization header."""


class BadCredentialsError(LimenError):
    """The request has an invalid credential; the message does not say what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SiteCaller:
    """The sender, and the kind of proof that it gave."""

    caller: Caller
    kind: CallerKind


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the secrets of access keys and of session tokens."""

    vault: SecretVault
    tokens: TokenOpener


def find_site_caller(
    site: Site, request: HTTPRequest, reader: Reader, *, keys: Keys, now: datetime
) -> SiteCaller | None:
    """The sender of the request, `None` if it has no credentials.

    Raises `BadCredentialsError`, or `RefusedRequestError` for a request that a page of another site made a browser
    send.
    """
    shown = _find_shown(site, request)
    if shown is not None:
        kind, text = shown
        if kind is CallerKind.SIGNATURE:
            return SiteCaller(_verify_signature(site, request, reader, keys=keys, now=now), kind)
        account_of = partial(_constant, site.account)
        return SiteCaller(find_credential_caller(site.service, text, reader, now=now, account_of=account_of), kind)
    if CallerKind.CERTIFICATE in site.callers and (text := _find_certificate(site, request)):
        return SiteCaller(_verify_certificate(site, text, reader, now=now), CallerKind.CERTIFICATE)
    if CallerKind.SESSION not in site.callers or not (token := find_cookie(request, site.origin, SESSION)):
        return None
    caller = find_session_caller(reader, token, now=now, site=str(site.origin))
    if caller is None:
        return None
    _refuse_foreign_origin(site, request)
    return SiteCaller(caller, CallerKind.SESSION)


def find_credential_caller(
    service: str, text: str, reader: Reader, *, now: datetime, account_of: Callable[[str], str]
) -> Caller:
    """The owner of a service-specific credential; raises `BadCredentialsError`.

    Basic and Bearer carry the same: the base64 form of the public part, a colon and the secret. `account_of` returns
    the account in which to look up a public part.
    """
    try:
        login, _, secret = b64decode(text, validate=True).decode("utf-8").partition(":")
    except (Base64Error, ValueError):
        raise _bad() from None
    account = account_of(login)
    found = reader.find_by(ServiceCredential, "login", account, login_of(service, login))
    credential = found[0] if len(found) == 1 else None
    kept = credential.secret_digest if credential is not None else _NOBODY
    is_right = compare_digest(kept, sha256(secret.encode("utf-8")).digest())
    if credential is None or not is_right or not credential.is_active:
        raise _bad()
    if credential.expires is not None and now >= credential.expires:
        raise _bad()
    return _get_caller(reader, account, credential.owner_id, credential.id)


def _constant(account: str, _login: str) -> str:
    return account


def _find_shown(site: Site, request: HTTPRequest) -> tuple[CallerKind, str] | None:
    """The credential of the Authorization header, if the site accepts its kind."""
    values = [value for name, value in request.headers if name == "authorization"]
    if not values:
        return None
    scheme, _, text = values[0].partition(" ")
    kind = _KINDS.get(scheme.lower())
    if kind is None or kind not in site.callers:
        return None
    if len(values) > 1:
        raise BadCredentialsError("The request carries several credentials.")
    return kind, text.strip()


def _verify_signature(site: Site, request: HTTPRequest, reader: Reader, *, keys: Keys, now: datetime) -> Caller:
    """The owner of the key by which the request is signed (SigV4), of the site's own account."""
    try:
        caller = authenticate_described(
            request, reader, service=site.service, vault=keys.vault, tokens=keys.tokens, now=now
        )
    except ApiError:
        raise _bad() from None
    if caller.principal.account != site.account:
        raise _bad()
    return caller


def _find_certificate(site: Site, request: HTTPRequest) -> str:
    values = [value for name, value in request.headers if name.replace("_", "-") == site.certificate_header]
    if len(values) > 1:
        raise BadCredentialsError("The request carries several certificates.")
    return values[0].strip() if values else ""


def _verify_certificate(site: Site, text: str, reader: Reader, *, now: datetime) -> Caller:
    """A user's signing certificate; the proxy has verified that the client has its private key."""
    try:
        certificate_id = certificate_id_in(unquote(text), now=now)
    except MalformedCertificateError:
        raise _bad() from None
    certificate = reader.find(SigningCertificate, site.account, certificate_id)
    if certificate is None or not certificate.is_active:
        raise _bad()
    return _get_caller(reader, site.account, certificate.owner_id, "")


def _get_caller(reader: Reader, account: str, owner_id: str, credential_id: str) -> Caller:
    try:
        return Caller(get_owner(reader, account, owner_id), credential_id)
    except InvalidClientTokenIdError:
        raise _bad() from None


def _refuse_foreign_origin(site: Site, request: HTTPRequest) -> None:
    """Refuse a change requested by a page of another site: browsers send the cookie with such requests too."""
    if request.method in READING_METHODS:
        return
    fetch_site, origin = request.header("sec-fetch-site"), request.header("origin")
    if fetch_site is not None:
        is_foreign = fetch_site not in {"same-origin", "none"}
    else:
        is_foreign = origin is not None and origin != str(site.origin)
    if is_foreign:
        raise RefusedRequestError("Another website has made the browser send this request.")


def _bad() -> BadCredentialsError:
    return BadCredentialsError("The credentials of the request are not valid.")
