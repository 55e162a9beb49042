"""Metadata of SAML providers (spec api 2.8, 2.12)."""

from datetime import UTC, datetime

import pytest

from limen.authn.saml_metadata import SAMLError, check_private_key, parse_metadata
from tests.unit.authn.saml_documents import ENTITY_ID, NAMESPACES, entity, key_descriptor, metadata, private_pem
from tests.unit.operations.iam.certificates import issue

VALID_UNTIL = f'{NAMESPACES} validUntil="{{}}"'


def test_an_entity_is_read():
    read = parse_metadata(metadata())
    ((name, (certificate,)),) = read.certificates
    assert (name, certificate[:1], read.valid_until) == (ENTITY_ID, b"\x30", None)


def test_several_entities_are_read_and_others_passed_over():
    other = f'<EntityDescriptor {NAMESPACES} entityID="sp"><SPSSODescriptor/></EntityDescriptor>'
    body = f"<EntitiesDescriptor {NAMESPACES}>{entity('a')}{other}{entity('b')}</EntitiesDescriptor>"
    assert [name for name, _ in parse_metadata(metadata(body)).certificates] == ["a", "b"]


def test_keys_without_a_use_are_for_signatures_and_those_for_encryption_are_not():
    keys = key_descriptor("") + key_descriptor(' use="encryption"', "no certificate") + key_descriptor()
    ((_, certificates),) = parse_metadata(metadata(entity(keys=keys))).certificates
    assert len(certificates) == 2


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2030-01-02T03:04:05Z", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2030-01-02T03:04:05", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2030-01-02T03:04:05+02:00", datetime(2030, 1, 2, 1, 4, 5, tzinfo=UTC)),
    ],
)
def test_the_end_of_the_document_is_read(text: str, end: datetime):
    assert parse_metadata(metadata(entity(attributes=VALID_UNTIL.format(text)))).valid_until == end


def test_the_earliest_end_counts():
    early, late = VALID_UNTIL.format("2030-01-01T00:00:00Z"), VALID_UNTIL.format("2031-01-01T00:00:00Z")
    body = f"<EntitiesDescriptor {late}>{entity('a')}{entity('b', attributes=early)}</EntitiesDescriptor>"
    assert parse_metadata(metadata(body)).valid_until == datetime(2030, 1, 1, tzinfo=UTC)


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(9))


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "https://evil.example.com/x.dtd">',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        f"<!DOCTYPE x [{ENTITIES}]>",
    ],
)
def test_a_document_type_is_refused(prolog: str):
    """No file is read, no address fetched, and nothing expanded: sockets are off in this test."""
    refused = r"^(The metadata must not have a document type\.|Could not parse metadata)$"
    for entity_id in ("plain", "&f;", "&e8;"):
        with pytest.raises(SAMLError, match=refused):
            parse_metadata(metadata(entity(entity_id), prolog=prolog))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<EntityDescriptor>", "Could not parse metadata"),
        ("<a>" * 5000, "Could not parse metadata"),
        ("<html/>", "must be an EntityDescriptor"),
        ('<EntityDescriptor entityID="a"/>', "must be an EntityDescriptor"),
        (f'<EntityDescriptor {NAMESPACES} entityID="a"/>', "1 to 10 identity providers"),
        (f"<EntitiesDescriptor {NAMESPACES}>{entity() * 11}</EntitiesDescriptor>", "1 to 10 identity providers"),
        (entity(""), "entityID must have"),
        (entity("x" * 1025), "entityID must have"),
        (entity(protocol="urn:oasis:names:tc:SAML:1.1:protocol"), "must have a SingleSignOnService"),
        (entity(sign_in=""), "must have a SingleSignOnService"),
        (entity(keys=""), "1 to 10 certificates"),
        (entity(keys=key_descriptor() * 11), "1 to 10 certificates"),
        (entity(keys=key_descriptor(certificate="!")), "certificate in the metadata is malformed"),
        (entity(keys=key_descriptor(certificate="AAAA")), "certificate in the metadata is malformed"),
        (entity(keys=key_descriptor(certificate="")), "certificate in the metadata is malformed"),
        (entity(attributes=VALID_UNTIL.format("tomorrow")), "validUntil that is not a time"),
    ],
)
def test_other_documents_are_refused(body: str, reason: str):
    with pytest.raises(SAMLError, match=reason):
        parse_metadata(metadata(body))


def test_a_private_key_is_rsa_of_a_usual_length():
    check_private_key(private_pem())
    for text in (private_pem(1024), issue("x").key):
        with pytest.raises(SAMLError, match="RSA key of 2048 to 4096 bits"):
            check_private_key(text)
    for text in ("sesame", private_pem()[:200], issue("x").certificate):
        with pytest.raises(SAMLError, match="PEM format and not encrypted"):
            check_private_key(text)
