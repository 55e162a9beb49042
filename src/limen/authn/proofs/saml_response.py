"""The SAML response that AssumeRoleWithSAML is given: its form, its signatures, and the one assertion that is signed.

Nothing of the response is read but what the signature's verification returns, so an assertion that is wrapped around,
beside or inside the signed one has no effect. A response with more than one assertion is refused anyway.
https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf
https://www.usenix.org/system/files/conference/usenixsecurity12/sec12-final91.pdf (signature wrapping)
"""

import binascii
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import Certificate, load_der_x509_certificate
from lxml import etree

from limen.authn.faults import IDPRejectedClaimError, InvalidIdentityTokenError
from limen.authn.hardened_xml import XMLError, make_parser, parse_xml, text_of
from limen.authn.saml_metadata import PROTOCOL, SIGNATURES

ASSERTION: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
NAMES: Final = {"samlp": PROTOCOL, "saml": ASSERTION, "ds": SIGNATURES}

NOT_BASE64: Final = "Invalid base64 SAMLResponse"
INVALID_RESPONSE: Final = "SAML Response is invalid"
INVALID_SIGNATURE: Final = "Response signature invalid"

_ASSERTION_TAG: Final = f"{{{ASSERTION}}}Assertion"
_ENCRYPTED_TAG: Final = f"{{{ASSERTION}}}EncryptedAssertion"
_SIGNATURE_TAG: Final = f"{{{SIGNATURES}}}Signature"
_ID_ATTRIBUTES: Final = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")
_METHODS: Final = ("RSA_SHA256", "RSA_SHA384", "RSA_SHA512", "ECDSA_SHA256", "ECDSA_SHA384", "ECDSA_SHA512")
_DIGESTS: Final = ("SHA256", "SHA384", "SHA512")


@dataclass(frozen=True, slots=True)
class UnverifiedResponse:
    """A response as its sender wrote it. `assertion` is its only one, perhaps an encrypted one."""

    root: etree._Element
    assertion: etree._Element

    @property
    def is_encrypted(self) -> bool:
        """Whether the assertion has to be decrypted first."""
        return bool(self.assertion.tag == _ENCRYPTED_TAG)


def parse_response(encoded: str) -> UnverifiedResponse:
    """Read a response in base64; raises `InvalidIdentityTokenError`, or `IDPRejectedClaimError` for a failure."""
    try:
        text = b64decode("".join(encoded.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidIdentityTokenError(NOT_BASE64) from None
    root = _parse(text)
    if root.tag != f"{{{PROTOCOL}}}Response" or root.get("Version") != "2.0":
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    code = root.find("samlp:Status/samlp:StatusCode", NAMES)
    if code is None or code.get("Value") != SUCCESS:
        raise IDPRejectedClaimError
    found = list(root.iter(_ASSERTION_TAG, _ENCRYPTED_TAG))
    if len(found) != 1 or found[0].getparent() is not root:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    return UnverifiedResponse(root, found[0])


def parse_decrypted(text: str) -> etree._Element:
    """The assertion that was encrypted; raises `InvalidIdentityTokenError`."""
    assertion = _parse(text)
    if assertion.tag != _ASSERTION_TAG or next(assertion.iterdescendants(_ASSERTION_TAG), None) is not None:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    return assertion


def issuer_of(assertion: etree._Element) -> str:
    """The entity id of the provider that made the assertion; true only for a verified assertion."""
    return text_of(assertion.find("saml:Issuer", NAMES))


def verify_response(response: UnverifiedResponse, certificates: Iterable[bytes]) -> bool:
    """Whether the response has a signature of its own, which one of the DER certificates made.

    A response without one is accepted, because the assertion must have one; raises `InvalidIdentityTokenError`.
    """
    is_signed = any(child.tag == _SIGNATURE_TAG for child in response.root)
    if is_signed:
        _verify(response.root, certificates)
    return is_signed


def verify_assertion(assertion: etree._Element, certificates: Iterable[bytes]) -> etree._Element:
    """The assertion as it was signed by one of the DER certificates; raises `InvalidIdentityTokenError`."""
    return _verify(assertion, certificates)


def _parse(text: str) -> etree._Element:
    try:
        return parse_xml(text)
    except XMLError:
        raise InvalidIdentityTokenError(INVALID_RESPONSE) from None


def _verify(element: etree._Element, certificates: Iterable[bytes]) -> etree._Element:
    """The element that its own signature covers. It is verified alone, so nothing else can be what is signed."""
    document = etree.tostring(element, with_tail=False)
    name = element.get("ID")
    _require_unambiguous(element, name)
    for der in certificates:
        signed = _find_signed(document, load_der_x509_certificate(der))
        if signed is not None and signed.tag == element.tag and signed.get("ID") == name:
            return signed
    raise InvalidIdentityTokenError(INVALID_SIGNATURE)


def _require_unambiguous(element: etree._Element, name: str | None) -> None:
    """One signature of its own, whose only reference is to the element, and no identifier twice."""
    signatures = [child for child in element if child.tag == _SIGNATURE_TAG]
    references = [] if len(signatures) != 1 else signatures[0].findall("ds:SignedInfo/ds:Reference", NAMES)
    identifiers = [
        value for each in element.iter(etree.Element) for key in _ID_ATTRIBUTES if (value := each.get(key)) is not None
    ]
    if (
        not name
        or len(references) != 1
        or references[0].get("URI") != f"#{name}"
        or len(set(identifiers)) != len(identifiers)
    ):
        raise InvalidIdentityTokenError(INVALID_SIGNATURE)


def _find_signed(document: bytes, certificate: Certificate) -> etree._Element | None:
    """What the certificate's key signed, or `None` if it did not."""
    from signxml.algorithms import DigestAlgorithm, SignatureMethod  # noqa: PLC0415 - slow to import, seldom needed
    from signxml.exceptions import SignXMLException  # noqa: PLC0415 - as above
    from signxml.verifier import SignatureConfiguration, XMLVerifier  # noqa: PLC0415 - as above

    config = SignatureConfiguration(
        location="./",
        signature_methods=frozenset(SignatureMethod[name] for name in _METHODS),
        digest_algorithms=frozenset(DigestAlgorithm[name] for name in _DIGESTS),
        ignore_ambiguous_key_info=True,  # The registered key verifies; keys that the message names are not read.
        verification_time=certificate.not_valid_before_utc,  # Registered certificates do not expire, as on AWS.
    )
    try:
        result = XMLVerifier().verify(
            document, x509_cert=certificate, id_attribute="ID", parser=make_parser(), expect_config=config
        )
    except (SignXMLException, etree.LxmlError, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        return None
    return None if isinstance(result, list) else result.signed_xml


def parse_time(text: str | None) -> datetime | None:
    """An `xs:dateTime`, in UTC if it has no zone; `None` for none. Raises `InvalidIdentityTokenError`."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidIdentityTokenError(INVALID_RESPONSE) from None
