from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from limen.sigv4 import CredentialScope, parse_signed_request
from limen.sigv4.faults import IncompleteSignatureError
from limen.wire.http import HTTPRequest
from tests.unit.sigv4.signing import KEY_ID, NOW, rebuild, sign, with_header, without_header

CREDENTIAL = f"{KEY_ID}/20260314/us-east-1/iam/aws4_request"
PRESIGNED_QUERY = "Action=GetUser&Version=2010-05-08"


def with_authorization(text: str) -> HTTPRequest:
    return with_header(sign(), "authorization", text)


def presign(**options: object) -> HTTPRequest:
    return sign("GET", query=PRESIGNED_QUERY, headers=(), body=b"", expires=60, **options)  # type: ignore[arg-type]


def refusal(request: HTTPRequest) -> str:
    with pytest.raises(IncompleteSignatureError) as caught:
        parse_signed_request(request)
    return caught.value.message


def test_a_request_without_signature_has_none():
    assert parse_signed_request(HTTPRequest("GET", "/", "Action=GetUser&X-Amz-Date=1", (("host", "h"),), b"")) is None


def test_the_authorization_header_is_taken_apart():
    signed = parse_signed_request(sign(token="the-token"))
    assert signed is not None
    assert signed.access_key_id == KEY_ID
    assert signed.scope == CredentialScope("20260314", "us-east-1", "iam", "aws4_request")
    assert str(signed.scope) == "20260314/us-east-1/iam/aws4_request"
    assert signed.signed_headers == ("content-type", "host", "x-amz-date", "x-amz-security-token")
    assert (signed.signed_at, signed.timestamp) == (NOW, "20260314T150926Z")
    assert signed.session_token == "the-token"
    assert (signed.is_presigned, signed.expires_seconds) == (False, None)


def test_the_presigned_query_is_taken_apart():
    signed = parse_signed_request(presign(token="tok/en+="))
    assert signed is not None
    assert signed.access_key_id == KEY_ID
    assert signed.signed_headers == ("host",)
    assert signed.session_token == "tok/en+="
    assert (signed.is_presigned, signed.expires_seconds) == (True, None)


def test_only_s3_applies_the_expiry_of_a_presigned_request():
    signed = parse_signed_request(presign(service="s3"))
    assert signed is not None
    assert signed.expires_seconds == 60


def test_a_presigned_request_need_not_state_its_expiry():
    request = presign()
    signed = parse_signed_request(rebuild(request, raw_query=request.raw_query.replace("X-Amz-Expires=60&", "")))
    assert signed is not None
    assert signed.expires_seconds is None


def test_neither_signature_nor_token_is_in_the_representation():
    signed = parse_signed_request(sign(token="the-token"))
    assert signed is not None
    assert signed.signature not in repr(signed)
    assert "the-token" not in repr(signed)


@pytest.mark.parametrize("separator", [", ", ",", " , "])
def test_parts_may_be_set_off_by_spaces_or_not(separator):
    parts = (f"Credential={CREDENTIAL}", "SignedHeaders=Host;x-amz-date", "Signature=00")
    signed = parse_signed_request(with_authorization(f"AWS4-HMAC-SHA256 {separator.join(parts)}"))
    assert signed is not None
    assert (signed.signed_headers, signed.signature) == (("host", "x-amz-date"), "00")


@pytest.mark.parametrize(
    "scheme", ["Basic dXNlcjpwYXNz", "Bearer abc", "AWS4-ECDSA-P256-SHA256 Credential=x", "", "AWS"]
)
def test_another_scheme_is_not_supported(scheme):
    assert refusal(with_authorization(scheme)).startswith("Unsupported AWS 'algorithm': ")


def test_every_missing_part_is_reported_and_the_header_only_as_a_digest():
    authorization = "AWS4-HMAC-SHA256 Nonsense=1"
    message = refusal(without_header(with_authorization(authorization), "x-amz-date"))
    digest = b64encode(sha256(authorization.encode()).digest()).decode()
    assert message == (
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        f"(Hashed with SHA-256 and encoded with Base64) Authorization={digest}"
    )


