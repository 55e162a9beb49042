"""Who may assume a role (spec policy 6.8, api 2.13), and that a refusal reveals nothing about a role."""

import json
from dataclasses import replace
from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.authn.one_time_codes import ProvedCode
from limen.domain.iam.roles import Role
from limen.domain.principals import IAMUser, RootUser
from limen.errors import AccessDeniedError, ValidationError
from tests.unit.authz.gate import Gate, allow, document, tag_pairs, tags, trust, with_session
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT, ROOT

IAM = f"arn:aws:iam::{ACCOUNT}:"
ACCOUNT_ROOT = f"{IAM}root"
ALICE = f"{IAM}user/alice"
ROLE = f"{IAM}role/svc/worker"
ASSUMES = allow("sts:AssumeRole")


def assume(gate: Gate, caller: Caller, arn: str = ROLE, **parameters: Any) -> str:
    """Empty if the role may be assumed, else the refusal."""
    try:
        gate.authorize("AssumeRole", caller=caller, RoleArn=arn, RoleSessionName="shift", **parameters)
    except AccessDeniedError as refused:
        return refused.message
    return ""


def refused(caller_arn: str, reason: str = "", *, arn: str = ROLE, action: str = "sts:AssumeRole") -> str:
    return f"User: {caller_arn} is not authorized to perform: {action} on resource: {arn}{reason}"


NO_TRUST = " because no role trust policy allows the sts:AssumeRole action"
NO_IDENTITY = " because no identity-based policy allows the sts:AssumeRole action"


def test_a_trusted_user_needs_no_identity_policy(gate: Gate):
    alice = gate.user("alice")
    gate.role("worker", trust(ALICE), Path="/svc/")
    assert assume(gate, alice) == ""


def test_a_trusted_account_leaves_it_to_the_callers_own_policies(gate: Gate):
    gate.role("worker", trust(ACCOUNT_ROOT), Path="/svc/")
    assert assume(gate, gate.user("alice", ASSUMES)) == ""
    assert assume(gate, gate.user("bob")) == refused(f"{IAM}user/bob", NO_IDENTITY)


def test_an_administrator_is_not_trusted_for_being_one(gate: Gate):
    gate.role("worker", trust({"Service": "ec2.amazonaws.com"}), Path="/svc/")
    alice = gate.user("alice", allow("*"))
    assert assume(gate, alice) == refused(ALICE, NO_TRUST)


def test_a_role_does_not_trust_its_own_sessions(gate: Gate):
    role = gate.role("worker", trust({"Service": "ec2.amazonaws.com"}), allow("*"), Path="/svc/")
    assert assume(gate, gate.session(role)) != ""


def test_a_trusted_role_is_held_to_its_limits(gate: Gate):
    chief = gate.role("chief", trust(ACCOUNT_ROOT))
    gate.role("worker", trust(f"{IAM}role/chief"), Path="/svc/")
    assert assume(gate, gate.session(chief)) == ""
    assert assume(gate, gate.session(chief, allow("s3:*"))) != ""


def test_the_person_is_trusted_not_the_name(gate: Gate):
    gate.user("alice")
    gate.role("worker", trust(ALICE), Path="/svc/")
    gate.world.call("DeleteUser", UserName="alice")
    namesake = gate.user("alice", ASSUMES)
    assert assume(gate, namesake) == refused(ALICE, NO_TRUST)


def test_a_rename_keeps_the_trust(gate: Gate):
    alice = gate.user("alice")
    gate.role("worker", trust(ALICE), Path="/svc/")
    gate.world.call("UpdateUser", UserName="alice", NewUserName="alicia")
    renamed = Caller(IAMUser(ACCOUNT, "alicia", "/", alice.principal.user_id or ""))
    assert assume(gate, renamed) == ""


