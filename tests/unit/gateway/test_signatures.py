"""Requests to a site that are signed with an access key (SigV4), as botocore signs them."""

import json
from datetime import timedelta
from hashlib import sha256
from unittest.mock import patch

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from limen.config.yaml_elements import FileError
from tests.unit.gateway.guarded import FILES, TABLE, WIKI, Guarded, describe, headers_of
from tests.unit.gateway.tables import load
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT

DIGEST = "X-Amz-Content-SHA256"


@pytest.fixture
def guarded(world, tmp_path) -> Guarded:
    return Guarded(world, tmp_path, TABLE.replace("bearer, certificate]", "bearer, certificate, signature]"))


@pytest.fixture
def key(guarded: Guarded) -> Credentials:
    made = guarded.world.call("CreateAccessKey", UserName="friend")["AccessKey"]
    return Credentials(made["AccessKeyId"], made["SecretAccessKey"])


def sign(key, method, target, *, site=FILES, service="files", body=b"", at=NOW, headers=()):
    """The headers of a signed request, as `Guarded.ask` takes them."""
    request = AWSRequest(method=method, url=f"{site}{target}", data=body, headers=dict(headers))
    with patch("botocore.auth.get_current_datetime", return_value=at):
        SigV4Auth(key, service, "us-east-1").add_auth(request)
    return {name.lower().replace("-", "_"): value for name, value in request.headers.items()}


@pytest.mark.parametrize("manner", ["nginx", "forwarded", "envoy"])
@pytest.mark.parametrize("target", ["/docs/a.txt", "/docs/a%20b.txt?x=1&a=%2F", "/docs/%C3%A9.txt"])
def test_a_signed_request_is_its_owners(guarded, key, manner, target):
    response = guarded.ask("GET", target, manner=manner, **sign(key, "GET", target))
    assert (response.status, headers_of(response)["x-limen-user"]) == (200, "friend")


def test_the_record_has_the_key_and_policies_decide(guarded, key):
    response = guarded.ask("DELETE", "/docs/contract.pdf", **sign(key, "DELETE", "/docs/contract.pdf"))
    assert (response.status, json.loads(response.body)["statement"]) == (403, "KeepImportant")
    answer = guarded.answer(describe("GET", "/docs/a.txt", **sign(key, "GET", "/docs/a.txt")))
    assert answer.record is not None
    assert json.loads(answer.record.document)["userIdentity"]["accessKeyId"] == key.access_key


def test_what_was_signed_is_what_is_decided(guarded, key):
    signed = sign(key, "GET", "/docs/a.txt?v=1")
    assert guarded.ask("GET", "/docs/a.txt?v=1", **signed).status == 200
    for method, target in (
        ("GET", "/docs/b.txt?v=1"),
        ("GET", "/docs/a.txt?v=2"),
        ("GET", "/docs/a.txt"),
        ("DELETE", "/docs/a.txt?v=1"),
    ):
        assert guarded.ask(method, target, **signed).status == 401
    assert guarded.ask("GET", "/docs/a.txt?v=1", **{**signed, "x_amz_extra": "1"}).status == 401


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 200), ({"service": "iam"}, 401), ({"service": "s3"}, 401), ({"site": "https://other.example.com"}, 401)],
)
def test_a_signature_is_for_one_service_and_host(guarded, key, given, status):
    assert guarded.ask("GET", "/docs/a.txt", **sign(key, "GET", "/docs/a.txt", **given)).status == status


@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (14, 200), (-14, 200), (16, 401), (-16, 401)])
def test_a_signature_is_valid_for_fifteen_minutes(guarded, key, minutes, status):
    signed = sign(key, "GET", "/docs/a.txt", at=NOW - timedelta(minutes=minutes))
    assert guarded.ask("GET", "/docs/a.txt", **signed).status == status


def test_a_body_needs_its_signed_digest(guarded, key):
    """The web server keeps the body, so the gate believes the digest that is signed, and only that."""
    body = b"new text"
    digest = {DIGEST: sha256(body).hexdigest()}
    signed = sign(key, "PUT", "/docs/a.txt", body=body, headers=digest)
    assert guarded.ask("PUT", "/docs/a.txt", **signed).status == 200
    assert guarded.ask("PUT", "/docs/a.txt", **{**signed, "x_amz_content_sha256": "0" * 64}).status == 401
    assert guarded.ask("PUT", "/docs/a.txt", **sign(key, "PUT", "/docs/a.txt", body=body)).status == 401
    unsigned = {DIGEST: "UNSIGNED-PAYLOAD"}
    assert guarded.ask("PUT", "/docs/a.txt", **sign(key, "PUT", "/docs/a.txt", headers=unsigned)).status == 200


