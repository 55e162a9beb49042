"""The claims of a verified assertion."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from limen.authn.caller import ProvenIdentity
from limen.authn.faults import ExpiredIdentityTokenError, InvalidIdentityTokenError
from limen.authn.proofs.saml_claims import Visit, expiry_of, read_assertion
from limen.authn.proofs.saml_response import INVALID_RESPONSE
from limen.domain.iam.providers import SAMLProvider
from limen.domain.iam.tags import Tag
from limen.policy.match.context import AMBIGUOUS
from tests.unit.authn.proofs.saml_idp import AUDIENCE, ISSUER, PREFIX, PROVIDER, RECIPIENT, ROLE, Provider
from tests.unit.operations.world import ACCOUNT, NOW

SAVED = SAMLProvider(ACCOUNT, "corporate", "UUID7", NOW, NOW + timedelta(days=9), "")
VISIT = Visit(SAVED, ROLE, "https://iam.example.com", NOW)


def read(visit: Visit = VISIT, **changed: Any) -> ProvenIdentity:
    return read_assertion(etree.fromstring(Provider(**changed).assertion()), visit)


def refusal(visit: Visit = VISIT, **changed: Any) -> str:
    with pytest.raises(InvalidIdentityTokenError) as refused:
        read(visit, **changed)
    return refused.value.message


def expiry(visit: Visit = VISIT, **changed: Any) -> str:
    with pytest.raises(ExpiredIdentityTokenError) as refused:
        read(visit, **changed)
    return refused.value.message


def with_attribute(name: str, *values: str) -> dict[str, Any]:
    return {"attributes": {f"{PREFIX}{name}": values}}


def test_an_assertion_names_subject_provider_and_session():
    identity = read()
    assert (identity.account, identity.partition, identity.provider_arn) == (ACCOUNT, "aws", PROVIDER)
    assert (identity.subject, identity.audience, identity.is_role_listed) == ("alice", RECIPIENT, True)
    facts = identity.saml
    assert facts is not None
    assert (facts.issuer, facts.subject_type, facts.session_name) == (ISSUER, "persistent", "alice@example.com")
    assert (facts.session_seconds, facts.session_ends) == (0, NOW + timedelta(hours=8))


def test_the_condition_keys_are_those_of_aws():
    """The qualifier: `printf %s ISSUERACCOUNT/NAME | openssl sha1 -binary | base64`."""
    keys = read().keys
    assert keys["saml:namequalifier"] == read().saml.name_qualifier == "Xw/e01Q1KAIlNopIk2s+OGARXBA="
    assert {name: value for name, value in keys.items() if name != "saml:namequalifier"} == {
        "saml:aud": RECIPIENT,
        "saml:iss": ISSUER,
        "saml:sub": "alice",
        "saml:sub_type": "persistent",
        "saml:doc": f"{ACCOUNT}/corporate",
    }


def test_attributes_become_condition_keys():
    person, claims = "urn:oid:1.3.6.1.4.1.5923.1.1.1.", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
    attributes = {
        f"{person}1": ("staff", "member"),
        f"{person}6": ("alice@example.com",),
        f"{person}5": ("staff", "member"),
        "urn:oid:2.5.4.3": ("Alice",),
        f"{claims}emailaddress": ("alice@example.com",),
        f"{claims}surname": (),
        "department": ("research",),
    }
    keys = read(attributes=attributes).keys
    assert keys["saml:edupersonaffiliation"] == ("staff", "member")
    assert keys["saml:edupersonprincipalname"] == "alice@example.com"
    assert keys["saml:edupersonprimaryaffiliation"] == AMBIGUOUS
    assert (keys["saml:cn"], keys["saml:commonname"]) == (("Alice",), "Alice")
    assert keys["saml:mail"] == "alice@example.com"
    assert "saml:surname" not in keys
    assert not [key for key in keys if "department" in key]


def test_two_attributes_for_one_key_are_ambiguous():
    claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
    keys = read(attributes={"urn:oid:0.9.2342.19200300.100.1.3": ("a@example.com",), claims: ("b@example.com",)}).keys
    assert keys["saml:mail"] == AMBIGUOUS


def test_no_attribute_replaces_what_the_assertion_says():
    keys = read(attributes={"saml:sub": ("root",), "sub": ("root",)}).keys
    assert keys["saml:sub"] == "alice"


@pytest.mark.parametrize(
    ("value", "is_listed"),
    [
        (f"{ROLE},{PROVIDER}", True),
        (f" {PROVIDER} , {ROLE} ", True),
        (f"{ROLE},{PROVIDER}x", False),
        (f"{ROLE}x,{PROVIDER}", False),
        (f"{ROLE},{ROLE}", False),
        (ROLE, False),
        (f"{ROLE},{PROVIDER},{ROLE}", False),
    ],
)
def test_the_role_must_be_in_a_pair_with_the_provider(value: str, is_listed: bool):  # noqa: FBT001 - a row's value
    other = f"{ROLE}-other,{PROVIDER}"
    assert read(**with_attribute("Role", other, value)).is_role_listed is is_listed


def test_session_tags_come_from_attributes():
    attributes = {
        f"{PREFIX}PrincipalTag:team": ("blue",),
        f"{PREFIX}PrincipalTag:cost center": ("7",),
        f"{PREFIX}TransitiveTagKeys": ("team", "cost center"),
        f"{PREFIX}SourceIdentity": ("alice",),
        f"{PREFIX}SessionDuration": ("1800",),
    }
    identity = read(attributes=attributes)
    assert identity.tags == (Tag("team", "blue"), Tag("cost center", "7"))
    assert (identity.transitive_tag_keys, identity.source_identity) == (("team", "cost center"), "alice")
    assert identity.saml.session_seconds == 1800
    assert refusal(**with_attribute("PrincipalTag:team", "blue", "red")) == INVALID_RESPONSE


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("RoleSessionName", (), "RoleSessionName is required in AuthnResponse"),
        ("RoleSessionName", ("a b",), "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        ("RoleSessionName", ("a",), "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        ("RoleSessionName", ("alice", "bob"), INVALID_RESPONSE),
        ("SourceIdentity", ("é é",), 'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
        ("SessionDuration", ("899",), INVALID_RESPONSE),
        ("SessionDuration", ("43201",), INVALID_RESPONSE),
        ("SessionDuration", ("1e3",), INVALID_RESPONSE),
        ("SessionDuration", ("9" * 5000,), INVALID_RESPONSE),
        ("SessionDuration", ("٣٦٠٠",), INVALID_RESPONSE),
    ],
)
def test_attributes_of_aws_have_their_forms(name: str, values: tuple[str, ...], text: str):
    assert refusal(**with_attribute(name, *values)) == text


@pytest.mark.parametrize(
    "recipient",
    [
        "https://signin.aws.amazon.com/saml",
        "https://eu-west-1.signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/static/saml",
        "https://signin.amazonaws-us-gov.com/saml",
        "https://signin.aws.amazon.com/saml/acs/UUID7",
        "https://iam.example.com/saml",
        "https://iam.example.com/saml/acs/UUID7",
    ],
)
def test_it_is_sent_to_the_sign_in_address(recipient: str):
    identity = read(recipient=recipient, audiences=(recipient,))
    assert (identity.audience, identity.keys["saml:aud"]) == (recipient, recipient)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "http://signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com.evil.example/saml",
        "https://evil.example/signin.aws.amazon.com/saml",
        "https://evil.example?.signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com/saml/acs/OTHER",
        "https://iam.example.com/saml/acs/OTHER",
        "https://other.example.com/saml",
        "https://iam.example.com/saml/",
    ],
)
def test_an_assertion_for_somebody_else_is_refused(recipient: str):
    assert refusal(recipient=recipient) == INVALID_RESPONSE
    assert refusal(audiences=(recipient,)) == "Response does not contain the required audience."


def test_an_audience_must_be_named_in_every_restriction():
    text = "Response does not contain the required audience."
    assert refusal(audiences=()) == text
    assert read(audiences=("https://other.example.com", AUDIENCE)).subject == "alice"
    other = "<saml:AudienceRestriction><saml:Audience>other</saml:Audience></saml:AudienceRestriction>"
    assert refusal(conditions=other) == text


def test_conditions_that_are_not_known_are_not_met():
    assert read(conditions="<saml:OneTimeUse/>").subject == "alice"
    assert refusal(conditions="<saml:OnlyOnMondays/>") == INVALID_RESPONSE


def test_one_bearer_confirmation_is_needed():
    assert refusal(confirmations=0) == INVALID_RESPONSE
    assert refusal(confirmations=2) == INVALID_RESPONSE
    assert refusal(method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key") == INVALID_RESPONSE


def test_the_confirmation_needs_its_end():
    text = Provider().assertion()
    end = f' NotOnOrAfter="{Provider().at(timedelta(minutes=5))}"/>'
    with pytest.raises(InvalidIdentityTokenError, match=INVALID_RESPONSE):
        read_assertion(etree.fromstring(text.replace(end, "/>", 1)), VISIT)


def test_the_end_is_exact():
    end = timedelta(minutes=2)
    before, at = replace(VISIT, now=NOW + end - timedelta(seconds=1)), replace(VISIT, now=NOW + end)
    assert read(before, ends=end).subject == "alice"
    assert expiry(at, ends=end) == "Response has expired"


def test_it_must_be_used_within_five_minutes():
    text = "Token must be redeemed within 5 minutes of issuance"
    ends = timedelta(hours=1)
    assert read(replace(VISIT, now=NOW + timedelta(seconds=299)), ends=ends).subject == "alice"
    assert expiry(replace(VISIT, now=NOW + timedelta(seconds=300)), ends=ends) == text
    assert expiry_of(etree.fromstring(Provider().assertion())) == NOW + timedelta(minutes=5)


def test_the_clock_of_the_provider_may_be_a_little_ahead():
    assert read(begins=timedelta(minutes=5), issued=timedelta(minutes=5)).subject == "alice"
    assert refusal(begins=timedelta(minutes=6)) == "Response is not valid yet"
    assert refusal(issued=timedelta(minutes=6)) == "Response is not valid yet"


def test_the_provider_can_end_the_session():
    assert expiry(session_ends=timedelta(0)) == "Response has expired"
    assert read(session_ends=None).saml.session_ends is None


def test_a_subject_has_a_name_and_a_format():
    assert read(form='Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"').saml.subject_type == (
        "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    )
    assert refusal(form="") == INVALID_RESPONSE
    assert refusal(subject="") == INVALID_RESPONSE
    assert refusal(subject="x" * 1025) == INVALID_RESPONSE
    assert refusal(subject="<b>alice</b>") == INVALID_RESPONSE


def test_an_assertion_without_a_moment_or_conditions_is_refused():
    text = Provider().assertion()
    for changed in (
        text.replace(f' IssueInstant="{Provider().at(timedelta(0))}"', ""),
        text.replace("saml:Conditions", "saml:Advice"),
    ):
        with pytest.raises(InvalidIdentityTokenError, match=INVALID_RESPONSE):
            read_assertion(etree.fromstring(changed), VISIT)
