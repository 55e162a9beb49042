"""The signature that a client claims: the Authorization header or the presigned query, parsed (spec api 2.14).

Nothing is verified here. Every part must be present exactly once and well-formed; otherwise the answer is
`IncompleteSignature`, with AWS's texts. A refused Authorization header is quoted only as a digest, as AWS does, because
it may contain secrets.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from limen.sigv4.faults import IncompleteSignatureError
from limen.sigv4.message import Message, index_headers, split_query

ALGORITHM = "AWS4-HMAC-SHA256"
TIMESTAMP_FORMAT = "%Y%m%dT%H%M%SZ"
EXPIRING_SERVICES = frozenset({"s3"})
"""Services whose presigned requests end by `X-Amz-Expires`; all others ignore it."""

MAX_EXPIRES_SECONDS = 604_800
"""Seven days, the longest validity of a presigned request."""

SINGLE_HEADERS = frozenset(
    {"authorization", "content-type", "date", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"}
)
"""Headers that must not repeat: two parties could disagree about which of the values counts."""

_HEADER_PARTS = ("Credential", "Signature", "SignedHeaders")
_QUERY_MARKS = frozenset({"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders"})
_QUERY_PARTS = ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date")
_SCOPE_PARTS = 5
_TIMESTAMP = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class CredentialScope:
    """The scope of a signing key: `date/region/service/aws4_request`."""

    date: str
    region: str
    service: str
    terminator: str

    def __str__(self) -> str:
        """Render it as it is signed."""
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The parts of a signature; `timestamp` is `signed_at` in ISO 8601 basic form.

    `headers` are all headers of the message, in the form that is signed. `expires_seconds` is `None` if a presigned
    request does not state it.
    """

    access_key_id: str
    scope: CredentialScope
    signed_headers: tuple[str, ...]
    signature: str = field(repr=False)
    signed_at: datetime
    timestamp: str
    headers: Mapping[str, str] = field(repr=False)
    session_token: str = field(default="", repr=False)
    is_presigned: bool = False
    expires_seconds: int | None = None


def parse_signed_request(message: Message) -> SignedRequest | None:
    """Read the signature of `message`; `None` if it carries none. Raises `IncompleteSignatureError`."""
    headers = index_headers(message.headers)
    pairs = split_query(message.raw_query) if message.raw_query else []
    is_presigned = any(name in _QUERY_MARKS for name, _ in pairs)
    if "authorization" not in headers and not is_presigned:
        return None
    # Refused before anything is read: `headers` joins the values of a repeated header by commas, as SigV4 signs them,
    # while another program may take only the first or the last.
    _refuse_repetition(message.headers)
    if not is_presigned:
        return _parse_header(headers)
    # Two signatures in one request could have two callers, so AWS refuses both (spec api 2.14).
    if "authorization" in headers:
        raise IncompleteSignatureError(
            "Only one authentication mechanism is allowed: the Authorization header or X-Amz-* query-string parameters."
        )
    return _parse_query(_index_query(pairs), headers)


