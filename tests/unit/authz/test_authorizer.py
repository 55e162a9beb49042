"""From a call to its `AuthorizedCall` or its refusal: the decision, AWS's wording, and no self-granted rights."""

import re
from typing import Any

import pytest

from limen.authn.caller import ANONYMOUS, Caller
from limen.authz.authorizer import Authorizer
from limen.domain.iam.account import PasswordPolicy
from limen.domain.iam.stored_policies import Attachment, InlinePolicy
from limen.domain.principals import RootUser
from limen.errors import AccessDeniedError, MissingAuthenticationTokenError
from limen.operations.catalog import OPERATIONS
from tests.unit.authz.gate import REQUEST_ID, Gate, allow, document, federated, tag_pairs, tags, trust, with_session
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT, ROOT

IAM = f"arn:aws:iam::{ACCOUNT}:"
ALICE = f"{IAM}user/alice"
LIMIT = f"{IAM}policy/limit"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
EVERYTHING = allow("*")


def test_an_authorized_call_is_the_call_with_its_caller(gate: Gate):
    alice = gate.user("alice", allow("iam:GetUser"))
    call = gate.authorize("GetUser", caller=alice, UserName="alice")
    assert (call.service, call.operation, call.parameters) == ("iam", "GetUser", {"UserName": "alice"})
    assert (call.caller, call.account, call.partition) == (alice, ACCOUNT, "aws")
    assert (call.region, call.request_id, call.now) == ("us-east-1", REQUEST_ID, NOW)
    assert call.revision == gate.world.store.latest().revision


def test_nobody_is_nobody(gate: Gate):
    with pytest.raises(MissingAuthenticationTokenError, match=r"^Request is missing Authentication Token$"):
        gate.authorize("ListUsers", caller=ANONYMOUS)


def test_root_may_do_everything_in_its_account(gate: Gate):
    gate.user("alice")
    assert gate.is_allowed("DeleteUser", caller=ROOT, UserName="alice")
    assert gate.is_allowed("GetAccountSummary", caller=ROOT)


def test_who_i_am_needs_no_permission_and_no_deny_takes_it(gate: Gate):
    alice = gate.user("alice", document({"Effect": "Deny", "Action": "*"}))
    assert gate.is_allowed("GetCallerIdentity", caller=alice)
    assert gate.is_allowed("GetSessionToken", caller=alice)


def test_a_deny_of_session_tokens_applies_if_the_owner_chose_so(gate: Gate):
    gate.authorizer = Authorizer(OPERATIONS, heeds_token_denies=True)
    denied = gate.user("alice", document({"Effect": "Deny", "Action": "sts:*"}))
    assert gate.refusal("GetSessionToken", caller=denied) == (
        f"User: {ALICE} is not authorized to perform: sts:GetSessionToken on resource: *"
        " with an explicit deny in an identity-based policy"
    )
    assert gate.is_allowed("GetCallerIdentity", caller=denied)
    assert gate.is_allowed("GetSessionToken", caller=gate.user("bob"))
    assert gate.is_allowed("GetSessionToken", caller=ROOT)


# --- what the refusal says ------------------------------------------------------------------------------------------


def test_nothing_allows(gate: Gate):
    alice = gate.user("alice")
    assert gate.refusal("GetUser", caller=alice, UserName="ALICE") == (
        f"User: {ALICE} is not authorized to perform: iam:GetUser on resource: user ALICE"
        " because no identity-based policy allows the iam:GetUser action"
    )


