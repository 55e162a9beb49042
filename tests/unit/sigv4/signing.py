"""Requests signed by botocore, as values: the oracle of the SigV4 tests."""

from collections.abc import Iterable
from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from limen.wire.http import HTTPRequest

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
HOST = "127.0.0.1:4260"
NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded; charset=utf-8"
BODY = b"Action=GetUser&UserName=alice&Version=2010-05-08"


def sign(
    method: str = "POST",
    path: str = "/",
    query: str = "",
    headers: Iterable[tuple[str, str]] = (("Content-Type", FORM),),
    body: bytes = BODY,
    *,
    service: str = "iam",
    region: str = "us-east-1",
    token: str | None = None,
    expires: int | None = None,
    key_id: str = KEY_ID,
    secret: str = SECRET,
    at: datetime = NOW,
) -> HTTPRequest:
    """Sign with the Authorization header, or presign where `expires` is given."""
    url = f"http://{HOST}{path}" + (f"?{query}" if query else "")
    request = AWSRequest(method=method, url=url, data=body)
    for name, value in headers:
        request.headers.add_header(name, value)
    credentials = Credentials(key_id, secret, token)
    with patch("botocore.auth.get_current_datetime", return_value=at):
        _signer(credentials, service, region, expires).add_auth(request)
    parts = urlsplit(request.url)
    sent = [(name.lower(), value) for name, value in request.headers.items()]
    return HTTPRequest(method, parts.path, parts.query, (("host", HOST), *sent), body)


def _signer(credentials: Credentials, service: str, region: str, expires: int | None) -> SigV4Auth:
    if expires is None:
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        return signer(credentials, service, region)
    presigner = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
    return presigner(credentials, service, region, expires)


def with_header(request: HTTPRequest, name: str, value: str) -> HTTPRequest:
    """The same request with another value of the header, which is added if it is not there."""
    kept = tuple(pair for pair in request.headers if pair[0] != name)
    return rebuild(request, headers=(*kept, (name, value)))


def without_header(request: HTTPRequest, name: str) -> HTTPRequest:
    return rebuild(request, headers=tuple(pair for pair in request.headers if pair[0] != name))


def rebuild(request: HTTPRequest, **changes: object) -> HTTPRequest:
    from dataclasses import replace

    return replace(request, **changes)  # type: ignore[arg-type]
