"""The signed assertion of a SAML response, and attacks on it: wrapping, other keys, weak algorithms, hostile XML."""

import re
from base64 import b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from limen.authn.faults import IDPRejectedClaimError, InvalidIdentityTokenError
from limen.authn.proofs.saml_response import (
    INVALID_RESPONSE,
    INVALID_SIGNATURE,
    NOT_BASE64,
    issuer_of,
    parse_decrypted,
    parse_response,
    parse_time,
    verify_assertion,
    verify_response,
)
from tests.unit.authn.proofs.saml_idp import ISSUER, NAMES, SAML, Provider, encode, respond, sign, signer

EVIL = Provider(subject="root", assertion_id="_evil")
SIGNATURE = "ds:Signature"


def der(*numbers: int) -> list[bytes]:
    return [signer(number).certificate.public_bytes(Encoding.DER) for number in numbers or (0,)]


def verify(encoded: str, certificates: list[bytes] | None = None) -> etree._Element:
    response, trusted = parse_response(encoded), der() if certificates is None else certificates
    verify_response(response, trusted)
    return verify_assertion(response.assertion, trusted)


def refusal(encoded: str, certificates: list[bytes] | None = None) -> str:
    with pytest.raises(InvalidIdentityTokenError) as refused:
        verify(encoded, certificates)
    return refused.value.message


def subject_of(assertion: etree._Element) -> str:
    return assertion.findtext("saml:Subject/saml:NameID", namespaces=NAMES) or ""


def signed() -> etree._Element:
    """A genuine response as an attacker has it."""
    return etree.fromstring(Provider().wrap(sign(Provider().assertion())))


def parts() -> tuple[Any, Any, Any, Any]:
    """The response, its assertion, the assertion's signature, and an assertion that nobody signed."""
    root = signed()
    assertion = root.find("saml:Assertion", NAMES)
    return root, assertion, assertion.find(SIGNATURE, NAMES), etree.fromstring(EVIL.assertion())


def send(root: etree._Element) -> str:
    return encode(etree.tostring(root).decode())


def test_a_signed_assertion_is_read():
    assertion = verify(respond())
    assert (subject_of(assertion), issuer_of(assertion)) == ("alice", ISSUER)


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "rsa-sha384", "rsa-sha512"])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_strong_algorithms_are_accepted(algorithm: str, digest: str):
    verify(respond(signature_algorithm=algorithm, digest_algorithm=digest))


def test_a_key_on_a_curve_signs_too():
    by = signer(7, "ec")
    verify(respond(by=by), [by.certificate.public_bytes(Encoding.DER)])


def test_one_of_several_registered_certificates_is_enough():
    verify(respond(), der(1, 0))


def test_a_response_may_be_signed_as_well():
    provider = Provider()
    both = sign(provider.wrap(sign(provider.assertion())))
    assert verify_response(parse_response(encode(both)), der())
    assert subject_of(verify(encode(both))) == "alice"
    assert not verify_response(parse_response(respond()), der())


def test_a_wrong_signature_of_the_response_is_refused():
    provider = Provider()
    both = sign(provider.wrap(sign(provider.assertion())))
    assert refusal(encode(both.replace('Version="2.0"', 'Version="2.0" Destination="x"', 1))) == INVALID_SIGNATURE
    assert refusal(encode(sign(provider.wrap(sign(provider.assertion())), signer(1)))) == INVALID_SIGNATURE


def test_a_signature_of_the_response_alone_is_not_enough():
    assert refusal(encode(sign(Provider().wrap(Provider().assertion())))) == INVALID_SIGNATURE


def test_unsigned_changed_and_foreign_assertions_are_refused():
    provider = Provider()
    assert refusal(encode(provider.wrap(provider.assertion()))) == INVALID_SIGNATURE
    assert refusal(encode(provider.wrap(sign(provider.assertion()).replace("alice<", "root<")))) == INVALID_SIGNATURE
    assert refusal(respond(by=signer(1))) == INVALID_SIGNATURE
    assert refusal(respond(), []) == INVALID_SIGNATURE