@pytest.mark.parametrize(
    ("given", "expected"), [({"ExternalId": "42"}, True), ({"ExternalId": "43"}, False), ({}, False)]
)
def test_the_external_id_is_a_condition(gate: Gate, given: dict[str, str], *, expected: bool):
    alice = gate.user("alice")
    gate.role("worker", trust(ALICE, Condition={"StringEquals": {"sts:ExternalId": "42"}}), Path="/svc/")
    assert (assume(gate, alice, **given) == "") is expected


def test_mfa_can_be_asked_for(gate: Gate):
    alice = gate.user("alice")
    gate.role("worker", trust(ALICE, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), Path="/svc/")
    assert assume(gate, alice) != ""
    assert assume(gate, with_session(alice, mfa_authenticated=True)) == ""
    proved = replace(alice, second_factor=ProvedCode(ACCOUNT, "arn:aws:iam::111122223333:mfa/phone", 7))
    assert assume(gate, proved) == ""


def test_tags_and_a_source_identity_have_to_be_trusted_too(gate: Gate):
    alice = gate.user("alice")
    gate.role("worker", trust(ALICE), Path="/svc/")
    with_tags: dict[str, Any] = {"Tags": tags(team="blue")}
    no_tags = " because no identity-based policy allows the sts:TagSession action"
    assert assume(gate, alice, **with_tags) == refused(ALICE, no_tags, action="sts:TagSession")
    assert "sts:SetSourceIdentity" in assume(gate, alice, SourceIdentity="alice")
    assert "sts:SetContext" in assume(gate, alice, ProvidedContexts=[{"ProviderArn": "arn:aws:iam::aws:x/y"}])
    gate.world.call(
        "UpdateAssumeRolePolicy",
        RoleName="worker",
        PolicyDocument=trust(ALICE, "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"),
    )
    assert assume(gate, alice, SourceIdentity="alice", **with_tags) == ""


@pytest.mark.parametrize(
    ("inherited", "action"),
    [
        ({"transitive_tag_keys": ("team",), "tags": tag_pairs({"team": "blue"})}, "sts:TagSession"),
        ({"source_identity": "alice"}, "sts:SetSourceIdentity"),
    ],
)
def test_what_a_chain_hands_down_has_to_be_trusted_again(gate: Gate, inherited: dict[str, Any], action: str):
    chief = gate.role("chief", trust(ACCOUNT_ROOT))
    gate.role("worker", trust(f"{IAM}role/chief"), Path="/svc/")
    assert assume(gate, gate.session(chief)) == ""
    assert f"perform: {action} on" in assume(gate, gate.session(chief, **inherited))


def test_root_cannot_assume_roles(gate: Gate):
    gate.role("worker", trust(ACCOUNT_ROOT), Path="/svc/")
    assert assume(gate, ROOT) == "Roles may not be assumed by root accounts."
    assert assume(gate, with_session(ROOT)) == "Roles may not be assumed by root accounts."


# --- another account ------------------------------------------------------------------------------------------------


def other_user(gate: Gate, policy: str = "") -> Caller:
    """A user of the other account, who may have an inline policy."""
    gate.world.caller = Caller(RootUser(OTHER_ACCOUNT))
    output = gate.world.call("CreateUser", UserName="eve")["User"]
    if policy:
        gate.world.call("PutUserPolicy", UserName="eve", PolicyName="only", PolicyDocument=policy)
    gate.world.caller = ROOT
    return Caller(IAMUser(OTHER_ACCOUNT, "eve", "/", output["UserId"]))


@pytest.mark.parametrize(
    "trusted", [f"arn:aws:iam::{OTHER_ACCOUNT}:root", f"arn:aws:iam::{OTHER_ACCOUNT}:user/eve", "*"]
)
@pytest.mark.parametrize(("policy", "expected"), [(ASSUMES, True), ("", False)])
def test_across_accounts_both_sides_have_to_allow(gate: Gate, trusted: str, policy: str, *, expected: bool):
    eve = other_user(gate, policy)
    gate.role("worker", trust(trusted), Path="/svc/")
    refusal = assume(gate, eve)
    assert (refusal == "") is expected
    assert expected or refusal == refused(eve.principal.arn)