@pytest.mark.parametrize(
    ("operation", "parameters", "shown"),
    [
        ("GetUser", {"UserName": "Ghost"}, "user Ghost"),
        ("AttachUserPolicy", {"UserName": "alice", "PolicyArn": READ_ONLY}, "user alice"),
        ("DetachRolePolicy", {"RoleName": "ghost", "PolicyArn": READ_ONLY}, "role ghost"),
        ("CreatePolicy", {"PolicyName": "MyPol", "PolicyDocument": EVERYTHING}, "policy MyPol"),
        ("GetPolicy", {"PolicyArn": READ_ONLY}, f"policy {READ_ONLY}"),
        ("TagPolicy", {"PolicyArn": LIMIT, "Tags": []}, LIMIT),
        ("TagUser", {"UserName": "alice", "Tags": []}, ALICE),
        ("GetPolicy", {"PolicyArn": LIMIT}, f"policy {LIMIT}"),
        ("ListPolicies", {}, "policy path /"),
        ("ListUsers", {}, f"{IAM}user/"),
        ("ListRoles", {"PathPrefix": "/x/"}, f"{IAM}role/x/"),
        ("CreateUser", {"UserName": "bob", "Path": "/a/"}, f"{IAM}user/a/bob"),
        ("GetInstanceProfile", {"InstanceProfileName": "P"}, "instance profile P"),
        ("GetAccountSummary", {}, "*"),
    ],
)
def test_how_the_resource_is_shown(gate: Gate, operation: str, parameters: dict[str, Any], shown: str):
    alice = gate.user("alice")
    expected = f"User: {ALICE} is not authorized to perform: iam:{operation} on resource: {shown} because no identity-"
    assert gate.refusal(operation, caller=alice, **parameters).startswith(expected)


def test_an_explicit_deny_names_the_policy_where_it_has_an_arn(gate: Gate):
    alice = gate.user("alice", document({"Action": "*"}, {"Effect": "Deny", "Action": "iam:DeleteUser"}))
    inline = gate.refusal("DeleteUser", caller=alice, UserName="alice")
    assert inline.endswith("on resource: user alice with an explicit deny in an identity-based policy")
    gate.world.call("CreatePolicy", PolicyName="limit", PolicyDocument=document({"Effect": "Deny", "Action": "iam:*"}))
    gate.world.call("AttachUserPolicy", UserName="alice", PolicyArn=LIMIT)
    managed = gate.refusal("GetUser", caller=alice, UserName="alice")
    assert managed.endswith(f"with an explicit deny in an identity-based policy: {LIMIT}")


def test_the_layer_at_fault_is_named(gate: Gate):
    gate.world.call("CreatePolicy", PolicyName="limit", PolicyDocument=allow("iam:GetUser"))
    bounded = gate.user("bounded", EVERYTHING, PermissionsBoundary=LIMIT)
    assert gate.is_allowed("GetUser", caller=bounded)
    assert gate.refusal("ListUsers", caller=bounded).endswith(
        "because no permissions boundary allows the iam:ListUsers action"
    )
    session = gate.session(gate.role("worker", trust(ACCOUNT), EVERYTHING), allow("iam:GetUser"))
    refusal = gate.refusal("ListUsers", caller=session)
    assert refusal.startswith(f"User: arn:aws:sts::{ACCOUNT}:assumed-role/worker/shift is not authorized")
    assert refusal.endswith("because no session policy allows the iam:ListUsers action")


def test_the_decision_has_an_id_that_is_shown_only_if_wanted(gate: Gate):
    alice = gate.user("alice")
    with pytest.raises(AccessDeniedError) as silent:
        gate.authorize("ListUsers", caller=alice)
    gate.authorizer = Authorizer(OPERATIONS, shows_decision_id=True)
    with pytest.raises(AccessDeniedError) as talking:
        gate.authorize("ListUsers", caller=alice)
    assert silent.value.decision_id == talking.value.decision_id == REQUEST_ID
    assert REQUEST_ID not in silent.value.message
    assert talking.value.message == f"{silent.value.message} (decision id: {REQUEST_ID})"
    assert str(talking.value) == talking.value.message


# --- several permissions for one call ---------------------------------------------------------------------------------


def test_tagging_at_creation_is_a_permission_of_its_own(gate: Gate):
    alice = gate.user("alice", allow("iam:CreateUser"))
    assert gate.is_allowed("CreateUser", caller=alice, UserName="bob")
    refusal = gate.refusal("CreateUser", caller=alice, UserName="bob", Tags=tags(team="blue"))
    assert f"perform: iam:TagUser on resource: {IAM}user/bob" in refusal


