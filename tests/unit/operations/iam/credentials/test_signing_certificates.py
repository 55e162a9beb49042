import re
from base64 import b32encode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from limen.authn.faults import MalformedCertificateError
from limen.errors import ValidationError
from limen.operations.iam.faults import (
    DuplicateCertificateError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.iam.certificates import certificate, openssh, rsa_key
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, ROLE, World

BODY = certificate("one")
OTHER = certificate("two")


def upload(world: World, body: str = BODY, **parameters):
    return world.call("UploadSigningCertificate", CertificateBody=body, **parameters)["Certificate"]["CertificateId"]


def listed(world: World, **parameters):
    output = world.call("ListSigningCertificates", **parameters)
    return [certificate["CertificateId"] for certificate in output["Certificates"]]


def test_upload_answers_with_the_certificate_and_its_id(world: World):
    world.user("Alice")
    uploaded = world.call("UploadSigningCertificate", UserName="alice", CertificateBody=BODY)["Certificate"]
    der = load_pem_x509_certificate(BODY.encode()).public_bytes(Encoding.DER)
    assert uploaded == {
        "UserName": "Alice",
        "CertificateId": b32encode(sha1(der).digest()).decode(),
        "CertificateBody": BODY,
        "Status": "Active",
        "UploadDate": CREATED,
    }
    assert re.fullmatch(r"[A-Z2-7]{32}", uploaded["CertificateId"])
    assert world.call("ListSigningCertificates", UserName="alice") == {"Certificates": [uploaded], "IsTruncated": False}


@pytest.mark.parametrize(
    "body",
    [
        "sesame",
        openssh(rsa_key()),
        BODY + OTHER,
        BODY.replace("CERTIFICATE", "PUBLIC KEY"),
        BODY[:200] + BODY[240:],
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ],
)
def test_anything_but_one_certificate_is_malformed(world: World, body):
    world.user("alice")
    with pytest.raises(MalformedCertificateError, match="PEM format"):
        upload(world, body, UserName="alice")


@pytest.mark.parametrize(
    ("part", "damaged"),
    [(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07"), (b"20700101000000Z", b"00000101000000Z")],
    ids=["a version that there is not", "the year 0"],
)
def test_a_certificate_with_nonsense_in_it_is_malformed(world: World, part, damaged):
    world.user("alice")
    sound = load_pem_x509_certificate(certificate("old", since=datetime(2070, 1, 1, tzinfo=UTC)).encode())
    der = sound.public_bytes(Encoding.DER)
    assert der.count(part) == 1
    body = f"-----BEGIN CERTIFICATE-----\n{b64encode(der.replace(part, damaged)).decode()}\n-----END CERTIFICATE-----"
    with pytest.raises(MalformedCertificateError, match="PEM format"):
        upload(world, body, UserName="alice")


@pytest.mark.parametrize("since", [NOW - timedelta(days=31), NOW + timedelta(seconds=1)])
def test_a_certificate_out_of_its_time_is_malformed(world: World, since):
    world.user("alice")
    with pytest.raises(MalformedCertificateError, match="expired or is not valid yet"):
        upload(world, certificate("late", since=since), UserName="alice")


def test_uploading_the_same_certificate_again_adds_none(world: World):
    world.user("alice")
    first = upload(world, UserName="alice")
    assert upload(world, BODY.replace("\n", "\r\n"), UserName="alice") == first
    assert listed(world, UserName="alice") == [first]


def test_neither_another_user_nor_root_can_have_it(world: World):
    alice, bob = world.user("alice"), world.user("bob")
    upload(world, caller=alice)
    for caller in (bob, None):
        with pytest.raises(DuplicateCertificateError):
            upload(world, caller=caller)


def test_a_user_has_two_at_most_active_or_not(world: World):
    world.user("alice")
    first = upload(world, UserName="alice")
    upload(world, OTHER, UserName="alice")
    world.call("UpdateSigningCertificate", UserName="alice", CertificateId=first, Status="Inactive")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for CertificatesPerUser: 2$"):
        upload(world, certificate("three"), UserName="alice")
    assert upload(world, UserName="alice") == first
    world.call("DeleteSigningCertificate", UserName="alice", CertificateId=first)
    upload(world, certificate("three"), UserName="alice")


def test_the_status_is_set_to_active_or_inactive_only(world: World):
    alice = world.user("alice")
    certificate_id = upload(world, caller=alice)
    for status in ("Inactive", "Active"):
        world.call("UpdateSigningCertificate", caller=alice, CertificateId=certificate_id, Status=status)
        assert world.call("ListSigningCertificates", caller=alice)["Certificates"][0]["Status"] == status
    with pytest.raises(InvalidInputError):
        world.call("UpdateSigningCertificate", caller=alice, CertificateId=certificate_id, Status="Expired")


def test_root_has_its_own_certificates_which_the_summary_counts(world: World):
    assert world.call("GetAccountSummary")["SummaryMap"]["AccountSigningCertificatesPresent"] == 0
    alice = world.user("alice")
    upload(world, OTHER, caller=alice)
    assert world.call("GetAccountSummary")["SummaryMap"]["AccountSigningCertificatesPresent"] == 0
    certificate_id = upload(world)
    assert listed(world) == [certificate_id]
    assert world.call("ListSigningCertificates")["Certificates"][0]["UserName"] == ACCOUNT
    assert world.call("GetAccountSummary")["SummaryMap"]["AccountSigningCertificatesPresent"] == 1
    world.call("DeleteSigningCertificate", CertificateId=certificate_id)
    assert listed(world) == []


def test_a_role_has_to_name_a_user(world: World):
    with pytest.raises(ValidationError, match="Must specify userName"):
        upload(world, caller=ROLE)


@pytest.mark.parametrize(
    ("operation", "more"), [("UpdateSigningCertificate", {"Status": "Inactive"}), ("DeleteSigningCertificate", {})]
)
def test_a_certificate_of_somebody_else_is_missing(world: World, operation, more):
    alice, bob = world.user("alice"), world.user("bob")
    certificate_id = upload(world, caller=bob)
    for caller in (alice, None):
        with pytest.raises(NoSuchEntityError, match=rf"^The Certificate with id {certificate_id} cannot be found\.$"):
            world.call(operation, caller=caller, CertificateId=certificate_id, **more)


def test_pages(world: World):
    world.user("alice")
    ids = [upload(world, UserName="alice"), upload(world.later(seconds=1), OTHER, UserName="alice")]
    pages = world.pages("ListSigningCertificates", "Certificates", 1, UserName="alice")
    assert [page[0]["CertificateId"] for page in pages] == ids


def test_a_renamed_user_keeps_its_certificates(world: World):
    world.user("alice")
    certificate_id = upload(world, UserName="alice")
    world.call("UpdateUser", UserName="alice", NewUserName="alicia")
    assert listed(world, UserName="alicia") == [certificate_id]
