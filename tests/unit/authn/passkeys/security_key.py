"""A FIDO2 security key in software: makes credentials with attestation `none`, and signs challenges (WebAuthn 6)."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from limen.authn.passkeys.ceremony_options import encode

ORIGIN = "http://localhost:4260"
HOST = "localhost"

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SecurityKey:
    """One credential; `sign_count` stays 0 unless the key counts."""

    origin: str = ORIGIN
    host: str = HOST
    counts: bool = True
    credential_id: bytes = bytes(range(32))
    sign_count: int = 0
    flags: int = PRESENT | VERIFIED
    handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Answer the options of `navigator.credentials.create`: a RegistrationResponseJSON."""
        self.handle = options["user"]["id"]
        credential = len(self.credential_id).to_bytes(2, "big") + self.credential_id + self.cose_key()
        data = self._authenticator_data(self.flags | ATTESTED) + bytes(16) + credential
        attestation = {"fmt": "none", "attStmt": {}, "authData": data, **changed.pop("attestation", {})}
        response = {
            "clientDataJSON": encode(self._client_data("webauthn.create", options, **changed)),
            "attestationObject": encode(cbor2.dumps(attestation)),
            "transports": ["usb", "nfc", "carrier-pigeon"],
        }
        return self._wrap(response)

    def get(self, options: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Answer the options of `navigator.credentials.get`: an AuthenticationResponseJSON."""
        if self.counts:
            self.sign_count += 1
        data = self._authenticator_data(self.flags)
        client_data = self._client_data("webauthn.get", options, **changed)
        signature = self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": encode(client_data),
            "authenticatorData": encode(data),
            "signature": encode(signature),
            "userHandle": self.handle or None,
        }
        return self._wrap(response)

    def cose_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        coordinates = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return cbor2.dumps({1: 2, 3: -7, -1: 1, **coordinates})

    def _authenticator_data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any], **changed: Any) -> bytes:
        content = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(content | changed).encode()

    def _wrap(self, response: dict[str, Any]) -> dict[str, Any]:
        name = encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