def test_weak_algorithms_are_refused():
    """As signed by a provider that uses them, and as an attacker renames them."""
    xml = Provider().wrap(sign(Provider().assertion()))
    method = 'SignatureMethod Algorithm="'
    for name in ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"):
        assert refusal(encode(re.sub(f'{method}[^"]*', method + name, xml))) == INVALID_SIGNATURE
    hmac = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
    assert refusal(encode(re.sub(f'{method}[^"]*', method + hmac, xml))) == INVALID_SIGNATURE
    digest = 'DigestMethod Algorithm="'
    sha1 = "http://www.w3.org/2000/09/xmldsig#sha1"
    assert refusal(encode(re.sub(f'{digest}[^"]*', digest + sha1, xml))) == INVALID_SIGNATURE
    assert refusal(encode(re.sub(f'{method}[^"]*', f"{method}none", xml))) == INVALID_SIGNATURE


def test_wrapping_1_and_2_the_response_is_copied_around_or_beside_the_signature():
    root, _, signature, evil = parts()
    other = etree.fromstring(Provider().wrap(""))
    other.append(evil)
    other.append(signature)
    signature.append(root)
    assert refusal(send(other)) == INVALID_RESPONSE
    root, _, signature, evil = parts()
    other = etree.fromstring(Provider().wrap(""))
    other.extend([signature, root, evil])
    assert refusal(send(other)) == INVALID_RESPONSE


def test_wrapping_3_and_4_the_assertion_is_beside_or_inside_another_one():
    root, _, _, evil = parts()
    root.insert(1, evil)
    assert refusal(send(root)) == INVALID_RESPONSE
    root, assertion, _, evil = parts()
    evil.append(assertion)
    root.append(evil)
    assert refusal(send(root)) == INVALID_RESPONSE


def test_wrapping_5_and_6_the_signature_is_moved_into_another_assertion():
    root, assertion, signature, evil = parts()
    evil.insert(1, signature)
    root.insert(1, evil)
    assert refusal(send(root)) == INVALID_RESPONSE
    root, assertion, signature, evil = parts()
    evil.insert(1, signature)
    signature.append(assertion)
    root.append(evil)
    assert refusal(send(root)) == INVALID_RESPONSE


@pytest.mark.parametrize("container", ["Extensions", "Object"])
def test_wrapping_7_and_8_the_assertion_is_hidden_in_a_container(container: str):
    root, assertion, signature, evil = parts()
    if container == "Extensions":
        etree.SubElement(root, f"{{{NAMES['samlp']}}}Extensions").append(assertion)
    else:
        evil.insert(1, signature)
        etree.SubElement(signature, f"{{{NAMES['ds']}}}Object").append(assertion)
    root.append(evil)
    assert refusal(send(root)) == INVALID_RESPONSE


def test_an_assertion_is_not_hidden_by_another_name():
    """The signed assertion is a child with another name; the signature in the evil one refers to it."""
    root, assertion, signature, evil = parts()
    evil.insert(1, signature)
    assertion.tag = f"{{{SAML}}}Advice"
    evil.append(assertion)
    root.append(evil)
    assert refusal(send(root)) == INVALID_SIGNATURE


def test_a_reference_must_be_to_the_assertion_itself():
    provider = Provider()
    for uri in ("", "#_response", "#_other", "http://example.com/"):
        changed = sign(provider.assertion()).replace('URI="#_assertion"', f'URI="{uri}"')
        assert refusal(encode(provider.wrap(changed))) == INVALID_SIGNATURE


def test_no_identifier_may_be_there_twice():
    root, assertion, _, _ = parts()
    assertion.find("saml:Subject", NAMES).set("ID", "_assertion")
    assert refusal(send(root)) == INVALID_SIGNATURE
    root, assertion, _, _ = parts()
    del assertion.attrib["ID"]
    assert refusal(send(root)) == INVALID_SIGNATURE


def test_an_assertion_has_one_signature():
    root, assertion, signature, _ = parts()
    assertion.append(etree.fromstring(etree.tostring(signature)))
    assert refusal(send(root)) == INVALID_SIGNATURE


