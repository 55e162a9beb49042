"""Who may assume a role with a SAML assertion (spec policy 5.2, 5.7, 6.8)."""

from dataclasses import replace
from typing import Any

import pytest

from limen.authn.caller import Caller, ProvenIdentity, SAMLFacts
from limen.domain.iam.tags import Tag
from limen.domain.principals import FederatedIdentity
from tests.unit.authz.gate import Gate, trust
from tests.unit.operations.world import ACCOUNT

PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
ADDRESS = "https://signin.aws.amazon.com/saml"
ASSUME = "sts:AssumeRoleWithSAML"
REFUSED = f"Not authorized to perform {ASSUME}"
KEYS: dict[str, str | tuple[str, ...]] = {
    "saml:aud": ADDRESS,
    "saml:sub": "alice",
    "saml:edupersonaffiliation": ("staff", "member"),
}
FACTS = SAMLFacts("https://idp.example.com", "persistent", "qualifier=", "alice@example.com")
IDENTITY = ProvenIdentity(ACCOUNT, "aws", PROVIDER, "alice", ADDRESS, KEYS, is_role_listed=True, saml=FACTS)


def refusal(gate: Gate, **changed: Any) -> str:
    """Empty if the role may be assumed."""
    caller = Caller(FederatedIdentity(PROVIDER, "alice"), identity=replace(IDENTITY, **changed))
    parameters = {"RoleArn": ROLE, "PrincipalArn": PROVIDER}
    if gate.is_allowed("AssumeRoleWithSAML", caller=caller, **parameters):
        return ""
    return gate.refusal("AssumeRoleWithSAML", caller=caller, **parameters)


def test_a_trusted_provider_may_if_the_assertion_lists_the_role(gate: Gate):
    gate.role("reader", trust({"Federated": PROVIDER}, ASSUME))
    assert refusal(gate) == ""
    assert refusal(gate, is_role_listed=False) == REFUSED


@pytest.mark.parametrize("principal", [{"Federated": f"{PROVIDER}2"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}])
def test_nobody_else_is_trusted(gate: Gate, principal: dict[str, str]):
    gate.role("reader", trust(principal, ASSUME, "sts:AssumeRole"))
    assert refusal(gate) == REFUSED


def test_the_action_is_its_own(gate: Gate):
    gate.role("reader", trust({"Federated": PROVIDER}, "sts:AssumeRoleWithWebIdentity"))
    assert refusal(gate) == REFUSED


@pytest.mark.parametrize(
    ("operator", "key", "value", "is_allowed"),
    [
        ("StringEquals", "SAML:aud", ADDRESS, True),
        ("StringEquals", "SAML:aud", f"{ADDRESS}/", False),
        ("StringEquals", "SAML:sub", "bob", False),
        ("ForAnyValue:StringEquals", "SAML:eduPersonAffiliation", "staff", True),
        ("StringEquals", "sts:RoleSessionName", "alice@example.com", True),
        ("Null", "sts:RoleAuthorizedByIdp", "true", True),
    ],
)
def test_conditions_read_the_assertion(gate: Gate, operator: str, key: str, value: str, is_allowed: bool):  # noqa: FBT001 - a row's value
    gate.role("reader", trust({"Federated": PROVIDER}, ASSUME, Condition={operator: {key: value}}))
    assert (refusal(gate) == "") is is_allowed


def test_tags_and_source_identity_need_their_own_permission(gate: Gate):
    gate.role("reader", trust({"Federated": PROVIDER}, ASSUME))
    assert refusal(gate, tags=(Tag("team", "blue"),)) == "Not authorized to perform sts:TagSession"
    assert refusal(gate, source_identity="alice") == "Not authorized to perform sts:SetSourceIdentity"
