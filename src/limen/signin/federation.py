"""`/federation`: a role's or federated user's temporary credentials open the console (docs/federation.md).

As AWS's federation endpoint (spec api 3): `Action=getSigninToken` exchanges credentials of AssumeRole or
GetFederationToken for a token, `Action=login` takes a browser with the token to the console, which redeems it once.
`Action=logout` ends the browser's session.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from limen.authn.authenticate import get_session_principal
from limen.authn.faults import ExpiredTokenError, InvalidClientTokenIdError
from limen.domain.iam.roles import Role
from limen.domain.sessions import Session, SessionKind
from limen.operations.environment import Environment
from limen.signin.faults import DeniedError, InvalidRequestError, SignInError, render_json
from limen.signin.federated_sessions import FederatedIdentity, find_code, keep_code
from limen.signin.sign_in_events import SIGNIN_TOKEN, Attempt
from limen.store.interface import Reader, Store
from limen.wire.http import FORM_TYPE, HTTPRequest, HTTPResponse

PATH: Final = "/federation"
CONSOLE: Final = "/console/"
MIN_SECONDS: Final = 900
MAX_SECONDS: Final = 43200
MAX_FIELDS: Final = 16

_DURATION: Final = re.compile(r"[0-9]{1,6}")
_DESTINATION: Final = re.compile(r"/console(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")
_AWS_CONSOLE: Final = re.compile(r"(?:[a-z0-9-]+\.)?console\.aws\.amazon\.com")
"""What brokers that were written for AWS name as the destination; it means the console here too."""

_INVALID: Final = "The credentials in Session are not valid, or have expired."


@dataclass(frozen=True, slots=True)
class _Given:
    """Credentials that open the console, and when its session ends."""

    session: Session
    identity: FederatedIdentity
    ends: datetime


def answer_federation(
    request: HTTPRequest, store: Store, environment: Environment, *, now: datetime, request_id: str
) -> HTTPResponse:
    """Answer one request and write its audit record."""
    attempt = Attempt(request, request_id, now, environment.entropy)
    try:
        fields = _read_fields(request)
        match fields.get("Action", "").lower():
            case "getsignintoken":
                return _get_token(fields, store, environment, attempt)
            case "login":
                return _lead_to_console(fields, store.latest(), attempt)
            case "logout":
                return _redirect(f"{CONSOLE}#sign-out", attempt)
            case _:
                raise InvalidRequestError("invalid_request", "Action must be getSigninToken, login or logout.")
    except SignInError as fault:
        return _render_fault(fault, attempt)


def _get_token(fields: Mapping[str, str], store: Store, environment: Environment, attempt: Attempt) -> HTTPResponse:
    try:
        given = _prove(fields, store.latest(), environment, attempt.now)
    except SignInError as fault:
        store.append([attempt.failed(SIGNIN_TOKEN, fault, None)])
        raise
    with store.begin(now=attempt.now) as tx:
        token = keep_code(tx, given.session, ends=given.ends, entropy=environment.entropy, now=attempt.now)
        tx.commit(attempt.issued_token(given.identity, given.session.access_key_id))
    return render_json(200, {"SigninToken": token}, attempt.request_id)


def _prove(fields: Mapping[str, str], reader: Reader, environment: Environment, now: datetime) -> _Given:
    key_id, secret, token = _read_session(fields.get("Session", ""))
    try:
        opened = environment.tokens.open(token, now=now)
        principal = get_session_principal(reader, opened.session)
    except (InvalidClientTokenIdError, ExpiredTokenError):
        raise DeniedError("invalid_grant", _INVALID) from None
    session = opened.session
    is_key = compare_digest(session.access_key_id.encode(), key_id.encode())
    if not is_key or not compare_digest(opened.secret_access_key.encode(), secret.encode()):
        raise DeniedError("invalid_grant", _INVALID)
    _require_suitable(session)
    ends = _find_end(session, fields.get("SessionDuration"), reader, now)
    return _Given(session, FederatedIdentity(principal), ends)


def _require_suitable(session: Session) -> None:
    if session.kind not in {SessionKind.ASSUMED_ROLE, SessionKind.FEDERATION} or session.sign_in_id:
        raise InvalidRequestError(
            "invalid_request", "Session must have credentials of AssumeRole or GetFederationToken."
        )


def _find_end(session: Session, duration: str | None, reader: Reader, now: datetime) -> datetime:
    """When the console's session ends: after `SessionDuration`, or else with the credentials."""
    if duration is None:
        return session.expires
    seconds = int(duration) if _DURATION.fullmatch(duration) else 0
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise InvalidRequestError(
            "invalid_request", f"SessionDuration must be a number of seconds from {MIN_SECONDS} to {MAX_SECONDS}."
        )
    if session.kind is SessionKind.FEDERATION:
        raise InvalidRequestError(
            "invalid_request", "SessionDuration is not possible with credentials of GetFederationToken."
        )
    if ":assumed-role/" in session.issuer_arn:
        raise InvalidRequestError(
            "invalid_request", "SessionDuration is not possible with a role that another role has assumed."
        )
    role = reader.find(Role, session.account, session.principal_id)
    if role is None or seconds > role.max_session_seconds:
        raise InvalidRequestError("invalid_request", "SessionDuration is longer than the role's MaxSessionDuration.")
    return now + timedelta(seconds=seconds)


