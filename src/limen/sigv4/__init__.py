"""AWS Signature Version 4 (spec api 2.14): parse what a client signed, rebuild it, verify it; pure.

`parse_signed_request` reads the Authorization header or the presigned query, `SigningKeys` derives and caches keys,
`verify` refuses everything that is not exactly what the owner of the key signed, for this service, at this time.
"""

from limen.sigv4.message import Message
from limen.sigv4.signed_request import CredentialScope, SignedRequest, parse_signed_request
from limen.sigv4.signing_keys import SigningKeys, derive_signing_key
from limen.sigv4.verify import verify

__all__ = [
    "CredentialScope",
    "Message",
    "SignedRequest",
    "SigningKeys",
    "derive_signing_key",
    "parse_signed_request",
    "verify",
]