@pytest.mark.parametrize("part", ["Credential", "SignedHeaders", "Signature"])
def test_one_missing_part_is_reported(part):
    parts = {"Credential": CREDENTIAL, "SignedHeaders": "host", "Signature": "00"}
    del parts[part]
    authorization = "AWS4-HMAC-SHA256 " + ", ".join(f"{name}={value}" for name, value in parts.items())
    assert refusal(with_authorization(authorization)).startswith(f"Authorization header requires '{part}' parameter. (")


def test_a_part_without_equal_sign():
    message = refusal(with_authorization(f"AWS4-HMAC-SHA256 Credential={CREDENTIAL}, oops"))
    assert message.startswith(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256"
    )


def test_a_repeated_part():
    assert "repeats a parameter" in refusal(with_authorization("AWS4-HMAC-SHA256 Signature=1, Signature=2"))


@pytest.mark.parametrize("credential", [KEY_ID, f"{KEY_ID}/20260314/us-east-1/iam", f"{CREDENTIAL}/x", "/a/b/c/d"])
def test_a_credential_has_five_parts(credential):
    message = refusal(with_authorization(f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=00"))
    assert message.startswith("Credential must have exactly 5 slash-delimited elements")


@pytest.mark.parametrize(
    "date", ["2026-03-14T15:09:26Z", "20260314", "20261314T000000Z", "20260314T150926", "٢٠٢٦٠٣١٤T150926Z", "yesterday"]
)
def test_a_date_must_be_in_basic_form(date):
    assert refusal(with_header(sign(), "x-amz-date", date)) == (
        f"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_header_will_do(zone):
    request = with_header(without_header(sign(), "x-amz-date"), "date", f"Sat, 14 Mar 2026 15:09:26 {zone}")
    signed = parse_signed_request(request)
    assert signed is not None
    assert (signed.signed_at, signed.timestamp) == (datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC), "20260314T150926Z")


@pytest.mark.parametrize(
    "name", ["authorization", "host", "x-amz-date", "x-amz-security-token", "content-type", "x-amz-content-sha256"]
)
def test_headers_that_decide_must_not_repeat(name):
    request = sign(token="t")
    headers = (*request.headers, (name, "other"), (name, "another"))
    assert refusal(rebuild(request, headers=headers)) == f"Header '{name}' must not be repeated."


@pytest.mark.parametrize(
    "name", ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"]
)
def test_a_presigned_query_needs_all_its_parts(name):
    pairs = [pair for pair in presign().raw_query.split("&") if not pair.startswith(f"{name}=")]
    message = refusal(rebuild(presign(), raw_query="&".join(pairs)))
    assert message == f"AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."


def test_a_presigned_query_has_each_part_once():
    request = presign()
    message = refusal(rebuild(request, raw_query=f"{request.raw_query}&X%2DAmz-Date=20260314T150926Z"))
    assert message == "Query-string parameter 'X-Amz-Date' must not be repeated."


def test_a_presigned_query_with_another_algorithm():
    request = presign()
    raw_query = request.raw_query.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-MD5")
    assert refusal(rebuild(request, raw_query=raw_query)).startswith("Unsupported AWS 'algorithm'")


@pytest.mark.parametrize("expires", ["0", "604801", "-1", "", "1e3", "٦", "9" * 5000])
def test_a_presigned_life_is_a_number_of_seconds_up_to_a_week(expires):
    request = presign(service="s3")
    raw_query = request.raw_query.replace("X-Amz-Expires=60", f"X-Amz-Expires={expires}")
    assert refusal(rebuild(request, raw_query=raw_query)).startswith(
        "X-Amz-Expires must be a number between 1 and 604800"
    )


def test_header_and_query_together_are_refused():
    both = rebuild(presign(), headers=sign().headers)
    assert refusal(both).startswith("Only one authentication mechanism is allowed")
