import pytest

from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.policy.match.context import DERIVED, find_value

A = "111111111111"
BOB = IAMUser(A, "bob", "/p/", "AIDABOB")
ROLE = "arn:aws:iam::111111111111:role/p/R"
EXPECTED = {
    RootUser(A): {
        "arn": "arn:aws:iam::111111111111:root", "account": A, "type": "Account", "userid": A, "is": "false",
    },
    BOB: {
        "arn": "arn:aws:iam::111111111111:user/p/bob", "account": A, "type": "User", "userid": "AIDABOB",
        "username": "bob", "is": "false",
    },
    RoleSession(A, "R", "s", "/p/", "AROAR"): {
        "arn": ROLE, "account": A, "type": "AssumedRole", "userid": "AROAR:s", "is": "false",
    },
    IAMUser(A, ""): {"account": A, "type": "User", "is": "false"},
    FederatedUser(A, "jim", BOB): {
        "arn": "arn:aws:sts::111111111111:federated-user/jim", "account": A, "type": "FederatedUser",
        "userid": "111111111111:jim", "is": "false",
    },
    ServicePrincipal("ec2.amazonaws.com"): {
        "is": "true", "service": "ec2.amazonaws.com", "services": ("ec2.amazonaws.com",),
    },
    FederatedIdentity("accounts.google.com"): {"provider": "accounts.google.com"},
    FederatedIdentity(f"arn:aws:iam::{A}:saml-provider/P"): {},
    Anonymous(): {"account": "anonymous", "type": "Anonymous", "userid": "anonymous"},
}  # fmt: skip
KEYS = {
    "arn": "aws:principalarn",
    "account": "aws:principalaccount",
    "type": "aws:principaltype",
    "userid": "aws:userid",
    "username": "aws:username",
    "is": "aws:principalisawsservice",
    "service": "aws:principalservicename",
    "services": "aws:principalservicenameslist",
    "provider": "aws:federatedprovider",
}


@pytest.mark.parametrize("principal", EXPECTED, ids=repr)
def test_keys_that_the_principal_determines(principal):
    assert set(KEYS.values()) == set(DERIVED)
    found = {short: value for short, key in KEYS.items() if (value := find_value({}, principal, key)) is not None}
    assert found == EXPECTED[principal]


def test_the_context_takes_precedence():
    assert find_value({"aws:username": "given"}, BOB, "aws:username") == "given"


def test_any_other_key_is_absent():
    assert find_value({}, BOB, "aws:sourceip") is None