def _lead_to_console(fields: Mapping[str, str], reader: Reader, attempt: Attempt) -> HTTPResponse:
    """Take the browser to the destination with the token behind `#`, which no server and no log gets to see.

    The page redeems the token. This answer signs nobody in, so a link on another site cannot replace the session of a
    browser without a question.
    """
    token = fields.get("SigninToken", "")
    path = _find_destination(fields.get("Destination", CONSOLE), attempt.request)
    code = find_code(reader, token)
    if code is None or attempt.now >= code.expires:
        raise InvalidRequestError(
            "invalid_request", "The sign-in link was used before, or is older than 15 minutes. Request a new one."
        )
    return _redirect(f"{path}#signin-token={token}", attempt)


def _find_destination(text: str, request: HTTPRequest) -> str:
    """The page of the console that a destination names; raises `InvalidRequestError` for any other place."""
    refusal = InvalidRequestError("invalid_request", "Destination must be an address of this server's console.")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise refusal from None
    if parts.scheme == "https" and _AWS_CONSOLE.fullmatch(parts.netloc):
        return CONSOLE
    origin = f"{parts.scheme}://{parts.netloc}" if parts.scheme or parts.netloc else request.origin
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if origin.lower() != request.origin.lower() or not _DESTINATION.fullmatch(path) or "/.." in path.lower():
        raise refusal
    return path if path != "/console" else CONSOLE


def _read_session(text: str) -> tuple[str, str, str]:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        members = None
    names = ("sessionId", "sessionKey", "sessionToken")
    values = [members.get(name) for name in names] if isinstance(members, dict) else []
    texts = tuple(value for value in values if isinstance(value, str) and value.isascii())
    if len(texts) != len(names):
        raise InvalidRequestError(
            "invalid_request", "Session must be a JSON object with sessionId, sessionKey and sessionToken."
        )
    return texts[0], texts[1], texts[2]


def _read_fields(request: HTTPRequest) -> dict[str, str]:
    """The parameters in the query string and, of a POST, in the form."""
    text = request.raw_query
    content_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if request.method == "POST" and content_type == FORM_TYPE:
        text = "&".join(filter(None, (text, request.body.decode("latin-1"))))
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError:
        raise InvalidRequestError("invalid_request", "The parameters cannot be read.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InvalidRequestError("invalid_request", "A parameter is given twice.")
    return fields


def _redirect(location: str, attempt: Attempt) -> HTTPResponse:
    answer = render_json(302, {"location": location.partition("#")[0]}, attempt.request_id)
    headers = (*answer.headers, ("Location", location), ("Referrer-Policy", "no-referrer"))
    return HTTPResponse(answer.status, headers, answer.body)


def _render_fault(fault: SignInError, attempt: Attempt) -> HTTPResponse:
    """A line of plain text: browsers show it as it is, and brokers print it."""
    answer = render_json(fault.status, {}, attempt.request_id, headers=fault.headers())
    headers = tuple(
        (name, "text/plain; charset=utf-8") if name == "Content-Type" else (name, value)
        for name, value in answer.headers
    )
    safe = (("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"))
    return HTTPResponse(answer.status, (*headers, *safe), f"Limen: {fault.message}\n".encode())
