"""What an authenticator answers, and every way in which an answer is wrong (WebAuthn 7.1, 7.2)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from limen.authn.passkeys.answers import (
    WrongAnswerError,
    is_counter_valid,
    read_credential_id,
    verify_new_credential,
    verify_signature,
)
from limen.authn.passkeys.ceremony_options import creation_options, encode, request_options, user_handle
from limen.authn.passkeys.relying_party import RelyingParty
from limen.domain.iam.mfa import Ceremony, Passkey, PasskeyChallenge
from tests.unit.authn.passkeys.security_key import HOST, ORIGIN, SecurityKey, decode
from tests.unit.operations.world import ACCOUNT, NOW

HERE = RelyingParty(HOST, ORIGIN)
CHALLENGE = PasskeyChallenge(ACCOUNT, "ID", "AIDAA", Ceremony.SIGN_IN, bytes(range(32)), HOST, NOW)
CREATION: dict[str, Any] = creation_options(CHALLENGE, (), user_name="alice")
REQUEST: dict[str, Any] = request_options(CHALLENGE, ())


def passkey_of(key: SecurityKey, *, sign_count: int = 0) -> Passkey:
    key.handle = encode(user_handle(ACCOUNT, "AIDAA"))
    return Passkey(ACCOUNT, "arn", "key", "AIDAA", NOW, key.credential_id, key.cose_key(), HOST, sign_count)


def register(answer: Any) -> Any:
    return verify_new_credential(json.dumps(answer), CHALLENGE, HERE)


def sign_in(answer: Any, passkey: Passkey) -> int:
    return verify_signature(json.dumps(answer), passkey, CHALLENGE, HERE)


# --- registration -----------------------------------------------------------------------------------------------------


def test_a_new_credential_is_read():
    key = SecurityKey(sign_count=3)
    made = register(key.create(CREATION))
    assert (made.id, made.sign_count) == (key.credential_id, 3)
    assert made.public_key == key.cose_key()
    assert made.transports == ("nfc", "usb")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"challenge": encode(bytes(32))}, "challenge"),
        ({"origin": "http://localhost:9999"}, "origin"),
        ({"origin": "https://evil.example"}, "origin"),
        ({"type": "webauthn.get"}, "type"),
        ({"attestation": {"fmt": "android-key"}}, "not requested"),
        ({"attestation": {"fmt": "fido-u2f"}}, "not requested"),
        ({"attestation": {"attStmt": {"x5c": [b"certificate"]}}}, "not requested"),
        ({"attestation": {"authData": b""}}, "not valid"),
        ({"attestation": {"fmt": 7}}, "not requested"),
    ],
)
def test_a_wrong_registration_is_refused(changed: dict[str, Any], reason: str):
    with pytest.raises(WrongAnswerError, match=reason):
        register(SecurityKey().create(CREATION, **changed))


@pytest.mark.parametrize(
    "key",
    [SecurityKey(host="evil.example"), SecurityKey(flags=0), SecurityKey(credential_id=bytes(1024))],
    ids=["another host", "nobody present", "too long"],
)
def test_a_registration_elsewhere_or_without_a_person_is_refused(key: SecurityKey):
    with pytest.raises(WrongAnswerError):
        register(key.create(CREATION))


@pytest.mark.parametrize("transports", [None, "usb", [1], {"usb": 1}])
def test_unknown_transports_are_ignored(transports: Any):
    answer = SecurityKey().create(CREATION)
    answer["response"]["transports"] = transports
    assert register(answer).transports == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"response": 1}',
        '{"response": {}}',
        "[" * 100_000,
        '{"response": {"clientDataJSON": 1}}',
    ],
)
def test_no_text_breaks_the_verification(text: str):
    with pytest.raises(WrongAnswerError):
        verify_new_credential(text, CHALLENGE, HERE)
    with pytest.raises(WrongAnswerError):
        verify_signature(text, passkey_of(SecurityKey()), CHALLENGE, HERE)


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("value", [None, 1, "", "!", "AAAA", encode(b"\xff" * 40), encode(b"[" * 5000)])
def test_no_part_breaks_the_verification(part: str, value: Any):
    answer = SecurityKey().create(CREATION)
    answer["response"][part] = value
    with pytest.raises(WrongAnswerError):
        register(answer)


# --- sign-in ----------------------------------------------------------------------------------------------------------


def test_a_signature_gives_the_counter():
    key = SecurityKey()
    passkey = passkey_of(key)
    assert sign_in(key.get(REQUEST), passkey) == 1
    assert sign_in(key.get(REQUEST), replace(passkey, sign_count=1)) == 2


def test_a_key_that_does_not_count_stays_at_zero():
    key = SecurityKey(counts=False)
    assert sign_in(key.get(REQUEST), passkey_of(key)) == 0


@pytest.mark.parametrize("sign_count", [1, 2, 2**31])
def test_a_counter_that_does_not_grow_is_refused(sign_count: int):
    key = SecurityKey()
    with pytest.raises(WrongAnswerError, match="sign count"):
        sign_in(key.get(REQUEST), passkey_of(key, sign_count=sign_count))


@pytest.mark.parametrize(
    ("former", "present", "expected"), [(0, 0, True), (0, 1, True), (1, 1, False), (2, 1, False), (1, 0, False)]
)
def test_counters(former: int, present: int, expected: object):
    assert is_counter_valid(former, present) is expected


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"challenge": encode(bytes(32))}, "challenge"),
        ({"origin": "http://127.0.0.1:4260"}, "origin"),
        ({"origin": "https://localhost:4260"}, "origin"),
        ({"type": "webauthn.create"}, "type"),
    ],
)
def test_a_wrong_answer_is_refused(changed: dict[str, Any], reason: str):
    key = SecurityKey()
    with pytest.raises(WrongAnswerError, match=reason):
        sign_in(key.get(REQUEST, **changed), passkey_of(key))


def test_an_answer_for_another_host_or_without_a_person_is_refused():
    for key in (SecurityKey(host="evil.example"), SecurityKey(flags=0)):
        with pytest.raises(WrongAnswerError):
            sign_in(key.get(REQUEST), passkey_of(key))


def test_a_wrong_signature_is_refused():
    key = SecurityKey()
    passkey = passkey_of(key)
    key.key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(WrongAnswerError, match="signature"):
        sign_in(key.get(REQUEST), passkey)


@pytest.mark.parametrize("handle", ["!!!", "A", encode(b"somebody else"), 7])
def test_the_handle_of_another_user_is_refused(handle: Any):
    key = SecurityKey()
    passkey = passkey_of(key)
    answer = key.get(REQUEST)
    answer["response"]["userHandle"] = handle
    with pytest.raises(WrongAnswerError):
        sign_in(answer, passkey)
    answer["response"]["userHandle"] = None
    assert sign_in(answer, passkey) == 1


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("value", [None, 1, "", "!", "AAAA", encode(b"\xff" * 40)])
def test_no_part_of_an_answer_breaks_the_verification(part: str, value: Any):
    key = SecurityKey()
    passkey, answer = passkey_of(key), key.get(REQUEST)
    answer["response"][part] = value
    with pytest.raises(WrongAnswerError):
        sign_in(answer, passkey)


@pytest.mark.parametrize("name", [None, 1, "é"])
def test_a_malformed_id_is_refused(name: Any):
    with pytest.raises(WrongAnswerError):
        read_credential_id(json.dumps({"id": name, "response": {}}))


# --- options ----------------------------------------------------------------------------------------------------------


def test_the_options_name_no_person_beyond_what_is_shown():
    assert decode(CREATION["user"]["id"]) == user_handle(ACCOUNT, "AIDAA") != user_handle(ACCOUNT, "AIDAB")
    assert CREATION["attestation"] == "none"
    assert [each["alg"] for each in CREATION["pubKeyCredParams"]] == [-8, -7, -257]


def test_the_options_list_the_passkeys_of_the_host():
    here = passkey_of(SecurityKey())
    elsewhere = replace(here, credential_id=b"other", relying_party="iam.example.com")
    options: dict[str, Any] = request_options(CHALLENGE, (here, elsewhere))
    (listed,) = options["allowCredentials"]
    assert decode(listed["id"]) == here.credential_id
    assert creation_options(CHALLENGE, (here, elsewhere), user_name="a")["excludeCredentials"] == [listed]