@pytest.mark.parametrize("change", [{"NewUserName": "eve"}, {"NewPath": "/boss/"}])
def test_a_rename_or_move_needs_the_permission_on_both_sides(gate: Gate, change: dict[str, str]):
    gate.user("bob")
    here = gate.user("here", allow("iam:UpdateUser", Resource=f"{IAM}user/bob"))
    assert gate.is_allowed("UpdateUser", caller=here, UserName="bob")
    assert not gate.is_allowed("UpdateUser", caller=here, UserName="bob", **change)
    both = gate.user(
        "both", allow("iam:UpdateUser", Resource=[f"{IAM}user/bob", f"{IAM}user/eve", f"{IAM}user/boss/bob"])
    )
    assert gate.is_allowed("UpdateUser", caller=both, UserName="bob", **change)


def test_a_role_is_put_into_an_instance_profile_by_callers_who_may_pass_it(gate: Gate):
    gate.role("worker", trust({"Service": "ec2.amazonaws.com"}))
    gate.world.call("CreateInstanceProfile", InstanceProfileName="box")
    parameters = {"InstanceProfileName": "box", "RoleName": "worker"}
    alice = gate.user("alice", allow("iam:AddRoleToInstanceProfile"))
    assert gate.refusal("AddRoleToInstanceProfile", caller=alice, **parameters) == (
        f"User: {ALICE} is not authorized to perform: iam:PassRole on resource: {IAM}role/worker"
        " because no identity-based policy allows the iam:PassRole action"
    )
    for service, expected in (("ec2.amazonaws.com", True), ("lambda.amazonaws.com", False)):
        passing = {"Action": "iam:PassRole", "Condition": {"StringEquals": {"iam:PassedToService": service}}}
        adding = {"Action": "iam:AddRoleToInstanceProfile"}
        caller = gate.user(service.partition(".")[0], document(adding, passing))
        assert gate.is_allowed("AddRoleToInstanceProfile", caller=caller, **parameters) is expected


# --- conditions -----------------------------------------------------------------------------------------------------


def test_e5_users_may_be_made_only_with_a_boundary(gate: Gate):
    condition = {"StringEquals": {"iam:PermissionsBoundary": LIMIT}}
    alice = gate.user("alice", allow("iam:CreateUser", Condition=condition))
    assert gate.is_allowed("CreateUser", caller=alice, UserName="bob", PermissionsBoundary=LIMIT)
    assert not gate.is_allowed("CreateUser", caller=alice, UserName="bob", PermissionsBoundary=READ_ONLY)
    assert not gate.is_allowed("CreateUser", caller=alice, UserName="bob")


def test_e6_only_aws_own_policies_may_be_attached(gate: Gate):
    condition = {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}}
    alice = gate.user("alice", allow("iam:AttachUserPolicy", Condition=condition))
    assert gate.is_allowed("AttachUserPolicy", caller=alice, UserName="alice", PolicyArn=READ_ONLY)
    assert not gate.is_allowed("AttachUserPolicy", caller=alice, UserName="alice", PolicyArn=LIMIT)


def test_session_tags_decide_where_the_roles_tags_said_otherwise(gate: Gate):
    condition = {"StringEquals": {"aws:PrincipalTag/team": "blue"}}
    role = gate.role("worker", trust(ACCOUNT), allow("iam:ListUsers", Condition=condition), Tags=tags(team="blue"))
    assert gate.is_allowed("ListUsers", caller=gate.session(role))
    assert not gate.is_allowed("ListUsers", caller=gate.session(role, tags=tag_pairs({"Team": "red"})))


def test_mfa_is_asked_for_and_long_term_keys_do_not_have_it(gate: Gate):
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    alice = gate.user("alice", allow("iam:ListUsers", Condition=condition))
    assert not gate.is_allowed("ListUsers", caller=alice)
    assert gate.is_allowed("ListUsers", caller=with_session(alice, mfa_authenticated=True))


