"""Who may assume a role with a web identity (spec policy 5.2, 5.7, 6.8)."""

from dataclasses import replace
from typing import Any

import pytest

from limen.authn.caller import Caller, ProvenIdentity
from limen.domain.iam.tags import Tag
from limen.domain.principals import FederatedIdentity
from limen.domain.sessions import SessionKind
from tests.unit.authz.gate import Gate, allow, trust
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT

HOST = "token.example.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deployer"
ASSUME = "sts:AssumeRoleWithWebIdentity"
REFUSED = f"Not authorized to perform {ASSUME}"
IDENTITY = ProvenIdentity(
    ACCOUNT, "aws", PROVIDER, "alice", "app", {f"{HOST}:sub": "alice", f"{HOST}:aud": "app", f"{HOST}:amr": ("mfa",)}
)


def refusal(gate: Gate, role: str = ROLE, **changed: Any) -> str:
    """Empty if the role may be assumed."""
    caller = Caller(FederatedIdentity(PROVIDER, "alice"), identity=replace(IDENTITY, **changed))
    parameters = {"RoleArn": role, "RoleSessionName": "run"}
    if gate.is_allowed("AssumeRoleWithWebIdentity", caller=caller, **parameters):
        return ""
    return gate.refusal("AssumeRoleWithWebIdentity", caller=caller, **parameters)


def only(**conditions: Any) -> dict[str, Any]:
    return {"Condition": {"StringEquals": conditions}}


def test_a_trusted_provider_may(gate: Gate):
    gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME))
    assert refusal(gate) == ""


def test_a_call_is_made_in_the_account_of_the_role(gate: Gate):
    gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME))
    caller = Caller(FederatedIdentity(PROVIDER, "alice"), identity=IDENTITY)
    call = gate.authorize("AssumeRoleWithWebIdentity", caller=caller, RoleArn=ROLE, RoleSessionName="run")
    assert (call.account, call.partition) == (ACCOUNT, "aws")


@pytest.mark.parametrize(
    "principal",
    [{"Federated": f"{PROVIDER}/"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"Service": "ec2.amazonaws.com"}],
)
def test_nobody_else_is_trusted(gate: Gate, principal: dict[str, str]):
    gate.role("deployer", trust(principal, ASSUME, "sts:AssumeRole"))
    assert refusal(gate) == REFUSED


def test_another_action_of_the_family_is_not_this_one(gate: Gate):
    gate.role("deployer", trust({"Federated": PROVIDER}, "sts:AssumeRoleWithSAML"))
    assert refusal(gate) == REFUSED


def test_a_role_that_does_not_exist_trusts_nobody(gate: Gate):
    assert refusal(gate) == REFUSED


def test_a_role_of_another_account_is_refused(gate: Gate):
    assert refusal(gate, ROLE.replace(ACCOUNT, OTHER_ACCOUNT)) == REFUSED


@pytest.mark.parametrize(
    ("key", "value", "is_allowed"),
    [
        (f"{HOST}:sub", "alice", True),
        (f"{HOST}:sub", "bob", False),
        (f"{HOST.upper()}:AUD", "app", True),
        (f"{HOST}:email", "alice@example.com", False),
        ("sts:RoleSessionName", "run", True),
        ("aws:FederatedProvider", PROVIDER, True),
        ("aws:FederatedProvider", "accounts.google.com", False),
    ],
)
def test_conditions_read_the_token(gate: Gate, key: str, value: str, is_allowed: bool):  # noqa: FBT001 - a row's value
    gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME, **only(**{key: value})))
    assert (refusal(gate) == "") is is_allowed


def test_a_set_of_values_is_a_set(gate: Gate):
    condition = {"Condition": {"ForAnyValue:StringEquals": {f"{HOST}:amr": ["mfa"]}}}
    gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME, **condition))
    assert refusal(gate) == ""
    assert refusal(gate, keys={}) == REFUSED


def test_tags_and_source_identity_need_their_own_permission(gate: Gate):
    gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME))
    gate.role("tagged", trust({"Federated": PROVIDER}, ASSUME, "sts:TagSession", "sts:SetSourceIdentity"))
    marked: dict[str, Any] = {"tags": (Tag("team", "blue"),), "transitive_tag_keys": ("team",)}
    assert refusal(gate, **marked) == "Not authorized to perform sts:TagSession"
    assert refusal(gate, source_identity="alice") == "Not authorized to perform sts:SetSourceIdentity"
    assert refusal(gate, f"arn:aws:iam::{ACCOUNT}:role/tagged", source_identity="alice", **marked) == ""


def test_conditions_read_tags_and_source_identity(gate: Gate):
    wanted = {"aws:RequestTag/team": "blue", "sts:SourceIdentity": "alice"}
    sets = {"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": "team", "aws:TagKeys": "team"}}
    actions = (ASSUME, "sts:TagSession", "sts:SetSourceIdentity")
    condition = {"Condition": {"StringEquals": wanted, **sets}}
    gate.role("deployer", trust({"Federated": PROVIDER}, *actions, **condition))
    marked: dict[str, Any] = {"tags": (Tag("team", "blue"),), "transitive_tag_keys": ("team",)}
    assert refusal(gate, source_identity="alice", **marked) == ""
    assert refusal(gate, source_identity="bob", **marked) == REFUSED


def test_a_token_can_list_the_roles_that_it_is_for(gate: Gate):
    gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME, **only(**{"sts:RoleAuthorizedByIdp": "true"})))
    assert refusal(gate, is_role_listed=True) == ""
    assert refusal(gate, is_role_listed=None) == REFUSED
    assert refusal(gate, is_role_listed=False) == REFUSED


def test_a_session_remembers_its_provider(gate: Gate):
    policy = allow("iam:GetUser", **only(**{"aws:FederatedProvider": PROVIDER}))
    role = gate.role("deployer", trust({"Federated": PROVIDER}, ASSUME), policy)
    gate.user("alice")
    web = gate.session(role, issuer_arn=PROVIDER)
    assert web.session is not None
    assert web.session.kind is SessionKind.ASSUMED_ROLE
    assert gate.is_allowed("GetUser", caller=web, UserName="alice")
    other = gate.session(role, issuer_arn=f"arn:aws:iam::{ACCOUNT}:user/alice")
    assert not gate.is_allowed("GetUser", caller=other, UserName="alice")