def _refuse_repetition(headers: Iterable[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for name, _ in headers:
        if name in SINGLE_HEADERS:
            if name in seen:
                raise IncompleteSignatureError(f"Header '{name}' must not be repeated.")
            seen.add(name)


def _index_query(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    index: dict[str, str] = {}
    for name, value in pairs:
        # Other parameters may repeat: they are signed with all their values, and mean what the service says.
        if name in index and name.startswith("X-Amz-"):
            raise IncompleteSignatureError(f"Query-string parameter '{name}' must not be repeated.")
        index[name] = value
    return index


def _parse_header(headers: Mapping[str, str]) -> SignedRequest:
    authorization = headers["authorization"]
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignatureError(f"Unsupported AWS 'algorithm': {_quoted(authorization)}.")
    parts = _split_parts(authorization, rest)
    # Browsers cannot set `Date`, and proxies change it, so AWS prefers its own header. `Date` need not be signed:
    # the time is a line of the string to sign.
    date = headers.get("x-amz-date") or headers.get("date", "")
    # AWS lists everything that is missing in one message.
    lacks = [f"Authorization header requires '{name}' parameter. " for name in _HEADER_PARTS if not parts.get(name)]
    if not date:
        lacks.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ")
    if lacks:
        raise IncompleteSignatureError(
            f"{''.join(lacks)}(Hashed with SHA-256 and encoded with Base64) Authorization={_digest(authorization)}"
        )
    access_key_id, scope = _parse_credential(parts["Credential"])
    signed_at, timestamp = _parse_date(date)
    return SignedRequest(
        access_key_id=access_key_id,
        scope=scope,
        signed_headers=tuple(parts["SignedHeaders"].lower().split(";")),
        signature=parts["Signature"],
        signed_at=signed_at,
        timestamp=timestamp,
        headers=headers,
        session_token=headers.get("x-amz-security-token", ""),
    )


def _split_parts(authorization: str, rest: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in rest.split(","):
        name, equals, value = piece.strip().partition("=")
        if not equals:
            raise IncompleteSignatureError(
                f"Invalid key=value pair (missing equal-sign) in Authorization header {_quoted(authorization)}."
            )
        if name in parts:
            raise IncompleteSignatureError(f"Authorization header repeats a parameter {_quoted(authorization)}.")
        parts[name] = value
    return parts


def _parse_query(query: Mapping[str, str], headers: Mapping[str, str]) -> SignedRequest:
    missing = [f"'{name}'" for name in _QUERY_PARTS if not query.get(name)]
    if missing:
        raise IncompleteSignatureError(
            f"AWS query-string parameters must include {', '.join(missing)}. Re-examine the query-string parameters."
        )
    if query["X-Amz-Algorithm"] != ALGORITHM:
        raise IncompleteSignatureError(f"Unsupported AWS 'algorithm': {_quoted(query['X-Amz-Algorithm'])}.")
    access_key_id, scope = _parse_credential(query["X-Amz-Credential"])
    signed_at, timestamp = _parse_date(query["X-Amz-Date"])
    return SignedRequest(
        access_key_id=access_key_id,
        scope=scope,
        signed_headers=tuple(query["X-Amz-SignedHeaders"].lower().split(";")),
        signature=query["X-Amz-Signature"],
        signed_at=signed_at,
        timestamp=timestamp,
        headers=headers,
        # Services differ in whether the token is added before or after signing; after it, it may be a header.
        session_token=query.get("X-Amz-Security-Token") or headers.get("x-amz-security-token", ""),
        is_presigned=True,
        expires_seconds=_find_life(query, scope.service),
    )


def _parse_credential(text: str) -> tuple[str, CredentialScope]:
    parts = text.split("/")
    if len(parts) != _SCOPE_PARTS or not parts[0]:
        raise IncompleteSignatureError(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
            f"got {_quoted(text)}"
        )
    return parts[0], CredentialScope(*parts[1:])


def _parse_date(text: str) -> tuple[datetime, str]:
    """The time, and the same in ISO 8601 basic form."""
    try:
        if _TIMESTAMP.fullmatch(text):
            return datetime.fromisoformat(text), text
        moment = _parse_http_date(text)
        return moment, moment.strftime(TIMESTAMP_FORMAT)
    except (ValueError, OverflowError):
        raise IncompleteSignatureError(
            f"Date must be in ISO-8601 'basic format'. Got '{text[:64]}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ) from None


def _parse_http_date(text: str) -> datetime:
    """The time of an RFC 5322 `Date`; `-0000`, which some clients send, means UTC, but is parsed as having no zone."""
    moment = parsedate_to_datetime(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _find_life(query: Mapping[str, str], service: str) -> int | None:
    """The lifetime in seconds that a presigned request states; `None` if it states none or its service ignores it."""
    if "X-Amz-Expires" not in query or service not in EXPIRING_SERVICES:
        return None
    return _parse_expires(query["X-Amz-Expires"])


def _parse_expires(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_EXPIRES_SECONDS)):
        seconds = int(text)
        if 1 <= seconds <= MAX_EXPIRES_SECONDS:
            return seconds
    raise IncompleteSignatureError(f"X-Amz-Expires must be a number between 1 and {MAX_EXPIRES_SECONDS} (seconds).")


def _quoted(text: str) -> str:
    return f"(hashed with SHA-256 and encoded with Base64): '{_digest(text)}'"


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8", "replace")).digest()).decode()