# --- nobody widens his own rights -------------------------------------------------------------------------------------

WIDENING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("PutUserPolicy", {"UserName": "alice", "PolicyName": "p", "PolicyDocument": EVERYTHING}),
    ("AttachUserPolicy", {"UserName": "alice", "PolicyArn": ADMINISTRATOR}),
    ("DeleteUserPolicy", {"UserName": "alice", "PolicyName": "only"}),
    ("DetachUserPolicy", {"UserName": "alice", "PolicyArn": ADMINISTRATOR}),
    ("DeleteUserPermissionsBoundary", {"UserName": "alice"}),
    ("PutUserPermissionsBoundary", {"UserName": "alice", "PermissionsBoundary": ADMINISTRATOR}),
    ("AddUserToGroup", {"UserName": "alice", "GroupName": "admins"}),
    ("PutGroupPolicy", {"GroupName": "staff", "PolicyName": "p", "PolicyDocument": EVERYTHING}),
    ("AttachGroupPolicy", {"GroupName": "staff", "PolicyArn": ADMINISTRATOR}),
    ("CreatePolicyVersion", {"PolicyArn": LIMIT, "PolicyDocument": EVERYTHING, "SetAsDefault": True}),
    ("SetDefaultPolicyVersion", {"PolicyArn": LIMIT, "VersionId": "v2"}),
    ("UpdateAssumeRolePolicy", {"RoleName": "admin", "PolicyDocument": trust(ALICE)}),
    ("AssumeRole", {"RoleArn": f"{IAM}role/admin", "RoleSessionName": "me"}),
    ("CreateAccessKey", {"UserName": "boss"}),
    ("CreateLoginProfile", {"UserName": "boss", "Password": "x"}),
    ("UpdateLoginProfile", {"UserName": "boss", "Password": "x"}),
    ("TagUser", {"UserName": "alice", "Tags": tags(team="admins")}),
    ("UpdateUser", {"UserName": "alice", "NewPath": "/admins/"}),
    ("UpdateAccountPasswordPolicy", {"AllowUsersToChangePassword": True}),
)


@pytest.fixture
def company(gate: Gate) -> Gate:
    """Alice may do everything to Bob and nothing else; the other entities are attractive targets."""
    gate.world.call("CreateGroup", GroupName="staff")
    gate.world.call("CreateGroup", GroupName="admins")
    gate.world.call("CreatePolicy", PolicyName="limit", PolicyDocument=allow("iam:*"))
    gate.role("admin", trust(ROOT.principal.arn), EVERYTHING)
    gate.user("boss", EVERYTHING)
    gate.user("bob")
    return gate


@pytest.mark.parametrize(("operation", "parameters"), WIDENING)
def test_rights_over_other_users_are_not_rights_over_oneself(company: Gate, operation: str, parameters: dict[str, Any]):
    alice = company.user("alice", allow("iam:*", Resource=f"{IAM}user/bob"), PermissionsBoundary=LIMIT)
    assert not company.is_allowed(operation, caller=alice, **parameters)
    assert not company.is_allowed(operation, caller=with_session(alice, mfa_authenticated=True), **parameters)
    if "UserName" in parameters:
        company.authorize("PutUserPolicy", caller=alice, UserName="BOB", PolicyName="p")


@pytest.mark.parametrize("spelling", ["alice", "ALICE", "Alice"])
def test_a_deny_about_a_user_holds_in_every_spelling(company: Gate, spelling: str):
    policy = document({"Action": "iam:*"}, {"Effect": "Deny", "Action": "iam:*", "Resource": ALICE})
    alice = company.user("alice", policy)
    assert company.is_allowed("PutUserPolicy", caller=alice, UserName="bob", PolicyName="p")
    assert not company.is_allowed("PutUserPolicy", caller=alice, UserName=spelling, PolicyName="p")
    assert not company.is_allowed("UpdateUser", caller=alice, UserName=spelling, NewUserName="eve")
    assert not company.is_allowed("UpdateUser", caller=alice, UserName="bob", NewUserName="alice")


