"""Encrypted assertions."""

import os
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree

from limen.authn.faults import InvalidIdentityTokenError
from limen.authn.proofs.saml_encryption import UNDECRYPTABLE, decrypt_assertion
from tests.unit.authn.proofs.saml_idp import SAML
from tests.unit.authn.saml_documents import private_pem

XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
OAEP_SHA1 = f'<e:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p"/>'
OAEP_SHA256 = (
    f'<e:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><d:DigestMethod Algorithm="{XENC}sha256"/>'
    f'<x:MGF xmlns:x="{XENC11}" Algorithm="{XENC11}mgf1sha256"/></e:EncryptionMethod>'
)
PADDINGS = {
    OAEP_SHA1: OAEP(MGF1(SHA1()), SHA1(), None),
    OAEP_SHA256: OAEP(MGF1(SHA256()), SHA256(), None),
    f'<e:EncryptionMethod Algorithm="{XENC11}rsa-oaep"/>': OAEP(MGF1(SHA1()), SHA1(), None),
    f'<e:EncryptionMethod Algorithm="{XENC}rsa-1_5"/>': PKCS1v15(),
}


def encrypt(text: str, algorithm: str = "aes256-gcm", method: str = OAEP_SHA1, *, beside: bool = False) -> str:
    """The element as a provider makes it; the key is inside the data, or beside it."""
    key = os.urandom(int(algorithm[3:6]) // 8)
    public = load_pem_private_key(private_pem().encode(), None).public_key()
    wrapped = public.encrypt(key, PADDINGS[method])
    if algorithm.endswith("gcm"):
        nonce = os.urandom(12)
        name, content = f"{XENC11}{algorithm}", nonce + AESGCM(key).encrypt(nonce, text.encode(), None)
    else:
        start, clear = os.urandom(16), text.encode()
        missing = 16 - len(clear) % 16
        encryptor = Cipher(AES(key), CBC(start)).encryptor()
        content = start + encryptor.update(clear + bytes(missing - 1) + bytes([missing])) + encryptor.finalize()
        name = f"{XENC}{algorithm}"
    carried = f"<e:EncryptedKey>{method}{_value(wrapped)}</e:EncryptedKey>"
    inside = "" if beside else f"<d:KeyInfo>{carried}</d:KeyInfo>"
    data = f'<e:EncryptedData><e:EncryptionMethod Algorithm="{name}"/>{inside}{_value(content)}</e:EncryptedData>'
    names = f'xmlns:saml="{SAML}" xmlns:e="{XENC}" xmlns:d="http://www.w3.org/2000/09/xmldsig#"'
    return f"<saml:EncryptedAssertion {names}>{data}{carried if beside else ''}</saml:EncryptedAssertion>"


def _value(content: bytes) -> str:
    return f"<e:CipherData><e:CipherValue>{b64encode(content).decode()}</e:CipherValue></e:CipherData>"


def decrypt(xml: str, *keys: str, is_authentic: bool = False) -> str:
    return decrypt_assertion(etree.fromstring(xml), keys or (private_pem(),), is_authentic=is_authentic)


def refusal(xml: str, *keys: str, is_authentic: bool = True) -> str:
    with pytest.raises(InvalidIdentityTokenError) as refused:
        decrypt(xml, *keys, is_authentic=is_authentic)
    return refused.value.message


@pytest.mark.parametrize("algorithm", ["aes128-gcm", "aes192-gcm", "aes256-gcm"])
@pytest.mark.parametrize("method", [method for method in PADDINGS if "rsa-1_5" not in method])
def test_it_is_decrypted(algorithm: str, method: str):
    assert decrypt(encrypt("secret é", algorithm, method)) == "secret é"


@pytest.mark.parametrize("algorithm", ["aes128-cbc", "aes192-cbc", "aes256-cbc"])
def test_encryption_without_authentication_needs_a_signed_response(algorithm: str):
    xml = encrypt("secret", algorithm)
    assert decrypt(xml, is_authentic=True) == "secret"
    assert refusal(xml, is_authentic=False) == UNDECRYPTABLE


def test_the_key_may_be_beside_the_data():
    assert decrypt(encrypt("secret", beside=True)) == "secret"


def test_any_key_of_the_provider_fits():
    assert decrypt(encrypt("secret"), private_pem(3072), private_pem()) == "secret"
    assert refusal(encrypt("secret"), private_pem(3072)) == UNDECRYPTABLE


def test_what_cannot_be_decrypted_is_refused():
    xml = encrypt("secret")
    for changed in (
        xml.replace("EncryptedKey", "OtherKey"),
        xml.replace("CipherValue", "CipherText"),
        xml.replace("aes256-gcm", "aes128-gcm"),
        xml.replace("aes256-gcm", "tripledes-cbc"),
        xml.replace("<e:CipherValue>", "<e:CipherValue>AAAA", 1),
        xml.replace("<e:CipherValue>", "<e:CipherValue>!", 1),
        encrypt("secret", method=f'<e:EncryptionMethod Algorithm="{XENC}rsa-1_5"/>'),
        encrypt("secret", method=OAEP_SHA256).replace(f"{XENC}sha256", f"{XENC}md5"),
    ):
        assert refusal(changed) == UNDECRYPTABLE


def test_changed_text_is_refused():
    start, _, rest = encrypt("secret" * 9, "aes256-cbc").rpartition("<e:CipherValue>")
    assert refusal(f"{start}<e:CipherValue>{'A' * 43}={rest[44:]}") == UNDECRYPTABLE
    empty = encrypt("secret", "aes256-cbc").rpartition("<e:CipherValue>")
    assert refusal(f"{empty[0]}<e:CipherValue>{'A' * 22}=={empty[2][empty[2].index('<') :]}") == UNDECRYPTABLE
