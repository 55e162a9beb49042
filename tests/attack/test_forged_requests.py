"""Requests without a correct, current signature for this server are all refused (P1)."""

import base64
import binascii
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from limen.sigv4 import verify
from limen.wire.http import HTTPRequest
from tests.attack.inside import ANYTHING, NOW, Inside, signed, trusting
from tests.unit.sigv4.signing import KEY_ID, sign, with_header, without_header
from tests.wire.server_process import Keys

BODY = b"Action=CreateUser&Version=2010-05-08&UserName=forged"
QUERY = "Action=CreateUser&Version=2010-05-08&UserName=forged"
WHO_AM_I = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}
REFUSALS = {
    "SignatureDoesNotMatch", "IncompleteSignature", "InvalidClientTokenId", "ExpiredToken", "RequestExpired",
    "MissingAuthenticationToken",
}  # fmt: skip


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    made = Inside(tmp_path_factory.mktemp("inside"))
    made.must("CreateUser", UserName="victim")
    yield made
    made.store.close()


@pytest.fixture
def good(inside):
    """A request of the administrator that would create a user."""
    return signed(inside.admin, BODY, "iam", NOW)


def is_refused(inside, request):
    reply = inside.send(request)
    assert reply.code in REFUSALS, reply.text
    return reply


def edit(request, old, new):
    """The request with another Authorization header."""
    authorization = request.header("authorization")
    assert old in authorization
    return with_header(request, "authorization", authorization.replace(old, new))


def presign(inside, query=QUERY, *, keys=None, expires=60, at=NOW, method="GET", body=b""):
    keys = keys or inside.admin
    return sign(
        method, query=query, headers=(), body=body, expires=expires, at=at, key_id=keys.access_key_id,
        secret=keys.secret_access_key, token=keys.session_token or None,
    )  # fmt: skip


def test_what_is_forged_below_would_be_done_if_it_were_not(inside, good):
    inside.must("DeleteUser", UserName="victim")
    assert inside.send(good).status == 200
    inside.must("DeleteUser", UserName="forged")
    inside.must("CreateUser", UserName="victim")
    assert inside.send(presign(inside)).status == 200
    inside.must("DeleteUser", UserName="forged")


@pytest.mark.parametrize(
    "tamper",
    [
        lambda request: replace(request, body=BODY.replace(b"forged", b"Forged")),
        lambda request: replace(request, body=BODY + b"&Path=/admins/"),
        lambda request: replace(request, body=b""),
        lambda request: replace(request, method="GET", body=b"", raw_query=QUERY),
        lambda request: replace(request, raw_query="Path=/admins/"),
        lambda request: replace(request, raw_query="Action=DeleteUser"),
        lambda request: replace(request, raw_path="/console/"),
        lambda request: with_header(request, "host", "elsewhere:4260"),
        lambda request: without_header(request, "host"),
        lambda request: with_header(request, "x-amz-date", "20260314T150927Z"),
        lambda request: without_header(request, "x-amz-date"),
        lambda request: with_header(without_header(request, "x-amz-date"), "date", "Sat, 14 Mar 2026 15:09:27 GMT"),
        lambda request: with_header(request, "x-amz-security-token", "token"),
        lambda request: with_header(request, "x-amz-user-agent", "console"),
        lambda request: with_header(request, "content-type", "application/x-www-form-urlencoded; charset=utf8"),
    ],
)
def test_a_captured_request_cannot_be_altered(inside, good, tamper):
    is_refused(inside, tamper(good))


