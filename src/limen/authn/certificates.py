"""X.509 certificates as text (spec api 2.1, 2.11): a single one in PEM, with any kind of key, within its validity."""

import re
from base64 import b32encode
from datetime import datetime
from hashlib import sha1

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, InvalidVersion, load_pem_x509_certificate

from limen.authn.faults import MalformedCertificateError

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
_MALFORMED = "Unable to parse certificate. Please ensure the certificate is in PEM format."


def certificate_id_in(text: str, *, now: datetime) -> str:
    """The certificate's id: the SHA-1 of its DER in base32; raises `MalformedCertificateError`."""
    der = load_certificate(text, now=now).public_bytes(Encoding.DER)
    return b32encode(sha1(der, usedforsecurity=False).digest()).decode()


def load_certificate(text: str, *, now: datetime) -> Certificate:
    """The only certificate in the text, valid at the time; raises `MalformedCertificateError`."""
    certificate, begins, ends = _load(text.strip())
    if not begins <= now <= ends:
        raise MalformedCertificateError("The certificate has expired or is not valid yet.")
    return certificate


def _load(text: str) -> tuple[Certificate, datetime, datetime]:
    """The certificate and its validity; its fields are parsed when they are read, and may turn out to be malformed."""
    if not _PEM.fullmatch(text):
        raise MalformedCertificateError(_MALFORMED)
    try:
        certificate = load_pem_x509_certificate(text.encode())
        certificate.public_key()
        return certificate, certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except (ValueError, UnsupportedAlgorithm, InvalidVersion):
        raise MalformedCertificateError(_MALFORMED) from None
