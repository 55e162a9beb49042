"""Keys and certificates to upload, made once: RSA keys are slow to make."""

from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from tests.unit.operations.world import NOW


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPublicKey:
    """A public key of that length; nobody knows the private one. `number` tells keys apart."""
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
