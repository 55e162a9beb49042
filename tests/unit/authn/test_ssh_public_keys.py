import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from limen.authn.faults import InvalidPublicKeyError, UnrecognizedPublicKeyEncodingError
from limen.authn.ssh_public_keys import fingerprint_of, parse_public_key, render_pem
from tests.unit.operations.iam.certificates import openssh, pem, rsa_key

KEY = rsa_key()
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
EC = ec.derive_private_key(1, ec.SECP256R1()).public_key()

# Made by ssh-keygen, which also printed the fingerprint.
KNOWN = (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDJKhejAUba8Y+yGUmXUd8zTNC0ZOfWoyTKyXt+AJS8fFNbtUlpH6mQOXL3iHqU3QZFHQdcMTKmi"
    "xTwzD5Voe5TMDZaxQKC5lzBTVbnu3pKBOG+EkJNlBrZs8VZRpHLwo968Z7dHKmTL2iXw18zElE5PEzz8AiEShVwi34Y/DKSHfxgIfiCmGtocsllF"
    "9rnBvF0JWEsee+/qpEMjii2sAu6uzTpOL8A+3JDf1EuHR2tSLG2LBA8i16XTNRv/1DWIcLpknowG4rMjgAneuxqCXF9r9JyYymeKSIsG3rw1FTwK"
    "wLeTi+r05C4nHfbhhnZ0+IWGZe+zZHM4LUHKVTOtgTf"
)


def test_the_fingerprint_is_that_of_ssh_keygen():
    assert fingerprint_of(parse_public_key(f"{KNOWN} comment")) == "24:23:29:2b:39:68:bd:6d:e2:46:90:68:46:45:0a:74"


@pytest.mark.parametrize(
    "text",
    [
        openssh(KEY),
        openssh(KEY) + " alice@example.com and more",
        f"\n {openssh(KEY)}\n",
        pem(KEY),
        pem(KEY).strip(),
        pem(KEY).replace("\n", "\r\n"),
        pem(KEY, PublicFormat.PKCS1),
    ],
)
def test_every_form_of_a_key_becomes_the_same(text):
    assert parse_public_key(text) == openssh(KEY)


def test_pem_is_of_the_subject_public_key_info():
    assert render_pem(openssh(KEY)) == pem(KEY)
    assert parse_public_key(render_pem(openssh(KEY))) == openssh(KEY)


@pytest.mark.parametrize("bits", [2048, 3072, 4096, 16384])
def test_lengths_that_are_taken(bits):
    assert parse_public_key(openssh(rsa_key(bits))) == openssh(rsa_key(bits))


@pytest.mark.parametrize("bits", [1024, 2047, 16385])
def test_lengths_that_are_not(bits):
    with pytest.raises(InvalidPublicKeyError, match="at least 2048 and at most 16384 bits"):
        parse_public_key(openssh(rsa_key(bits)))


@pytest.mark.parametrize(
    "text",
    [
        ED25519.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(),
        EC.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(),
        EC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "ssh-dss AAAAB3NzaC1kc3M=",
        "ssh-rsa AAAA",
        "ssh-rsa *",
        "ssh-rsa ÄÖÜ",
        openssh(KEY)[:-40],
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n*\n-----END PUBLIC KEY-----",
        pem(KEY).replace("BEGIN", "BEGIN RSA", 1),
    ],
)
def test_keys_of_another_kind_and_damaged_ones_are_invalid(text):
    with pytest.raises(InvalidPublicKeyError):
        parse_public_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "sesame",
        " ",
        f"{openssh(KEY)}\n{openssh(KEY)}",
        pem(KEY) + pem(KEY),
        pem(KEY) + "more",
        f'from="192.0.2.1" {openssh(KEY)}',
        "-----BEGIN RSA PRIVATE KEY-----\nMIIC\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_anything_but_one_public_key_is_not_recognized(text):
    with pytest.raises(UnrecognizedPublicKeyEncodingError) as caught:
        parse_public_key(text)
    assert "MIIC" not in caught.value.message