def test_across_accounts_an_untrusted_caller_learns_no_reason(gate: Gate):
    eve = other_user(gate, ASSUMES)
    gate.role("worker", trust(ACCOUNT_ROOT), Path="/svc/")
    assert assume(gate, eve) == refused(eve.principal.arn)


# --- a refusal says nothing of the role -------------------------------------------------------------------------------

TRUSTS = {
    "nobody of us": trust({"Service": "ec2.amazonaws.com"}),
    "the account": trust(ACCOUNT_ROOT),
    "another external id": trust(ALICE, Condition={"StringEquals": {"sts:ExternalId": "42"}}),
    "with mfa": trust(ALICE, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
}
DENYING_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Deny", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"},
    }
)
TAGGED = {"StringEquals": {"iam:ResourceTag/open": "yes"}}


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("", NO_IDENTITY),
        (document({"Effect": "Deny", "Action": "sts:*"}), " with an explicit deny in an identity-based policy"),
        (allow("sts:AssumeRole", Condition=TAGGED), NO_IDENTITY),
        (ASSUMES, NO_TRUST),
    ],
)
@pytest.mark.parametrize("trusted", sorted(TRUSTS))
def test_a_role_that_refuses_and_one_that_is_not_there_answer_alike(gate: Gate, policy: str, reason: str, trusted: str):
    alice = gate.user("alice", policy)
    missing = assume(gate, alice)
    assert missing == refused(ALICE, reason)
    gate.role("worker", TRUSTS[trusted], Path="/svc/", Tags=tags(open="no"))
    is_trusted = (policy, trusted) == (ASSUMES, "the account")
    assert assume(gate, alice) == ("" if is_trusted else missing)


def test_the_tags_of_a_role_that_refuses_are_not_revealed_either(gate: Gate):
    alice = gate.user("alice", allow("sts:AssumeRole", Condition=TAGGED))
    missing = assume(gate, alice)
    gate.role("worker", TRUSTS["nobody of us"], Path="/svc/", Tags=tags(open="yes"))
    assert assume(gate, alice) == missing == refused(ALICE, NO_IDENTITY)


def test_only_callers_who_may_assume_roles_learn_of_a_deny_in_the_trust_policy(gate: Gate):
    alice = gate.user("alice")
    gate.role("worker", DENYING_TRUST, Path="/svc/")
    assert assume(gate, alice) == refused(ALICE, NO_IDENTITY)
    gate.world.call("PutUserPolicy", UserName="alice", PolicyName="p", PolicyDocument=ASSUMES)
    assert assume(gate, alice) == refused(ALICE, " with an explicit deny in the role trust policy")


def test_a_role_arn_with_another_path_names_no_role(gate: Gate):
    alice = gate.user("alice", ASSUMES)
    gate.role("worker", trust(ALICE), Path="/svc/")
    for arn in (f"{IAM}role/worker", f"{IAM}role/svc/Worker", f"{IAM}user/alice", "arn:aws:s3:::bucket/role/worker"):
        assert assume(gate, alice, arn).startswith(refused(ALICE, arn=arn))


@pytest.mark.parametrize(
    "text",
    ["role/svc/worker-of-ours", "arn:aws:iam::111122223333", "arn::iam::111122223333:role/x", "arn:aws:::1:role/x"],
)
def test_text_that_is_not_an_arn_is_invalid(gate: Gate, text: str):
    with pytest.raises(ValidationError) as invalid:
        assume(gate, gate.user("alice", ASSUMES), text)
    assert invalid.value.message == f"{text} is invalid"


def test_a_trust_policy_that_cannot_be_read_trusts_nobody(gate: Gate):
    gate.role("worker", trust(ACCOUNT_ROOT), Path="/svc/")
    (role,) = gate.world.store.latest().all(Role, ACCOUNT)
    gate.world.put(replace(role, trust_policy="{"))
    refusal = assume(gate, gate.user("alice", ASSUMES))
    assert refusal.startswith("A policy that applies to this request cannot be read")