def test_a_signature_covers_one_element():
    root, _, signature, _ = parts()
    information = signature.find("{*}SignedInfo")
    information.append(etree.fromstring(etree.tostring(information.find("{*}Reference"))))
    assert refusal(send(root)) == INVALID_SIGNATURE


def test_a_malformed_signature_is_a_wrong_one():
    xml = Provider().wrap(sign(Provider().assertion()))
    assert refusal(encode(re.sub("SignatureValue>[^<]*<", "SignatureValue>!<", xml))) == INVALID_SIGNATURE
    assert refusal(encode(re.sub("DigestValue>[^<]*<", "DigestValue><", xml))) == INVALID_SIGNATURE
    assert refusal(encode(re.sub("<ds:CanonicalizationMethod[^>]*>", "", xml))) == INVALID_SIGNATURE


def test_a_comment_does_not_cut_the_subject():
    """The provider signs `alice@example.com.evil`; a comment in it, which no signature covers, must not shorten it."""
    xml = sign(Provider(subject="alice@example.com.evil").assertion())
    cut = xml.replace("alice@example.com.evil", "alice@example.com<!-- -->.evil")
    assert subject_of(verify(encode(Provider().wrap(cut)))) == "alice@example.com.evil"


def test_a_processing_instruction_is_no_part_of_a_text():
    """It is dropped before the signature is verified, as a comment is."""
    cut = sign(Provider().assertion()).replace("alice<", "al<?x y?>ice<")
    assert subject_of(verify(encode(Provider().wrap(cut)))) == "alice"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<!DOCTYPE x>",
    ],
)
def test_document_types_and_entities_are_refused(prolog: str):
    assert refusal(encode(prolog + Provider().wrap(sign(Provider().assertion())))) == INVALID_RESPONSE


@pytest.mark.parametrize("text", ["!", "YQ", "é", b64encode(b"\xff").decode()])
def test_what_is_not_base64_is_refused(text: str):
    assert refusal(text) == NOT_BASE64


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<a/>",
        Provider().assertion(),
        Provider().wrap(""),
        Provider().wrap(sign(Provider().assertion())).replace('"_response" Version="2.0"', '"_response" Version="1.1"'),
        Provider().wrap(f"<x>{sign(Provider().assertion())}</x>"),
        Provider().wrap(Provider().assertion() * 2),
    ],
)
def test_what_is_not_a_response_with_one_assertion_is_refused(xml: str):
    assert refusal(encode(xml)) == INVALID_RESPONSE


@pytest.mark.parametrize("status", ["urn:oasis:names:tc:SAML:2.0:status:Responder", ""])
def test_a_provider_can_report_a_failure(status: str):
    with pytest.raises(IDPRejectedClaimError) as refused:
        parse_response(encode(Provider(status=status).wrap("")))
    assert (refused.value.code, refused.value.status) == ("IDPRejectedClaim", 403)


def test_a_response_without_a_status_is_a_failure():
    xml = re.sub("<samlp:Status>.*</samlp:Status>", "", Provider().wrap(sign(Provider().assertion())))
    with pytest.raises(IDPRejectedClaimError):
        parse_response(encode(xml))


def test_what_was_encrypted_must_be_one_assertion():
    assert parse_decrypted(Provider().assertion()).get("ID") == "_assertion"
    nested = Provider().assertion().replace("<saml:Conditions", f"{EVIL.assertion()}<saml:Conditions")
    for text in ("<a/>", "no xml", nested, f"<!DOCTYPE x>{Provider().assertion()}"):
        with pytest.raises(InvalidIdentityTokenError, match=INVALID_RESPONSE):
            parse_decrypted(text)


@pytest.mark.parametrize("text", ["2026-05-04T10:00:00Z", "2026-05-04T10:00:00", " 2026-05-04T12:00:00.0000000+02:00"])
def test_times_are_read(text: str):
    assert parse_time(text).isoformat() == "2026-05-04T10:00:00+00:00"
    assert parse_time(None) is None


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-04T10:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_is_refused(text: str):
    with pytest.raises(InvalidIdentityTokenError, match=INVALID_RESPONSE):
        parse_time(text)
