"""The metadata of a SAML 2.0 identity provider (spec api 2.8, 2.12): parsed as untrusted input.

The document describes up to ten identity providers, each with an entity id, a certificate for signatures and a sign-in
address.
https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import InvalidVersion, load_der_x509_certificate
from lxml import etree

from limen.authn.hardened_xml import DocumentTypeError, XMLError, parse_xml
from limen.errors import LimenError

METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURES: Final = "http://www.w3.org/2000/09/xmldsig#"
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
MOST_PROVIDERS: Final = 10
MOST_KEYS: Final = 10
LONGEST_ENTITY_ID: Final = 1024
KEY_BITS: Final = range(2048, 4096 + 1)

_NAMES: Final = {"md": METADATA, "ds": SIGNATURES}


class SAMLError(LimenError):
    """The metadata or the key is not acceptable; the message says why."""


@dataclass(frozen=True, slots=True)
class SAMLMetadata:
    """Entity ids, the DER certificates that may sign for each, and the end that the document sets itself."""

    certificates: tuple[tuple[str, tuple[bytes, ...]], ...]
    valid_until: datetime | None


def parse_metadata(text: str) -> SAMLMetadata:
    """Read the document; raises `SAMLError`."""
    root = _parse_xml(text)
    entities = _find_entities(root)
    if not 1 <= len(entities) <= MOST_PROVIDERS:
        raise SAMLError(f"The metadata must describe 1 to {MOST_PROVIDERS} identity providers.")
    ends = [end for element in (root, *entities) if (end := _read_end(element)) is not None]
    return SAMLMetadata(tuple(map(_read_entity, entities)), min(ends, default=None))


def check_private_key(text: str) -> None:
    """Raise `SAMLError` unless the text is an unencrypted RSA private key in PEM, of an accepted length."""
    encoded = text.strip().encode()
    try:
        bounded = load_pem_private_key(encoded, password=None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(bounded, RSAPrivateKey) or bounded.key_size not in KEY_BITS:
            raise SAMLError(f"The private key must be an RSA key of {KEY_BITS[0]} to {KEY_BITS[-1]} bits.")
        load_pem_private_key(encoded, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SAMLError("The private key must be in PEM format and not encrypted.") from None


def _parse_xml(text: str) -> etree._Element:
    try:
        return parse_xml(text)
    except DocumentTypeError:
        raise SAMLError("The metadata must not have a document type.") from None
    except XMLError:
        raise SAMLError("Could not parse metadata") from None


def _find_entities(root: etree._Element) -> list[etree._Element]:
    """The entities that are identity providers; others in the document do not matter."""
    if root.tag == f"{{{METADATA}}}EntityDescriptor":
        found = [root]
    elif root.tag == f"{{{METADATA}}}EntitiesDescriptor":
        found = root.findall(".//md:EntityDescriptor", _NAMES)
    else:
        raise SAMLError("The metadata must be an EntityDescriptor or EntitiesDescriptor.")
    return [entity for entity in found if entity.find("md:IDPSSODescriptor", _NAMES) is not None]


def _read_entity(entity: etree._Element) -> tuple[str, tuple[bytes, ...]]:
    name = entity.get("entityID", "")
    if not 0 < len(name) <= LONGEST_ENTITY_ID:
        raise SAMLError(f"Each entityID must have 1 to {LONGEST_ENTITY_ID} characters.")
    roles = [
        role
        for role in entity.findall("md:IDPSSODescriptor", _NAMES)
        if PROTOCOL in role.get("protocolSupportEnumeration", "").split()
    ]
    if not any(role.find("md:SingleSignOnService", _NAMES) is not None for role in roles):
        raise SAMLError("The identity provider must have a SingleSignOnService of SAML 2.0.")
    keys = tuple(certificate for role in roles for certificate in _read_certificates(role))
    if not 1 <= len(keys) <= MOST_KEYS:
        raise SAMLError(f"The identity provider must have 1 to {MOST_KEYS} certificates for signatures.")
    return name, keys


def _read_certificates(role: etree._Element) -> Iterator[bytes]:
    for key in role.findall("md:KeyDescriptor", _NAMES):
        if key.get("use", "signing") != "signing":
            continue
        for element in key.findall(".//ds:X509Certificate", _NAMES):
            try:
                der = b64decode("".join((element.text or "").split()), validate=True)
                load_der_x509_certificate(der).public_key()
            except (binascii.Error, ValueError, UnsupportedAlgorithm, InvalidVersion):
                raise SAMLError("A certificate in the metadata is malformed.") from None
            yield der


def _read_end(element: etree._Element) -> datetime | None:
    text = element.get("validUntil")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SAMLError("The metadata has a validUntil that is not a time.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
