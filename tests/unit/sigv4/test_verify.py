from datetime import timedelta
from hashlib import sha256
from time import process_time

import pytest

from limen.sigv4 import derive_signing_key, parse_signed_request, verify
from limen.sigv4.faults import RequestExpiredError, SignatureDoesNotMatchError
from limen.wire.http import HTTPRequest
from tests.unit.sigv4.signing import BODY, FORM, NOW, SECRET, rebuild, sign, with_header, without_header

SERVICES = frozenset({"iam", "sts"})
MISMATCH = "The request signature we calculated does not match the signature you provided. "
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
QUERY = "Action=GetCallerIdentity&Version=2011-06-15"


def check(request: HTTPRequest, *, secret=SECRET, services=SERVICES, now=NOW) -> None:
    signed = parse_signed_request(request)
    assert signed is not None
    verify(request, signed, derive_signing_key(secret, signed.scope), services=services, now=now)


def refusal(request: HTTPRequest, **options: object) -> str:
    with pytest.raises(SignatureDoesNotMatchError) as caught:
        check(request, **options)
    return caught.value.message


def presign(expires: int = 60, **options: object) -> HTTPRequest:
    return sign("GET", query=QUERY, headers=(), body=b"", service="sts", expires=expires, **options)  # type: ignore[arg-type]


def test_a_good_signature_passes():
    check(sign())
    check(sign(token="a-token"))
    check(presign())
    check(presign(token="a/token+with=signs"))


def test_another_secret_is_refused():
    assert refusal(sign(), secret="another").startswith(MISMATCH)


def test_any_region_is_kept_as_the_client_has_it():
    check(sign(region="eu-somewhere-9"))


@pytest.mark.parametrize("region", ["", "us east", "us-east-1\n", "x" * 65])
def test_a_region_is_a_short_word(region):
    assert refusal(_rescope(f"20260314/{region}/iam/aws4_request")) == "Credential should be scoped to a valid region. "


def _rescope(scope: str) -> HTTPRequest:
    request = sign()
    authorization = request.header("authorization") or ""
    return with_header(request, "authorization", authorization.replace("20260314/us-east-1/iam/aws4_request", scope))


def test_the_terminator():
    assert refusal(_rescope("20260314/us-east-1/iam/aws5_request")) == (
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'."
    )


def test_the_service():
    assert refusal(sign(service="ec2"), services={"iam"}) == "Credential should be scoped to correct service: 'iam'. "
    assert "'iam' or 'sts'" in refusal(sign(service="ec2"))


def test_the_date_of_the_scope():
    assert refusal(_rescope("20260313/us-east-1/iam/aws4_request")) == (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'20260313' != '20260314', from '20260314T150926Z'."
    )


def test_fifteen_minutes_either_way():
    check(sign(), now=NOW + 15 * MINUTE)
    check(sign(), now=NOW - 15 * MINUTE)


def test_signed_too_long_ago():
    assert refusal(sign(), now=NOW + 15 * MINUTE + SECOND) == (
        "Signature expired: 20260314T150926Z is now earlier than 20260314T150927Z (20260314T152427Z - 15 min.)"
    )


def test_signed_in_the_future():
    assert refusal(sign(), now=NOW - 15 * MINUTE - SECOND) == (
        "Signature not yet current: 20260314T150926Z is still later than 20260314T150925Z (20260314T145425Z + 15 min.)"
    )


def test_a_presigned_request_of_s3_ends_when_it_says():
    request = sign("GET", path="/b/k", service="s3", headers=(), body=b"", expires=3600)
    check(request, services={"s3"}, now=NOW + 60 * MINUTE)
    with pytest.raises(RequestExpiredError, match=r"^Request has expired\.$"):
        check(request, services={"s3"}, now=NOW + 60 * MINUTE + SECOND)


@pytest.mark.parametrize("expires", [1, 60, 3600])
def test_elsewhere_it_is_valid_for_fifteen_minutes_whatever_it_says(expires):
    check(presign(expires), now=NOW + 15 * MINUTE)
    assert refusal(presign(expires), now=NOW + 15 * MINUTE + SECOND).startswith("Signature expired: ")


def test_a_presigned_request_may_begin_five_minutes_ahead():
    check(presign(), now=NOW - 5 * MINUTE)
    assert refusal(presign(), now=NOW - 5 * MINUTE - SECOND).startswith("Signature not yet current: ")


def test_a_presigned_request_without_life_gets_fifteen_minutes():
    request = presign()
    endless = rebuild(request, raw_query=request.raw_query.replace("X-Amz-Expires=60&", ""))
    assert refusal(endless, now=NOW + 15 * MINUTE).startswith(MISMATCH)
    assert refusal(endless, now=NOW + 16 * MINUTE).startswith("Signature expired: ")


def test_the_host_must_be_signed():
    request = sign()
    authorization = (request.header("authorization") or "").replace("host;", "")
    message = refusal(with_header(request, "authorization", authorization))
    assert message == "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."


@pytest.mark.parametrize("name", ["x-amz-security-token", "x-amz-target", "x-amz-user-agent"])
def test_every_amz_header_must_be_signed(name):
    message = refusal(with_header(sign(), name, "smuggled"))
    assert message == f"'{name}' must be a 'SignedHeader' in the AWS Authorization."


