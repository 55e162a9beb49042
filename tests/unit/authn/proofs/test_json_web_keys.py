"""Key sets, and tokens that attackers make (RFC 7515 to 7518, RFC 8725)."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from limen.authn.proofs.json_web_keys import (
    KeySetError,
    TokenError,
    choose_keys,
    parse_key_set,
    parse_token,
    verify_signature,
)
from tests.unit.authn.proofs.issuer import Issuer, ec_private, ec_row, rsa_private, rsa_row


def encode(part: Any) -> str:
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def verify(token: str, key_set: str | None = None) -> None:
    verify_signature(parse_token(token), parse_key_set(key_set or Issuer().key_set))


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "ES256"])
def test_a_signed_token_is_verified(algorithm: str):
    verify(Issuer().token(algorithm=algorithm))


@pytest.mark.parametrize(("algorithm", "curve"), [("ES384", ec.SECP384R1), ("ES512", ec.SECP521R1)])
def test_longer_curves_are_verified(algorithm: str, curve: type[ec.EllipticCurve]):
    key = ec_private(curve)
    verify(Issuer().token(algorithm=algorithm, key=key), json.dumps({"keys": [ec_row(key)]}))


def test_a_token_without_a_key_id_is_tried_with_all_keys():
    issuer = Issuer(rows=[rsa_row(rsa_private(1), "other"), rsa_row(rsa_private())])
    verify(issuer.token(headers={}), issuer.key_set)


def test_a_token_of_another_key_is_refused():
    for token in (Issuer().token(key=rsa_private(1)), Issuer().token(headers={"kid": "unknown"})):
        with pytest.raises(TokenError, match=r"^The token's signature is invalid\.$"):
            verify(token)


def test_a_changed_claim_is_refused():
    header, _, signature = Issuer().token().split(".")
    forged = ".".join((header, encode(Issuer().claims(sub="root")), signature))
    with pytest.raises(TokenError, match="signature"):
        verify(forged)


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS256", "PS256", "EdDSA", "", None, ["RS256"]])
def test_other_algorithms_are_refused(algorithm: Any):
    header = encode({"alg": algorithm, "kid": "rsa"})
    with pytest.raises(TokenError):
        parse_token(f"{header}.{encode(Issuer().claims())}.")


def test_a_public_key_is_not_a_shared_secret():
    """Key confusion: the attacker knows the public key and signs with it by HMAC."""
    pem = rsa_private().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing = f"{encode({'alg': 'HS256', 'kid': 'rsa'})}.{encode(Issuer().claims())}"
    mac = hmac.digest(pem, signing.encode(), "sha256")
    with pytest.raises(TokenError):
        parse_token(f"{signing}.{encode(mac)}")


def test_the_algorithm_must_be_that_of_the_key():
    token = parse_token(Issuer().token(algorithm="RS256"))
    assert choose_keys(parse_key_set(json.dumps({"keys": [ec_row(ec_private(), "rsa")]})), token) == ()
    assert choose_keys(parse_key_set(json.dumps({"keys": [rsa_row(rsa_private(), alg="RS512")]})), token) == ()
    es384 = parse_token(Issuer().token(algorithm="ES384", key=ec_private(ec.SECP384R1), headers={}))
    assert choose_keys(parse_key_set(Issuer().key_set), es384) == ()


def test_a_key_that_the_token_brings_along_is_ignored():
    mine = rsa_private(1)
    row = rsa_row(mine, "rsa")
    for header in ({"jwk": row}, {"jku": "https://evil.example.com/keys"}, {"x5u": "https://evil.example.com/"}):
        with pytest.raises(TokenError, match="signature"):
            verify(Issuer().token(key=mine, headers={"kid": "rsa", **header}))


@pytest.mark.parametrize("kid", ["../../dev/null", "' OR 1=1 --", "rsa\x00", "RSA"])
def test_a_key_id_is_only_compared(kid: str):
    with pytest.raises(TokenError, match="signature"):
        verify(Issuer().token(headers={"kid": kid}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        f"{encode({'alg': 'RS256'})}.{encode(b'[]')}.AAAA",
        f"{encode({'alg': 'RS256'})}.{encode(b'no json')}.AAAA",
        f"{encode({'alg': 'RS256', 'kid': 7})}.{encode({})}.AAAA",
        f"{encode({'alg': 'RS256', 'crit': ['exp2'], 'exp2': 1})}.{encode({})}.AAAA",
        f"{encode(b'{' * 3000)}.{encode({})}.AAAA",
        "\N{SNOWMAN}.a.b",
    ],
)
def test_other_text_is_not_a_token(text: str):
    with pytest.raises(TokenError):
        verify(text)


def test_keys_for_something_else_are_left_out():
    weak = rsa_row(rsa_private(0, 1024), "weak")
    encryption = rsa_row(rsa_private(), "encryption", use="enc")
    point = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    edwards = {"kty": "OKP", "crv": "Ed25519", "x": encode(point)}
    damaged = {"kty": "RSA", "n": "!", "e": "AQAB", "kid": "damaged"}
    curve = ec_row(ec_private(), "curve", crv="secp256k1")
    strange = [rsa_row(rsa_private(), alg="RSA-OAEP"), {**rsa_row(rsa_private()), "kid": 7}, "text", {}]
    strange += [{**rsa_row(rsa_private()), name: ["RS256"]} for name in ("alg", "kty", "use")]
    text = json.dumps({"keys": [weak, encryption, edwards, damaged, curve, *strange, rsa_row(rsa_private(), "good")]})
    assert [key.key_id for key in parse_key_set(text)] == ["good"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "must have a member"),
        ("{}", "must have a member"),
        ('{"keys": {}}', "must have a member"),
        (json.dumps({"keys": [{}] * 101}), "at most 100"),
        ('{"keys": []}', "no RSA or EC key"),
        ('{"keys": [{"kty": "oct", "k": "AAAA"}]}', "private or secret key"),
        ('{"keys": [{"kty": "RSA", "d": "AAAA"}]}', "private or secret key"),
    ],
)
def test_text_that_is_not_a_key_set_is_refused(text: str, reason: str):
    with pytest.raises(KeySetError, match=reason):
        parse_key_set(text)
