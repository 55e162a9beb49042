"""Encrypted assertions (XML Encryption): AES-GCM or AES-CBC under a key that RSA-OAEP protects.

Decryption proves nothing: anybody can encrypt for the public key. The assertion inside must be signed like any other.
AES-CBC is accepted in a signed response only: without the signature, answers to changed texts would reveal the content
(https://doi.org/10.1145/2046707.2046756).
https://www.w3.org/TR/xmlenc-core1/
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree

from limen.authn.faults import InvalidIdentityTokenError
from limen.authn.hardened_xml import text_of

UNDECRYPTABLE: Final = "The encrypted assertion cannot be decrypted by a private key of the provider."

_XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
_NAMES: Final = {"xenc": _XENC, "xenc11": _XENC11, "ds": _DS}
_HASHES: Final[Mapping[str, Callable[[], HashAlgorithm]]] = {
    f"{_DS}sha1": SHA1,  # Only a parameter of OAEP, which does not depend on collisions.
    f"{_XENC}sha256": SHA256,
    "http://www.w3.org/2001/04/xmldsig-more#sha384": SHA384,
    f"{_XENC}sha512": SHA512,
    f"{_XENC11}mgf1sha1": SHA1,
    f"{_XENC11}mgf1sha256": SHA256,
    f"{_XENC11}mgf1sha384": SHA384,
    f"{_XENC11}mgf1sha512": SHA512,
}
_KEY_BYTES: Final = {
    f"{_XENC11}aes128-gcm": 16,
    f"{_XENC11}aes192-gcm": 24,
    f"{_XENC11}aes256-gcm": 32,
    f"{_XENC}aes128-cbc": 16,
    f"{_XENC}aes192-cbc": 24,
    f"{_XENC}aes256-cbc": 32,
}
_NONCE_BYTES: Final = 12
_BLOCK_BYTES: Final = 16


def decrypt_assertion(encrypted: etree._Element, private_keys: Iterable[str], *, is_authentic: bool) -> str:
    """The XML of the assertion, by the first of the PEM keys that fits; raises `InvalidIdentityTokenError`.

    `is_authentic` says that the encrypted text is from the provider, because the response around it is signed.
    """
    for pem in private_keys:
        try:
            return _decrypt(encrypted, pem, is_authentic=is_authentic)
        except (InvalidTag, UnsupportedAlgorithm, binascii.Error, ValueError, KeyError):
            continue
    raise InvalidIdentityTokenError(UNDECRYPTABLE)


def _decrypt(encrypted: etree._Element, pem: str, *, is_authentic: bool) -> str:
    data = _only(encrypted, "xenc:EncryptedData")
    algorithm = _only(data, "xenc:EncryptionMethod").get("Algorithm", "")
    if algorithm.endswith("-cbc") and not is_authentic:
        raise ValueError("AES-CBC protects nothing in a response without a signature.")
    carried = [*data.findall("ds:KeyInfo/xenc:EncryptedKey", _NAMES), *encrypted.findall("xenc:EncryptedKey", _NAMES)]
    key = _unwrap(carried[0] if len(carried) == 1 else encrypted, pem)
    if len(key) != _KEY_BYTES[algorithm]:
        raise ValueError("The key has another length than its algorithm.")
    content = _read_cipher_value(data)
    clear = _open_gcm(key, content) if algorithm.endswith("-gcm") else _open_cbc(key, content)
    return clear.decode()


def _unwrap(element: etree._Element, pem: str) -> bytes:
    private = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(private, RSAPrivateKey):
        raise ValueError("Only RSA keys are stored.")  # noqa: TRY004 - about the text, not its type
    method = _only(element, "xenc:EncryptionMethod")
    digest = method.find("ds:DigestMethod", _NAMES)
    label = _HASHES[f"{_DS}sha1" if digest is None else digest.get("Algorithm", "")]()
    if method.get("Algorithm") == f"{_XENC}rsa-oaep-mgf1p":
        mask: HashAlgorithm = SHA1()  # noqa: S303 - the name of the algorithm says so
    elif method.get("Algorithm") == f"{_XENC11}rsa-oaep":
        generator = method.find("xenc11:MGF", _NAMES)
        mask = _HASHES[f"{_XENC11}mgf1sha1" if generator is None else generator.get("Algorithm", "")]()
    else:
        raise ValueError("The key is not protected by RSA-OAEP.")
    return private.decrypt(_read_cipher_value(element), OAEP(MGF1(mask), label, None))


def _open_gcm(key: bytes, content: bytes) -> bytes:
    return AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], None)


def _open_cbc(key: bytes, content: bytes) -> bytes:
    decryptor = Cipher(AES(key), CBC(content[:_BLOCK_BYTES])).decryptor()
    padded = decryptor.update(content[_BLOCK_BYTES:]) + decryptor.finalize()
    if not padded or not 1 <= padded[-1] <= _BLOCK_BYTES:
        raise ValueError("The padding is malformed.")
    return padded[: -padded[-1]]


def _only(element: etree._Element, path: str) -> etree._Element:
    found = element.findall(path, _NAMES)
    if len(found) != 1:
        raise ValueError(f"There must be one {path}.")
    return found[0]


def _read_cipher_value(element: etree._Element) -> bytes:
    text = text_of(_only(element, "xenc:CipherData/xenc:CipherValue"))
    return b64decode("".join(text.split()), validate=True)
