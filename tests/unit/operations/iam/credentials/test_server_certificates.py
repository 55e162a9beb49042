"""Server certificates (spec api 2.6, 2.7, 2.8, 2.11)."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509 import load_pem_x509_certificate

from limen.authn.faults import KeyPairMismatchError, MalformedCertificateError
from limen.domain.iam.credentials import ServerCertificate
from limen.operations.iam.faults import (
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.iam.certificates import Issued, issue
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, World

SITE: dict[str, Any] = {"ServerCertificateName": "site"}
MALFORMED_KEY = r"^Unable to parse private key\. Please ensure the key is in unencrypted PEM format\.$"


@cache
def family() -> tuple[Issued, Issued, Issued]:
    """A root, an intermediate authority and a site."""
    root = issue("Root")
    middle = issue("Middle", root)
    return root, middle, issue("site.example.com", middle)


def upload(world: World, site: Issued | None = None, **parameters: Any) -> dict[str, Any]:
    site = site or family()[2]
    given = {**SITE, "CertificateBody": site.certificate, "PrivateKey": site.key, **parameters}
    return world.call("UploadServerCertificate", **given)


def chain(*issued: Issued) -> str:
    return "".join(each.certificate for each in issued)


def test_upload_answers_with_metadata_and_get_with_the_certificate(world: World):
    root, middle, site = family()
    tags = [{"Key": "a", "Value": "b"}]
    output = upload(world, Path="/team/", CertificateChain=chain(middle, root), Tags=tags)
    metadata = output["ServerCertificateMetadata"]
    assert metadata.pop("ServerCertificateId").startswith("ASCA")
    assert metadata == {
        "Path": "/team/",
        "ServerCertificateName": "site",
        "Arn": f"arn:aws:iam::{ACCOUNT}:server-certificate/team/site",
        "UploadDate": CREATED,
        "Expiration": load_pem_x509_certificate(site.certificate.encode()).not_valid_after_utc,
    }
    assert output["Tags"] == tags
    shown = world.call("GetServerCertificate", ServerCertificateName="SITE")["ServerCertificate"]
    assert (shown["CertificateBody"], shown["CertificateChain"]) == (site.certificate, chain(middle, root))
    assert shown["Tags"] == tags


def test_a_certificate_without_chain_and_tags_has_no_such_members(world: World):
    assert set(upload(world)) == {"ServerCertificateMetadata"}
    shown = world.call("GetServerCertificate", **SITE)["ServerCertificate"]
    assert set(shown) == {"ServerCertificateMetadata", "CertificateBody"}


def test_the_private_key_is_not_kept(world: World):
    upload(world)
    (kept,) = world.store.latest().all(ServerCertificate, ACCOUNT)
    fields = [str(getattr(kept, name)) for name in ServerCertificate.__dataclass_fields__]
    assert not any("PRIVATE" in text for text in fields)


def test_the_key_must_be_the_one_of_the_certificate(world: World):
    with pytest.raises(KeyPairMismatchError):
        upload(world, PrivateKey=family()[0].key)
    assert world.call("ListServerCertificates")["ServerCertificateMetadataList"] == []


def encrypted(site: Issued) -> str:
    return site.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()


def other_kind() -> str:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    "key",
    ["sesame", family()[2].certificate, encrypted(family()[2]), other_kind(), family()[2].key[:100]],
    ids=["text", "certificate", "encrypted", "other_kind", "cut"],
)
def test_text_that_is_not_an_unencrypted_key_is_malformed(world: World, key: str):
    with pytest.raises(MalformedCertificateError, match=MALFORMED_KEY):
        upload(world, PrivateKey=key)


def test_a_long_rsa_key_is_refused_before_it_is_checked(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("limen.authn.server_certificates.RSA_BITS", range(1024, 1500))
    key = rsa.generate_private_key(65537, 2048)
    text = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    with pytest.raises(MalformedCertificateError, match=r"^RSA keys must have 1024 to 1499 bits\.$"):
        upload(world, PrivateKey=text)


def test_an_rsa_key_of_another_certificate_does_not_match(world: World):
    key = rsa.generate_private_key(65537, 2048)
    text = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    with pytest.raises(KeyPairMismatchError):
        upload(world, PrivateKey=text)


@pytest.mark.parametrize("days", [-60, 60])
def test_a_certificate_must_be_valid_now(world: World, days: int):
    site = issue("site", since=NOW + timedelta(days=days))
    with pytest.raises(MalformedCertificateError, match=r"^The certificate has expired or is not valid yet\.$"):
        upload(world, site)


def test_a_chain_begins_with_the_issuer_and_is_in_order(world: World):
    root, middle, _ = family()
    upload(world, ServerCertificateName="whole", CertificateChain=f"\n{chain(middle, root)}\n")
    upload(world, ServerCertificateName="part", CertificateChain=chain(middle))
    for broken, index in (((root,), 0), ((root, middle), 0), ((middle, middle), 1), ((middle, issue("Root")), 1)):
        with pytest.raises(MalformedCertificateError, match=rf"index within the chain .* is: {index}$"):
            upload(world, CertificateChain=chain(*broken))


def test_a_chain_of_other_text_is_malformed(world: World):
    root, middle, _ = family()
    for text in ("x", chain(middle) + "x", middle.key, chain(middle, *[root] * 10)):
        with pytest.raises(MalformedCertificateError, match=r"^Unable to parse certificate chain"):
            upload(world, CertificateChain=text)


def test_a_name_is_taken_in_any_letter_case(world: World):
    upload(world)
    with pytest.raises(EntityAlreadyExistsError, match=r"^The Server Certificate with name SITE already exists\.$"):
        upload(world, ServerCertificateName="SITE", Path="/a/")


def test_a_certificate_is_renamed_and_moved_and_keeps_its_id(world: World):
    before = upload(world)["ServerCertificateMetadata"]
    upload(world, ServerCertificateName="other")
    moved: dict[str, Any] = {"NewServerCertificateName": "Site", "NewPath": "/new/"}
    assert world.call("UpdateServerCertificate", **SITE, **moved) == {}
    after = world.call("GetServerCertificate", **SITE)["ServerCertificate"]["ServerCertificateMetadata"]
    assert after["Arn"] == f"arn:aws:iam::{ACCOUNT}:server-certificate/new/Site"
    assert after["ServerCertificateId"] == before["ServerCertificateId"]
    with pytest.raises(EntityAlreadyExistsError):
        world.call("UpdateServerCertificate", **SITE, NewServerCertificateName="OTHER")


def test_certificates_are_listed_by_path_in_pages(world: World):
    for name, path in (("b", "/x/"), ("A", "/x/"), ("c", "/y/")):
        upload(world, ServerCertificateName=name, Path=path)
    pages = world.pages("ListServerCertificates", "ServerCertificateMetadataList", 1, PathPrefix="/x/")
    assert [[each["ServerCertificateName"] for each in page] for page in pages] == [["A"], ["b"]]


def test_an_account_has_twenty_at_most(world: World):
    for number in range(20):
        upload(world, ServerCertificateName=f"site-{number}")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for ServerCertificatesPerAccount: 20$"):
        upload(world)
    assert world.call("GetAccountSummary")["SummaryMap"]["ServerCertificates"] == 20


def test_tags(world: World):
    upload(world)
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    assert world.call("TagServerCertificate", **SITE, Tags=tags) == {}
    assert world.call("ListServerCertificateTags", **SITE) == {"Tags": tags, "IsTruncated": False}
    assert world.call("UntagServerCertificate", **SITE, TagKeys=["Team"]) == {}
    assert world.call("ListServerCertificateTags", **SITE)["Tags"] == tags[1:]
    with pytest.raises(InvalidInputError):
        world.call("TagServerCertificate", **SITE, Tags=[])
    with pytest.raises(InvalidInputError):
        world.call("UntagServerCertificate", **SITE, TagKeys=[])


def test_a_deleted_certificate_is_not_found(world: World):
    upload(world)
    assert world.call("DeleteServerCertificate", **SITE) == {}
    with pytest.raises(NoSuchEntityError, match=r"^The Server Certificate with name site cannot be found\.$"):
        world.call("GetServerCertificate", **SITE)