@pytest.mark.parametrize("name", ["host", "authorization", "x-amz-date", "content-type"])
@pytest.mark.parametrize("last", [True, False])
def test_no_header_that_matters_may_be_doubled(inside, good, name, last):
    other = ((name, "AWS4-HMAC-SHA256 Credential=x/y/z/a/b, SignedHeaders=host, Signature=0"),)
    is_refused(inside, replace(good, headers=(*good.headers, *other) if last else (*other, *good.headers)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("us-east-1", "eu-west-1"),
        ("us-east-1", "US-EAST-1"),
        ("/iam/", "/sts/"),
        ("/20260314/", "/20260313/"),
        ("aws4_request", "aws4_reques"),
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
        ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256-PAYLOAD"),
        ("AWS4-HMAC-SHA256", "aws4-hmac-sha256"),
        ("AWS4-HMAC-SHA256", "AWS3-HTTPS"),
        ("AWS4-HMAC-SHA256", "none"),
        ("AWS4-HMAC-SHA256", "Bearer"),
        ("host;", ""),
        ("content-type;", ""),
        ("host;x-amz-date", "x-amz-date;host"),
        ("Signature=", "Signature=0"),
        ("Signature=", "Signature=,Signature="),
        ("SignedHeaders=", "SignedHeaders=;"),
        ("Credential=", "Credential=x/"),
        ("Credential=", f"Credential={KEY_ID}/a/b/c/aws4_request, Credential="),
    ],
)
def test_what_is_claimed_about_the_signature_cannot_be_altered(inside, good, old, new):
    is_refused(inside, edit(good, old, new))


def test_the_signature_is_one_text_and_no_other(inside, good):
    signature = good.header("authorization").rpartition("Signature=")[2]
    for other in (signature.upper(), signature[:-1], "0" * 64, "", signature + "0", signature[::-1]):
        if other != signature:
            is_refused(inside, edit(good, f"Signature={signature}", f"Signature={other}"))


@pytest.mark.parametrize("minutes", [-16, -60 * 24 * 365, 16, 60 * 24])
def test_a_signature_is_valid_for_fifteen_minutes(inside, minutes):
    is_refused(inside, signed(inside.admin, BODY, "iam", NOW + timedelta(minutes=minutes)))


def test_a_scope_of_a_service_that_is_not_served_is_refused(inside, good):
    assert inside.send(edit(good, "/iam/", "/s3/")).code == "NotImplemented"


@pytest.mark.parametrize("expires", [60, 604800, 10**12])
@pytest.mark.parametrize("minutes", [16, 60, 60 * 24 * 8])
def test_a_presigned_request_lasts_fifteen_minutes_whatever_it_says(inside, expires, minutes):
    request = presign(inside, expires=expires, at=NOW - timedelta(minutes=minutes))
    assert is_refused(inside, request).code in {"SignatureDoesNotMatch", "RequestExpired"}


@pytest.mark.parametrize("minutes", [6, 16])
def test_a_presigned_request_of_the_future_is_refused(inside, minutes):
    is_refused(inside, presign(inside, at=NOW + timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda request: replace(request, raw_query=request.raw_query.replace("forged", "Forged")),
        lambda request: replace(request, raw_query=request.raw_query.replace("X-Amz-Expires=60", "X-Amz-Expires=61")),
        lambda request: replace(request, raw_query=request.raw_query.replace("X-Amz-Expires=60&", "")),
        lambda request: replace(request, raw_query=request.raw_query + "&Path=/admins/"),
        lambda request: replace(request, raw_query=request.raw_query + "&X-Amz-Expires=600"),
        lambda request: replace(request, raw_query=request.raw_query + "&X-Amz-Signature=0"),
        lambda request: replace(request, raw_query=request.raw_query.replace("X-Amz-Signature", "x-amz-signature")),
        lambda request: replace(request, raw_query=request.raw_query.replace("SHA256", "SHA1")),
        lambda request: replace(request, method="POST"),
        lambda request: replace(request, method="HEAD"),
        lambda request: replace(request, method="POST", body=b"Path=/admins/"),
        lambda request: with_header(request, "authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e"),
        lambda request: with_header(request, "x-amz-security-token", "token"),
        lambda request: with_header(request, "host", "elsewhere:4260"),
    ],
)
def test_a_presigned_request_cannot_be_altered(inside, tamper):
    is_refused(inside, tamper(presign(inside)))