def test_a_presigned_address_is_not_a_credential(guarded, key):
    presigned = AWSRequest(method="GET", url=f"{FILES}/docs/a.txt")
    with patch("botocore.auth.get_current_datetime", return_value=NOW):
        SigV4QueryAuth(key, "files", "us-east-1", 60).add_auth(presigned)
    assert guarded.ask("GET", presigned.url.removeprefix(FILES)).status == 401
    both = sign(key, "GET", "/docs/a.txt")
    assert guarded.ask("GET", presigned.url.removeprefix(FILES), **both).status == 401


def test_a_key_that_was_deactivated_or_is_anothers_is_refused(guarded, key):
    signed = sign(key, "GET", "/docs/a.txt")
    wrong = Credentials(key.access_key, "x" * 40)
    assert guarded.ask("GET", "/docs/a.txt", **sign(wrong, "GET", "/docs/a.txt")).status == 401
    unknown = Credentials("AKIAIOSFODNN7EXAMPLE", key.secret_key)
    assert guarded.ask("GET", "/docs/a.txt", **sign(unknown, "GET", "/docs/a.txt")).status == 401
    guarded.world.call("UpdateAccessKey", UserName="friend", AccessKeyId=key.access_key, Status="Inactive")
    assert guarded.ask("GET", "/docs/a.txt", **signed).status == 401


def test_a_key_of_another_account_is_refused(guarded):
    from limen.authn.caller import Caller
    from limen.domain.principals import RootUser

    stranger = Caller(RootUser(OTHER_ACCOUNT))
    guarded.world.call("CreateUser", caller=stranger, UserName="friend")
    made = guarded.world.call("CreateAccessKey", caller=stranger, UserName="friend")["AccessKey"]
    key = Credentials(made["AccessKeyId"], made["SecretAccessKey"])
    assert guarded.ask("GET", "/docs/a.txt", **sign(key, "GET", "/docs/a.txt")).status == 401


def test_a_role_session_is_a_caller(guarded):
    world = guarded.world
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    read = {"Effect": "Allow", "Action": "files:Read", "Resource": "*"}

    def document(statement):
        return json.dumps({"Version": "2012-10-17", "Statement": statement})

    world.call("CreateRole", RoleName="reader", AssumeRolePolicyDocument=document(trust))
    world.call("PutRolePolicy", RoleName="reader", PolicyName="Read", PolicyDocument=document(read))
    arn = f"arn:aws:iam::{ACCOUNT}:role/reader"
    narrow = document({**read, "Resource": "arn:aws:files:::share/docs/*"})
    made = world.call("AssumeRole", RoleArn=arn, RoleSessionName="night", Policy=narrow)["Credentials"]
    key = Credentials(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    response = guarded.ask("GET", "/docs/a.txt", **sign(key, "GET", "/docs/a.txt"))
    assert headers_of(response)["x-limen-arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/night"
    assert guarded.ask("GET", "/other/a.txt", **sign(key, "GET", "/other/a.txt")).status == 403, "session policy"


def test_a_site_that_takes_no_signatures_does_not_look_at_them(guarded, key):
    assert guarded.ask("GET", "/start", WIKI, **sign(key, "GET", "/start", site=WIKI, service="")).status == 401


@pytest.mark.parametrize(
    "text", ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=x", "AWS4-HMAC-SHA256 " + "x" * 9000]
)
def test_a_malformed_signature_is_refused(guarded, text):
    assert guarded.ask("GET", "/docs/a.txt", authorization=text).status == 401


def test_signatures_need_a_service(tmp_path):
    text = TABLE.replace("bearer, certificate]", "signature, certificate]").replace("[session, basic, ", "[session, ")
    assert load(tmp_path, text).sites[0].service == "files"
    with pytest.raises(FileError, match="signature needs service"):
        load(tmp_path, text.replace("    service: files\n", ""))
