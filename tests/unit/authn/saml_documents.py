"""Metadata of SAML providers, as real ones publish it and as attackers would write it."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.unit.operations.iam.certificates import issue

NAMESPACES = 'xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
ENTITY_ID = "https://idp.example.com/metadata"


@cache
def certificate_text() -> str:
    lines = issue("idp.example.com").certificate.strip().splitlines()
    return "\n".join(lines[1:-1])


@cache
def private_pem(bits: int = 2048) -> str:
    key = rsa.generate_private_key(65537, bits)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def key_descriptor(use: str = ' use="signing"', certificate: str | None = None) -> str:
    text = certificate_text() if certificate is None else certificate
    data = f"<ds:X509Data><ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data>"
    return f"<KeyDescriptor{use}><ds:KeyInfo>{data}</ds:KeyInfo></KeyDescriptor>"


def entity(
    entity_id: str = ENTITY_ID,
    *,
    keys: str | None = None,
    protocol: str = "urn:oasis:names:tc:SAML:2.0:protocol",
    sign_in: str = '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://x/"/>',
    attributes: str = NAMESPACES,
) -> str:
    descriptors = key_descriptor() if keys is None else keys
    role = f'<IDPSSODescriptor protocolSupportEnumeration="{protocol}">{descriptors}{sign_in}</IDPSSODescriptor>'
    return f'<EntityDescriptor {attributes} entityID="{entity_id}">{role}</EntityDescriptor>'


def metadata(body: str | None = None, *, prolog: str = "") -> str:
    """A document of at least a thousand characters, as the API requires."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{prolog}{entity() if body is None else body}<!-- {"x" * 1000} -->'