@pytest.mark.parametrize(
    "key_id",
    ["", "AKIA", "AKIA' OR '1'='1", "AKIA%", "_" * 20, "АКІА" + "A" * 16, "\x00", "x" * 5000, "akia" + "a" * 16, "*",
     "111122223333", "AKIAIOSFODNN7EXAMPLE\n"],
)  # fmt: skip
def test_no_made_up_key_id_is_anybodys(inside, key_id):
    request = sign(body=BODY, at=NOW)
    is_refused(inside, edit(request, f"Credential={KEY_ID}", f"Credential={key_id}"))


@pytest.mark.parametrize("secret", ["", " ", "AWS4", "None", "null", "x"])
def test_no_guessed_secret_is_right(inside, secret):
    is_refused(inside, signed(Keys(inside.admin.access_key_id, secret), BODY, "iam", NOW))


def test_the_id_of_a_key_in_another_letter_case_names_no_key(inside):
    admin = inside.admin
    is_refused(inside, signed(Keys(admin.access_key_id.lower(), admin.secret_access_key), BODY, "iam", NOW))


def test_the_key_of_one_is_not_the_secret_of_another(inside):
    other = inside.must("CreateAccessKey", UserName="victim").keys
    is_refused(inside, signed(Keys(inside.admin.access_key_id, other.secret_access_key), BODY, "iam", NOW))
    is_refused(inside, signed(Keys(other.access_key_id, inside.admin.secret_access_key), BODY, "iam", NOW))
    inside.must("DeleteAccessKey", UserName="victim", AccessKeyId=other.access_key_id)


# --- sessions -------------------------------------------------------------------------------------------------------


@pytest.fixture
def session(inside):
    return inside.must("GetSessionToken", service="sts").keys


def ask(inside, keys):
    return signed(keys, urlencode(WHO_AM_I).encode(), "sts", inside.now)


def test_a_session_is_its_three_parts(inside, session):
    assert inside.send(ask(inside, session)).status == 200
    other = inside.must("GetSessionToken", service="sts").keys
    for mixed in (
        replace(session, session_token=other.session_token),
        replace(session, access_key_id=other.access_key_id),
        replace(session, secret_access_key=other.secret_access_key),
        replace(session, session_token=""),
        replace(session, access_key_id=inside.admin.access_key_id),
        replace(inside.admin, session_token=session.session_token),
        replace(inside.admin, access_key_id=session.access_key_id),
        replace(session, secret_access_key=inside.admin.secret_access_key),
    ):
        is_refused(inside, ask(inside, mixed))


def test_no_bit_of_a_token_can_be_changed(inside, session):
    token = session.session_token
    for position in range(0, len(token), 5):
        character = "A" if token[position] != "A" else "B"
        changed = token[:position] + character + token[position + 1 :]
        if base64_of(changed) != base64_of(token):
            is_refused(inside, ask(inside, replace(session, session_token=changed)))


def base64_of(token):
    """The content of the token: the last character has bits that do not count."""
    try:
        return base64.b64decode(token, validate=True)
    except binascii.Error:
        return None


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 30, 100])
def test_a_token_cannot_be_cut_or_lengthened(inside, session, cut):
    token = session.session_token
    for changed in (token[:-cut], token[cut:], token + "A" * cut, token + token[:cut], "A" * cut, token + "=" * cut):
        is_refused(inside, ask(inside, replace(session, session_token=changed)))


@pytest.mark.parametrize("token", ["é", "\ud800", "x" * 60_000, "null", "{}", "AAAA" * 100, "=", "%00"])
def test_no_made_up_token_is_a_session(inside, session, token):
    request = ask(inside, replace(session, session_token="token"))
    is_refused(inside, with_header(request, "x-amz-security-token", token))


