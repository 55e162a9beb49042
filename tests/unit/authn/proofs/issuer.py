"""An issuer of web identity tokens: keys, key sets and tokens as real providers make them, and as attackers do."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.unit.operations.world import NOW

HOST = "token.example.com/Tenant"
ISSUER = f"https://{HOST}"


@cache
def rsa_private(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_private(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


def rsa_row(key: rsa.RSAPrivateKey, key_id: str = "rsa", **members: Any) -> dict[str, Any]:
    row: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**row, "kid": key_id, "use": "sig", **members}


def ec_row(key: ec.EllipticCurvePrivateKey, key_id: str = "ec", **members: Any) -> dict[str, Any]:
    row: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**row, "kid": key_id, "use": "sig", **members}


@dataclass
class Issuer:
    """`rows` is its key set; `pages` what it serves; `asked` the addresses that were fetched."""

    rows: list[dict[str, Any]] = field(default_factory=lambda: [rsa_row(rsa_private()), ec_row(ec_private())])
    url: str = ISSUER
    asked: list[str] = field(default_factory=list)

    @property
    def key_set(self) -> str:
        return json.dumps({"keys": self.rows})

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if url == f"{self.url}/.well-known/openid-configuration":
            return json.dumps({"issuer": self.url, "jwks_uri": f"{self.url}/keys"}).encode()
        assert url == f"{self.url}/keys"
        return self.key_set.encode()

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Claims that hold at `NOW`; `None` removes one."""
        given = {
            "iss": self.url,
            "sub": "repo:acme/app:ref:refs/heads/main",
            "aud": "sts.amazonaws.com",
            "iat": int(NOW.timestamp()),
            "exp": int((NOW + timedelta(minutes=10)).timestamp()),
            **changed,
        }
        return {name: value for name, value in given.items() if value is not None}

    def token(self, *, algorithm: str = "RS256", key: Any = None, headers: Any = None, **claims: Any) -> str:
        if key is None:
            key = rsa_private() if algorithm.startswith("RS") else ec_private()
        kid = {"kid": "rsa" if algorithm.startswith("RS") else "ec"}
        return jwt.encode(self.claims(**claims), key, algorithm, headers=kid if headers is None else headers)
