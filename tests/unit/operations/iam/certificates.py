"""Keys and certificates to upload, made once: RSA keys are slow to make."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from tests.unit.operations.world import NOW


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPublicKey:
    """A public key of that length; the private one is not kept. `number` distinguishes keys."""
    modulus = (1 << bits - 1) + 2 * number + 1
    return rsa.RSAPublicNumbers(65537, modulus).public_key()


def openssh(key: rsa.RSAPublicKey) -> str:
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def pem(key: rsa.RSAPublicKey, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    return key.public_bytes(Encoding.PEM, form).decode()


def certificate(name: str, *, since: datetime = NOW - timedelta(days=1), days: int = 30) -> str:
    """A self-signed certificate of an EC key in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=days))
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its private key, in PEM, and what is needed to sign another one with it."""

    name: str
    private: ec.EllipticCurvePrivateKey
    certificate: str

    @property
    def key(self) -> str:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    since: datetime = NOW,
    days: int = 30,
    hosts: tuple[str, ...] = (),
) -> Issued:
    """A certificate of an EC key, signed by the issuer or by itself; `hosts` are those of a server."""
    private = ec.generate_private_key(ec.SECP256R1())
    signer = issuer or Issued(name, private, "")
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer.name)]))
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(since - timedelta(days=1))
        .not_valid_after(since + timedelta(days=days))
    )
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    made = builder.sign(signer.private, SHA256())
    return Issued(name, private, made.public_bytes(Encoding.PEM).decode())
