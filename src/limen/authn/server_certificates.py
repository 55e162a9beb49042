"""A server certificate with its private key and chain, as they are uploaded (spec api 2.11).

The certificate is a single one in PEM, within its validity. The key is unencrypted PEM and belongs to it. Each
certificate of the chain has signed the one before it, beginning with the server's.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
"""

import re
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509 import Certificate

from limen.authn.certificates import load_certificate
from limen.authn.faults import KeyPairMismatchError, MalformedCertificateError

RSA_BITS: Final = range(1024, 4096 + 1)
LONGEST_CHAIN: Final = 10
"""Certificates. No authority issues longer chains, and each one costs a verification."""

_BLOCK: Final = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
_MALFORMED_KEY: Final = "Unable to parse private key. Please ensure the key is in unencrypted PEM format."
_BROKEN_CHAIN: Final = (
    "Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, "
    "followed by any intermediaries in order. The index within the chain of the invalid certificate is: {}"
)


def check_server_certificate(body: str, key: str, chain: str, *, now: datetime) -> datetime:
    """When the certificate expires; `chain` may be empty.

    Raises `MalformedCertificateError` for text that is malformed, not valid now or not a chain, and
    `KeyPairMismatchError` for the key of another certificate.
    """
    certificate = load_certificate(body, now=now)
    if _load_public_key(key) != certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo):
        raise KeyPairMismatchError("The private key does not match the certificate.")
    _check_chain(certificate, chain, now)
    return certificate.not_valid_after_utc


def _load_public_key(text: str) -> bytes:
    """The public half of the private key, as DER. Long keys are refused before they are checked, which is slow."""
    encoded = text.strip().encode()
    try:
        bounded = load_pem_private_key(encoded, password=None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(bounded, RSAPrivateKey | EllipticCurvePrivateKey):
            raise MalformedCertificateError(_MALFORMED_KEY)
        if isinstance(bounded, RSAPrivateKey) and bounded.key_size not in RSA_BITS:
            raise MalformedCertificateError(f"RSA keys must have {RSA_BITS[0]} to {RSA_BITS[-1]} bits.")
        key = load_pem_private_key(encoded, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise MalformedCertificateError(_MALFORMED_KEY) from None
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _check_chain(certificate: Certificate, chain: str, now: datetime) -> None:
    blocks = _BLOCK.findall(chain)
    if _BLOCK.sub("", chain).strip() or (chain and not blocks) or len(blocks) > LONGEST_CHAIN:
        raise MalformedCertificateError("Unable to parse certificate chain. Please ensure it is in PEM format.")
    for index, block in enumerate(blocks):
        issuer = load_certificate(block, now=now)
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            raise MalformedCertificateError(_BROKEN_CHAIN.format(index)) from None
        certificate = issuer