def test_a_session_ends(tmp_path):
    inside = Inside(tmp_path)
    session = inside.must("GetSessionToken", service="sts").keys
    inside.now += timedelta(hours=12)
    assert is_refused(inside, ask(inside, session)).code == "ExpiredToken"
    inside.store.close()


def test_a_token_signed_as_a_header_is_not_the_presigned_querys_token(inside, session):
    keys = replace(session, session_token="")
    request = presign(inside, urlencode(WHO_AM_I), keys=keys)
    is_refused(inside, with_header(request, "x-amz-security-token", session.session_token))


# --- what has been taken back ---------------------------------------------------------------------------------------


def test_a_deleted_or_inactive_key_is_refused(inside):
    keys = inside.make_user("keyed", ANYTHING)
    named = {"UserName": "keyed", "AccessKeyId": keys.access_key_id}
    assert inside.send(ask(inside, keys)).status == 200
    inside.must("UpdateAccessKey", Status="Inactive", **named)
    assert is_refused(inside, ask(inside, keys)).code == "InvalidClientTokenId"
    inside.must("UpdateAccessKey", Status="Active", **named)
    assert inside.send(ask(inside, keys)).status == 200
    inside.must("DeleteAccessKey", **named)
    assert is_refused(inside, ask(inside, keys)).code == "InvalidClientTokenId"


def test_a_re_created_user_is_another_user(inside):
    keys = inside.make_user("again", ANYTHING)
    session = inside.must("GetSessionToken", keys=keys, service="sts").keys
    trust = trusting(f"arn:aws:iam::{inside.account}:user/again")
    inside.must("CreateRole", RoleName="for-again", AssumeRolePolicyDocument=trust)
    role = {"RoleArn": f"arn:aws:iam::{inside.account}:role/for-again", "RoleSessionName": "shift"}
    inside.must("AssumeRole", keys=keys, service="sts", **role)
    inside.must("DeleteAccessKey", UserName="again", AccessKeyId=keys.access_key_id)
    inside.must("DeleteUserPolicy", UserName="again", PolicyName="policy0")
    inside.must("DeleteUser", UserName="again")
    is_refused(inside, ask(inside, session))
    new = inside.make_user("again")
    is_refused(inside, ask(inside, session))
    is_refused(inside, ask(inside, keys))
    assert inside.call(new, "AssumeRole", service="sts", **role).code == "AccessDenied"


def test_a_re_created_role_is_another_role(inside):
    role = {"RoleName": "worker", "AssumeRolePolicyDocument": trusting(inside.account)}
    arn = f"arn:aws:iam::{inside.account}:role/worker"
    inside.must("CreateRole", **role)
    session = inside.must("AssumeRole", service="sts", RoleArn=arn, RoleSessionName="shift").keys
    assert inside.send(ask(inside, session)).status == 200
    inside.must("DeleteRole", RoleName="worker")
    is_refused(inside, ask(inside, session))
    inside.must("CreateRole", **role)
    is_refused(inside, ask(inside, session))


def test_an_unsigned_request_is_nobodys(inside):
    for request in (
        HTTPRequest("POST", "/", "", (("host", "x"),), BODY),
        HTTPRequest("GET", "/", QUERY, (("host", "x"),), b""),
        HTTPRequest("POST", "/", "", (("host", "x"), ("authorization", "")), BODY),
        HTTPRequest("POST", "/", "", (("host", "x"), ("x-amz-security-token", "x")), BODY),
        HTTPRequest("POST", "/", f"AWSAccessKeyId={inside.admin.access_key_id}&Signature=x", (("host", "x"),), BODY),
    ):
        is_refused(inside, request)


def test_secrets_are_compared_in_constant_time():
    source = Path(verify.__code__.co_filename).read_text(encoding="utf-8")
    assert "compare_digest(expected" in source
    assert not re.search(r"signature\s*[!=]=|[!=]=\s*\w*\.?signature", source)