def test_a_digest_of_the_body_need_not_be_signed():
    """The canonical request has the body's digest in any case; some clients add the header after they have signed."""
    request = sign()
    check(with_header(request, "x-amz-content-sha256", sha256(request.body).hexdigest()))
    for other in (sha256(b"other").hexdigest(), "UNSIGNED-PAYLOAD", ""):
        assert refusal(with_header(request, "x-amz-content-sha256", other)) == (
            "'x-amz-content-sha256' must be a 'SignedHeader' in the AWS Authorization."
        )


def test_an_amz_date_header_beside_a_presigned_query_must_be_signed():
    assert "x-amz-date" in refusal(with_header(presign(), "x-amz-date", "20260314T150926Z"))


@pytest.mark.parametrize("name", ["user-agent", "x-amzn-trace-id", "accept", "connection"])
def test_other_headers_may_come_unsigned(name):
    check(with_header(sign(), name, "anything"))


def test_a_signed_header_that_is_not_there_is_refused():
    assert refusal(without_header(sign(), "content-type")).startswith(MISMATCH)


def test_spaces_in_headers_are_folded():
    request = sign(headers=(("Content-Type", FORM), ("X-Amz-Note", "a b c")))
    check(with_header(request, "x-amz-note", "  a \t b   c\t"))


def test_values_of_a_repeated_header_are_joined_in_order():
    headers = (("Content-Type", FORM), ("X-Amz-Meta", "one"), ("X-Amz-Meta", "two"))
    request = sign(headers=headers)
    assert [value for name, value in request.headers if name == "x-amz-meta"] == ["one", "two"]
    check(request)
    swapped = (*without_header(request, "x-amz-meta").headers, ("x-amz-meta", "two"), ("x-amz-meta", "one"))
    assert refusal(rebuild(request, headers=swapped)).startswith(MISMATCH)


def test_a_header_in_utf_8_is_signed_as_its_bytes():
    """botocore signs the UTF-8 form; the server reads headers as Latin-1, one character for each byte."""
    request = sign(headers=(("X-Amz-Note", "à bientôt"),))
    on_the_wire = "à bientôt".encode().decode("latin-1")
    check(with_header(request, "x-amz-note", on_the_wire))


def test_a_date_header_will_do():
    request = sign(headers=(("Date", "now"),))
    assert request.header("x-amz-date") is None
    check(request)


def test_a_claimed_payload_hash_is_not_believed():
    unsigned = sign(headers=(("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"),))
    assert refusal(unsigned).startswith(MISMATCH)


def test_s3_may_leave_the_payload_unsigned_and_encodes_the_path_once():
    s3 = {"s3"}
    request = sign("PUT", path="/bucket/a%20b//c/../d", service="s3", headers=(), body=b"content")
    check(request, services=s3)
    unsigned = sign("PUT", path="/b/k", service="s3", headers=(), body=b"", expires=60)
    check(rebuild(unsigned, body=b"anything"), services=s3)
    assert refusal(rebuild(request, body=b"other"), services=s3).startswith(MISMATCH)


def test_the_refusal_shows_what_should_have_been_signed():
    message = refusal(rebuild(sign(), body=b"Action=DeleteUser"))
    assert "\n\nThe Canonical String for this request should have been\n'POST\n/\n\ncontent-type:" in message
    assert "\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260314T150926Z\n20260314/" in message


def test_the_refusal_repeats_no_secret():
    query = "Action=CreateLoginProfile&Password=hunter2&TokenCode=123456&NewPassword=hunter3&UserName=alice"
    request = sign("GET", query=query, headers=(("Cookie", "session=crumb"),), body=b"", token="sesame")
    message = refusal(request, secret="another")
    assert "UserName=alice" in message
    assert not any(secret in message for secret in ("hunter", "123456", "crumb", "sesame", SECRET, "another"))


def test_the_refusal_of_a_presigned_request_repeats_no_token():
    message = refusal(presign(token="sesame"), secret="another")
    assert "X-Amz-Security-Token=***" in message
    assert "sesame" not in message


@pytest.mark.parametrize(
    ("path", "signed_headers"),
    [("/" + "token" * 12_000, "host"), ("/", "host;" + "secret" * 10_000), ("/", "host" + ";" * 60_000)],
)
def test_a_refusal_takes_no_longer_than_it_must(path, signed_headers):
    """Anybody who knows the id of a key can cause a refusal: with 64 KB of headers that once took seven seconds."""
    request = rebuild(sign(), raw_path=path)
    authorization = (request.header("authorization") or "").replace("host;x-amz-date", f"{signed_headers};x-amz-date")
    many = tuple((f"x-amz-{number}", "") for number in range(190))
    begun = process_time()
    refusal(rebuild(with_header(request, "authorization", authorization), headers=(*request.headers, *many)))
    refusal(with_header(request, "authorization", authorization))
    assert process_time() - begun < 5


def test_the_refusal_is_bounded():
    request = with_header(sign(headers=(("X-Amz-Long", "x"),)), "x-amz-long", "y" * 100_000)
    assert len(refusal(request)) < 10_000


@pytest.mark.parametrize("signature", ["", "zz", "é" * 64, "0" * 64, "\x00"])
def test_a_signature_may_be_any_text(signature):
    request = sign()
    authorization = (request.header("authorization") or "").rpartition("=")[0] + f"={signature or '0'}"
    assert refusal(with_header(request, "authorization", authorization)).startswith(MISMATCH)


def test_the_body_counts():
    assert refusal(rebuild(sign(), body=BODY + b" ")).startswith(MISMATCH)
