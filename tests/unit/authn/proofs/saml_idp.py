"""A SAML identity provider: responses as real ones sign them with `signxml`, and as attackers change them."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner

from tests.unit.authn.saml_documents import entity, key_descriptor, metadata
from tests.unit.operations.world import ACCOUNT, NOW

ISSUER = "https://idp.example.com/metadata"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
RECIPIENT = "https://signin.aws.amazon.com/saml"
AUDIENCE = "urn:amazon:webservices"
PREFIX = "https://aws.amazon.com/SAML/Attributes/"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
NAMES = {"saml": SAML, "samlp": SAMLP, "ds": "http://www.w3.org/2000/09/xmldsig#"}
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Signer:
    """A key and its self-signed certificate, which has long expired: what counts is that it is registered."""

    private: Private
    certificate: x509.Certificate

    @property
    def text(self) -> str:
        return "\n".join(self.certificate.public_bytes(Encoding.PEM).decode().strip().splitlines()[1:-1])

    @property
    def metadata(self) -> str:
        return metadata(entity(ISSUER, keys=key_descriptor(certificate=self.text)))


def signer(number: int = 0, kind: str = "rsa") -> Signer:
    return _make_signer(number, kind)


@cache
def _make_signer(number: int, kind: str) -> Signer:
    private: Private = (
        rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(number + 1)
        .not_valid_before(NOW - timedelta(days=700))
        .not_valid_after(NOW - timedelta(days=335))
        .sign(private, SHA256())
    )
    return Signer(private, made)


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Provider:
    """What its responses say; every field can be changed for one of them."""

    now: datetime = NOW
    assertion_id: str = "_assertion"
    issuer: str = ISSUER
    subject: str = "alice"
    form: str = 'Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"'
    recipient: str = RECIPIENT
    audiences: tuple[str, ...] = (AUDIENCE,)
    issued: timedelta = timedelta(0)
    ends: timedelta = timedelta(minutes=5)
    begins: timedelta = timedelta(minutes=-1)
    session_ends: timedelta | None = timedelta(hours=8)
    status: str = SUCCESS
    confirmations: int = 1
    method: str = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    conditions: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def assertion(self) -> str:
        data = (
            f'<saml:SubjectConfirmation Method="{self.method}"><saml:SubjectConfirmationData '
            f'Recipient="{self.recipient}" NotOnOrAfter="{self.at(self.ends)}"/></saml:SubjectConfirmation>'
        )
        audiences = "".join(f"<saml:Audience>{audience}</saml:Audience>" for audience in self.audiences)
        restriction = f"<saml:AudienceRestriction>{audiences}</saml:AudienceRestriction>" if audiences else ""
        end = "" if self.session_ends is None else f'SessionNotOnOrAfter="{self.at(self.session_ends)}"'
        return (
            f'<saml:Assertion xmlns:saml="{SAML}" ID="{self.assertion_id}" Version="2.0" '
            f'IssueInstant="{self.at(self.issued)}"><saml:Issuer>{self.issuer}</saml:Issuer>'
            f"<saml:Subject><saml:NameID {self.form}>{self.subject}</saml:NameID>{data * self.confirmations}"
            f'</saml:Subject><saml:Conditions NotBefore="{self.at(self.begins)}" NotOnOrAfter="{self.at(self.ends)}">'
            f"{restriction}{self.conditions}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{self.at(self.issued)}" {end}/>'
            f"<saml:AttributeStatement>{self._render_attributes()}</saml:AttributeStatement></saml:Assertion>"
        )

    def at(self, offset: timedelta) -> str:
        return moment(self.now + offset)

    def wrap(self, inner: str) -> str:
        return (
            f'<samlp:Response xmlns:samlp="{SAMLP}" ID="_response" Version="2.0" IssueInstant="{moment(self.now)}">'
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>{inner}</samlp:Response>'
        )

    def _render_attributes(self) -> str:
        given = {f"{PREFIX}Role": (f"{ROLE},{PROVIDER}",), f"{PREFIX}RoleSessionName": ("alice@example.com",)}
        return "".join(
            f'<saml:Attribute Name="{escape(name)}">'
            + "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in {**given, **self.attributes}.items()
        )


def sign(xml: str, by: Signer | None = None, **options: Any) -> str:
    """The element with an enveloped signature behind its issuer, or at its beginning."""
    by = signer() if by is None else by
    root = etree.fromstring(xml)
    place = etree.SubElement(root, f"{{{NAMES['ds']}}}Signature", Id="placeholder")
    root.remove(place)
    root.insert(1 if len(root) and str(root[0].tag).endswith("Issuer") else 0, place)
    kind = "rsa" if isinstance(by.private, rsa.RSAPrivateKey) else "ecdsa"
    chosen = options or {"signature_algorithm": f"{kind}-sha256"}
    chosen.setdefault("c14n_algorithm", "http://www.w3.org/2001/10/xml-exc-c14n#")
    made = XMLSigner(**chosen).sign(
        root, key=by.private, cert=[by.certificate], reference_uri=f"#{root.get('ID')}", id_attribute="ID"
    )
    return etree.tostring(made).decode()


def encode(xml: str) -> str:
    return b64encode(xml.encode()).decode()


def respond(provider: Provider | None = None, by: Signer | None = None, **options: Any) -> str:
    """A response in base64 with a signed assertion."""
    provider = provider or Provider()
    return encode(provider.wrap(sign(provider.assertion(), by, **options)))
