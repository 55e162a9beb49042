"""Verification (spec api 2.14): scope, time, the headers that must be signed, and the signature itself.

A signature is valid for fifteen minutes before and after its time; presigned requests may begin at most five minutes
ahead. The parameter `X-Amz-Expires` is a rule of S3: there a presigned request ends when it states, without grace.
Other services ignore it, so a token for EKS, which is a presigned GetCallerIdentity with `X-Amz-Expires=60`, is valid
for fifteen minutes too.

The signature is compared last and in constant time; the checks before it only read what the client sent, so their order
reveals nothing about the key.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest

from limen.sigv4.canonical import PAYLOAD_DIGEST, render_canonical_request, render_string_to_sign
from limen.sigv4.faults import RequestExpiredError, SignatureDoesNotMatchError
from limen.sigv4.message import Message
from limen.sigv4.signed_request import TIMESTAMP_FORMAT, CredentialScope, SignedRequest

TERMINATOR = "aws4_request"
CLOCK_SKEW = timedelta(minutes=15)
PRESIGNED_CLOCK_SKEW = timedelta(minutes=5)
MAX_HINT_CHARACTERS = 4096

_REGION = re.compile(r"[A-Za-z0-9-]{1,64}")
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
_FIELD = re.compile(r"(?m)((?:^|&)[^=:&\n]*+[=:])[^&\n]+")
"""A name and its value. Possessive quantifiers, so that an untrusted text of 64 KB is read only once."""

_SENSITIVE = re.compile(r"(?i)password|token|secret|privatekey|assertion|authenticationcode|cookie|authorization")


def verify(
    message: Message,
    signed: SignedRequest,
    signing_key: bytes,
    *,
    services: Collection[str],
    now: datetime,
    is_body_here: bool = True,
) -> None:
    """Return if `signed` is a valid signature of `message` for one of `services` at `now`.

    If the body is not here, it is not verified: its signed digest is trusted. Raises `SignatureDoesNotMatchError` or
    `RequestExpiredError`.
    """
    _check_scope(signed, services)
    _check_time(signed, now)
    _check_coverage(message, signed)
    _check_signature(message, signed, signing_key, is_body_here=is_body_here)


def _check_scope(signed: SignedRequest, services: Collection[str]) -> None:
    scope = signed.scope
    if scope.terminator != TERMINATOR:
        raise SignatureDoesNotMatchError(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{scope.terminator[:64]}'."
        )
    if scope.service not in services:
        raise SignatureDoesNotMatchError(_wrong_service(services))
    if not _REGION.fullmatch(scope.region):
        raise SignatureDoesNotMatchError("Credential should be scoped to a valid region. ")
    _check_scope_date(scope, signed.timestamp)


def _wrong_service(services: Collection[str]) -> str:
    names = " or ".join(f"'{service}'" for service in sorted(services))
    return f"Credential should be scoped to correct service: {names}. "


def _check_scope_date(scope: CredentialScope, timestamp: str) -> None:
    date = timestamp[:8]
    if scope.date != date:
        raise SignatureDoesNotMatchError(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{scope.date[:64]}' != '{date}', from '{timestamp}'."
        )


def _check_time(signed: SignedRequest, now: datetime) -> None:
    ahead = PRESIGNED_CLOCK_SKEW if signed.is_presigned else CLOCK_SKEW
    if signed.signed_at > now + ahead:
        raise SignatureDoesNotMatchError(
            f"Signature not yet current: {signed.timestamp} is still later than {_stamp(now + ahead)} "
            f"({_stamp(now)} + {ahead.seconds // 60} min.)"
        )
    # With an expiry of its own, a presigned request of S3 may be older than the allowed clock skew.
    if signed.expires_seconds is not None:
        if now > signed.signed_at + timedelta(seconds=signed.expires_seconds):
            raise RequestExpiredError("Request has expired.")
    elif signed.signed_at < now - CLOCK_SKEW:
        raise SignatureDoesNotMatchError(
            f"Signature expired: {signed.timestamp} is now earlier than {_stamp(now - CLOCK_SKEW)} "
            f"({_stamp(now)} - {CLOCK_SKEW.seconds // 60} min.)"
        )


def _stamp(moment: datetime) -> str:
    return moment.strftime(TIMESTAMP_FORMAT)


def _check_coverage(message: Message, signed: SignedRequest) -> None:
    """Everything that could change what the request means must be signed.

    Some clients add `x-amz-content-sha256` after signing. If it is the digest of the body, it adds nothing that is not
    signed: the body's digest is a line of the canonical request.
    """
    if "host" not in signed.signed_headers:
        raise SignatureDoesNotMatchError("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    # `x-amz-*` headers steer the service (target, session token, date): if one could be added after signing, an
    # attacker who sees the request in transit could change what it does.
    covered = frozenset(signed.signed_headers)
    for name, value in signed.headers.items():
        if name == PAYLOAD_DIGEST and value == sha256(message.body).hexdigest():
            continue
        if name.startswith("x-amz-") and name not in covered:
            raise SignatureDoesNotMatchError(f"'{name[:64]}' must be a 'SignedHeader' in the AWS Authorization.")


def _check_signature(message: Message, signed: SignedRequest, signing_key: bytes, *, is_body_here: bool) -> None:
    canonical_request = render_canonical_request(message, signed, is_body_here=is_body_here)
    string_to_sign = render_string_to_sign(signed, canonical_request)
    expected = digest(signing_key, string_to_sign.encode("utf-8", "replace"), "sha256").hex()
    if not compare_digest(expected.encode(), signed.signature.encode("utf-8", "replace")):
        raise SignatureDoesNotMatchError(f"{_MISMATCH}{_hint(canonical_request, string_to_sign)}")


def _hint(canonical_request: str, string_to_sign: str) -> str:
    """The expected texts, as AWS prints them; values that may be secret are masked."""
    canonical = _FIELD.sub(_blank_out, canonical_request)[:MAX_HINT_CHARACTERS]
    return (
        f"\n\nThe Canonical String for this request should have been\n'{canonical}'"
        f"\n\nThe String-to-Sign should have been\n'{string_to_sign}'\n"
    )


def _blank_out(field: re.Match[str]) -> str:
    return f"{field[1]}***" if _SENSITIVE.search(field[1]) else field[0]