def test_a_session_is_never_more_than_its_role_or_user(company: Gate):
    session = company.session(company.role("worker", trust(ACCOUNT), allow("iam:GetUser")), EVERYTHING)
    assert company.is_allowed("GetUser", caller=session, UserName="bob")
    assert not company.is_allowed("DeleteUser", caller=session, UserName="bob")
    boundary_free = company.user("alice", EVERYTHING, PermissionsBoundary=LIMIT)
    guest = federated(boundary_free, allow("sts:*"))
    assert not company.is_allowed("GetAccessKeyInfo", caller=guest, AccessKeyId="AKIAIOSFODNN7EXAMPLE")


def test_what_belongs_to_another_account_is_refused_even_to_root(gate: Gate):
    arn = f"arn:aws:iam::{OTHER_ACCOUNT}:policy/x"
    for caller in (ROOT, gate.user("alice", EVERYTHING)):
        refusal = gate.refusal("GetPolicy", caller=caller, PolicyArn=arn)
        assert refusal.endswith(
            f"on resource: policy {arn} because no resource-based policy allows the iam:GetPolicy action"
        )
    stranger = Caller(RootUser(OTHER_ACCOUNT))
    assert not gate.is_allowed("SimulatePrincipalPolicy", caller=stranger, PolicySourceArn=ALICE)


# --- the account's password policy ------------------------------------------------------------------------------------


def test_users_change_their_passwords_if_the_account_lets_them(gate: Gate):
    alice = gate.user("alice")
    parameters = {"OldPassword": "old", "NewPassword": "new"}
    assert not gate.is_allowed("ChangePassword", caller=alice, **parameters)
    gate.world.call("UpdateAccountPasswordPolicy", AllowUsersToChangePassword=True)
    assert gate.is_allowed("ChangePassword", caller=alice, **parameters)
    assert gate.is_allowed("GetAccountPasswordPolicy", caller=alice)
    assert not gate.is_allowed("UpdateAccountPasswordPolicy", caller=alice)
    denied = gate.user("denied", document({"Effect": "Deny", "Action": "iam:ChangePassword"}))
    assert not gate.is_allowed("ChangePassword", caller=denied, **parameters)
    session = gate.session(gate.role("worker", trust(ACCOUNT)))
    assert not gate.is_allowed("GetAccountPasswordPolicy", caller=session)
    gate.world.put(PasswordPolicy(ACCOUNT))
    assert not gate.is_allowed("ChangePassword", caller=alice, **parameters)


# --- what cannot be read refuses --------------------------------------------------------------------------------------


def test_an_unreadable_policy_refuses_whatever_else_allows(gate: Gate):
    alice = gate.user("alice", EVERYTHING)
    gate.world.put(InlinePolicy(ACCOUNT, alice.principal.user_id or "", "broken", "{"))
    refusal = gate.refusal("ListUsers", caller=alice)
    assert re.match("A policy that applies to this request cannot be read", refusal)
    assert gate.is_allowed("DeleteUserPolicy", caller=ROOT, UserName="alice", PolicyName="broken")


def test_an_attached_policy_that_is_not_there_refuses(gate: Gate):
    alice = gate.user("alice", EVERYTHING)
    missing = "arn:aws:iam::aws:policy/NoSuchPolicy"
    gate.world.put(Attachment(ACCOUNT, alice.principal.user_id or "", missing))
    refusal = gate.refusal("ListUsers", caller=alice)
    assert refusal == f"Policy {missing} applies to this request but cannot be read."


def test_a_user_who_is_gone_is_allowed_nothing(gate: Gate):
    alice = gate.user("alice")
    gate.world.call("DeleteUser", UserName="alice")
    assert not gate.is_allowed("ListUsers", caller=alice)
