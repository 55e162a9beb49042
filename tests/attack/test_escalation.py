"""Nobody can extend their own rights (P1): each way that is known from real accounts, and tricks with names.

Mallory has what a test gives her. Where it is not obvious, tests also assert what she could do without the guard.
"""

import json

import pytest

from tests.attack.inside import ANYTHING, Inside, trusting

ACCOUNT, OTHER = "111122223333", "444455556666"
ARN = f"arn:aws:iam::{ACCOUNT}:"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
LOOK = {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **condition):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def deny(action, resource="*", **condition):
    return allow(action, resource, **condition) | {"Effect": "Deny"}


@pytest.fixture
def inside(tmp_path):
    made = Inside(tmp_path)
    made.must("CreateGroup", GroupName="admins")
    made.must("AttachGroupPolicy", GroupName="admins", PolicyArn=ADMINISTRATOR)
    made.must("CreateGroup", GroupName="staff")
    made.must("CreatePolicy", PolicyName="own", PolicyDocument=document(LOOK))
    made.must("CreateRole", RoleName="Boss", AssumeRolePolicyDocument=trusting(f"{ARN}user/admin"))
    made.must("AttachRolePolicy", RoleName="Boss", PolicyArn=ADMINISTRATOR)
    made.must("CreateInstanceProfile", InstanceProfileName="machine")
    made.must("CreateUser", UserName="Boss", Path="/chiefs/")
    yield made
    made.store.close()


@pytest.fixture
def mallory(inside):
    """Makes mallory with statements of her own; she is in the staff and has the policy `own`."""

    def make(*statements):
        keys = inside.make_user("mallory", *([document(*statements)] if statements else []))
        inside.must("AddUserToGroup", GroupName="staff", UserName="mallory")
        inside.must("AttachUserPolicy", UserName="mallory", PolicyArn=f"{ARN}policy/own")
        return keys

    return make


def is_denied(inside, keys, action, *, service="iam", **names):
    reply = inside.call(keys, action, service=service, **names)
    assert reply.code == "AccessDenied", reply.text
    return reply


WIDENING = {
    "CreatePolicyVersion": {"PolicyArn": f"{ARN}policy/own", "PolicyDocument": ANYTHING, "SetAsDefault": "true"},
    "SetDefaultPolicyVersion": {"PolicyArn": f"{ARN}policy/own", "VersionId": "v1"},
    "PutUserPolicy": {"UserName": "mallory", "PolicyName": "all", "PolicyDocument": ANYTHING},
    "PutGroupPolicy": {"GroupName": "staff", "PolicyName": "all", "PolicyDocument": ANYTHING},
    "PutRolePolicy": {"RoleName": "Boss", "PolicyName": "all", "PolicyDocument": ANYTHING},
    "AttachUserPolicy": {"UserName": "mallory", "PolicyArn": ADMINISTRATOR},
    "AttachGroupPolicy": {"GroupName": "staff", "PolicyArn": ADMINISTRATOR},
    "AttachRolePolicy": {"RoleName": "Boss", "PolicyArn": ADMINISTRATOR},
    "AddUserToGroup": {"GroupName": "admins", "UserName": "mallory"},
    "UpdateAssumeRolePolicy": {"RoleName": "Boss", "PolicyDocument": trusting(f"{ARN}user/mallory")},
    "CreateAccessKey": {"UserName": "admin"},
    "CreateLoginProfile": {"UserName": "Boss", "Password": "Mine-Passw0rd!"},
    "UpdateLoginProfile": {"UserName": "admin", "Password": "Mine-Passw0rd!"},
    "PutUserPermissionsBoundary": {"UserName": "mallory", "PermissionsBoundary": ADMINISTRATOR},
    "DeleteUserPermissionsBoundary": {"UserName": "mallory"},
    "DeleteRolePermissionsBoundary": {"RoleName": "Boss"},
    "AddRoleToInstanceProfile": {"InstanceProfileName": "machine", "RoleName": "Boss"},
    "TagUser": {"UserName": "mallory", "Tags.member.1.Key": "team", "Tags.member.1.Value": "admins"},
    "UpdateUser": {"UserName": "mallory", "NewUserName": "admin2", "NewPath": "/admins/"},
    "UpdateAccessKey": {"UserName": "admin", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Inactive"},
    "CreateUser": {"UserName": "second"},
    "CreateRole": {"RoleName": "second", "AssumeRolePolicyDocument": trusting("*")},
    "DeleteUserPolicy": {"UserName": "mallory", "PolicyName": "policy0"},
    "UpdateAccountPasswordPolicy": {"MinimumPasswordLength": "6"},
}


@pytest.mark.parametrize("action", WIDENING)
def test_a_user_with_read_access_cannot_widen_anything(inside, mallory, action):
    keys = mallory(LOOK)
    before = inside.store.latest().revision
    is_denied(inside, keys, action, **WIDENING[action])
    assert inside.store.latest().revision == before


@pytest.mark.parametrize("action", WIDENING)
def test_an_explicit_deny_holds_against_everything(inside, mallory, action):
    keys = mallory(allow("*"), deny(f"iam:{action}"))
    assert "explicit deny" in is_denied(inside, keys, action, **WIDENING[action]).text


# --- roles ----------------------------------------------------------------------------------------------------------


def test_a_role_is_passed_only_by_callers_who_may_pass_it(inside, mallory):
    keys = mallory(allow("iam:AddRoleToInstanceProfile"), allow("iam:PassRole", f"{ARN}role/harmless"))
    names = {"InstanceProfileName": "machine", "RoleName": "bOSS"}
    assert "iam:PassRole on resource: arn:aws:iam::111122223333:role/Boss" in is_denied(
        inside, keys, "AddRoleToInstanceProfile", **names
    ).text  # fmt: skip
    inside.must("PutUserPolicy", UserName="mallory", PolicyName="pass", PolicyDocument=document(allow("iam:PassRole")))
    assert inside.call(keys, "AddRoleToInstanceProfile", **names).status == 200


def test_permission_to_assume_is_not_trust(inside, mallory):
    keys = mallory(allow("sts:*"))
    role = {"RoleArn": f"{ARN}role/Boss", "RoleSessionName": "shift"}
    is_denied(inside, keys, "AssumeRole", service="sts", **role)
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(ACCOUNT))
    assert inside.call(keys, "AssumeRole", service="sts", **role).status == 200


def test_trust_of_the_account_is_not_permission(inside, mallory):
    keys = mallory(LOOK)
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(ACCOUNT))
    is_denied(inside, keys, "AssumeRole", service="sts", RoleArn=f"{ARN}role/Boss", RoleSessionName="shift")


@pytest.mark.parametrize("arn", [f"{ARN}role/boss", f"{ARN}role/BOSS", f"{ARN}role//Boss", f"{ARN}role/x/Boss"])
def test_the_arn_of_a_role_in_another_letter_case_names_no_role(inside, mallory, arn):
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(ACCOUNT))
    keys = mallory(allow("sts:AssumeRole"), deny("sts:AssumeRole", f"{ARN}role/Boss"))
    is_denied(inside, keys, "AssumeRole", service="sts", RoleArn=arn, RoleSessionName="shift")


def test_sessions_are_not_marked_without_permission(inside, mallory):
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(ACCOUNT))
    keys = mallory(allow(["sts:AssumeRole"]))
    role = {"RoleArn": f"{ARN}role/Boss", "RoleSessionName": "shift"}
    tags = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "admins"}
    assert inside.call(keys, "AssumeRole", service="sts", **role).status == 200
    assert "sts:TagSession" in is_denied(inside, keys, "AssumeRole", service="sts", **role, **tags).text
    marked = is_denied(inside, keys, "AssumeRole", service="sts", **role, SourceIdentity="admin")
    assert "sts:SetSourceIdentity" in marked.text


def test_a_session_policy_bites_through_a_chain(inside):
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(ACCOUNT))
    narrow = document(allow("iam:ListUsers"), allow("sts:AssumeRole"))
    role = {"RoleArn": f"{ARN}role/Boss", "RoleSessionName": "shift"}
    keys = inside.must("AssumeRole", service="sts", **role, Policy=narrow).keys
    assert inside.call(keys, "ListUsers").status == 200
    is_denied(inside, keys, "CreateUser", UserName="second")
    assert inside.call(keys, "CreateAccessKey").code == "AccessDenied"


@pytest.mark.parametrize("name", ["GetSessionToken", "GetFederationToken"])
def test_no_session_makes_itself_another(inside, name):
    session = inside.must("GetSessionToken", service="sts").keys
    names = {"Name": "friend"} if name == "GetFederationToken" else {}
    is_denied(inside, session, name, service="sts", **names)


def test_a_federated_user_has_what_both_sides_allow(inside, mallory):
    keys = mallory(allow("sts:GetFederationToken"))
    made = inside.must("GetFederationToken", keys=keys, service="sts", Name="friend", Policy=ANYTHING).keys
    assert inside.call(made, "CreateUser", UserName="second").status == 403
    assert inside.call(made, "AssumeRole", service="sts", RoleArn=f"{ARN}role/Boss", RoleSessionName="aa").status == 403


# --- names: what is authorized is what is stored --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Boss", "boss", "BOSS", "bOsS"])
@pytest.mark.parametrize(
    ("action", "names"),
    [("DeleteUser", {}), ("CreateAccessKey", {}), ("PutUserPolicy", {"PolicyName": "x", "PolicyDocument": ANYTHING}),
     ("UpdateUser", {"NewUserName": "dev-boss"})],
)  # fmt: skip
def test_a_deny_on_a_user_holds_in_any_letters(inside, mallory, name, action, names):
    keys = mallory(allow("iam:*"), deny("iam:*", f"{ARN}user/chiefs/Boss"))
    denied = is_denied(inside, keys, action, UserName=name, **names).text
    assert f"on resource: user {name} with an explicit deny in an identity-based policy" in denied


@pytest.mark.parametrize("kind", ["group", "role", "instance-profile"])
def test_a_deny_on_anything_named_holds_in_any_letters(inside, mallory, kind):
    inside.must("CreateInstanceProfile", InstanceProfileName="Boss")
    inside.must("CreateGroup", GroupName="Boss")
    keys = mallory(allow("iam:*"), deny("iam:*", f"{ARN}{kind}/Boss"))
    word = "".join(part.title() for part in kind.split("-"))
    for name in ("boss", "BOSS"):
        is_denied(inside, keys, f"Get{word}", **{f"{word}Name": name})
        is_denied(inside, keys, f"Delete{word}", **{f"{word}Name": name})


@pytest.mark.parametrize("resource", ["user/chiefs/boss", "user/Boss", "user/boss", "user/*/boss", "user/chiefs/BOSS"])
def test_an_allow_on_an_arn_in_other_letters_allows_nothing(inside, mallory, resource):
    keys = mallory(allow("iam:*", f"{ARN}{resource}"))
    for name in ("Boss", "boss"):
        is_denied(inside, keys, "CreateAccessKey", UserName=name)


def test_a_new_entity_cannot_take_the_place_of_another_by_its_letters(inside, mallory):
    keys = mallory(allow("iam:Create*"))
    assert inside.call(keys, "CreateUser", UserName="ADMIN").code == "EntityAlreadyExists"
    assert inside.call(keys, "CreateRole", RoleName="BOSS", AssumeRolePolicyDocument=trusting("*")).code == (
        "EntityAlreadyExists"
    )
    assert inside.call(keys, "CreatePolicy", PolicyName="OWN", PolicyDocument=ANYTHING).code == "EntityAlreadyExists"


@pytest.mark.parametrize(
    "names",
    [
        {"NewUserName": "boss2"},
        {"NewUserName": "Dev-1x"},
        {"NewPath": "/chiefs/"},
        {"NewUserName": "dev-2", "NewPath": "/c/"},
    ],
)
def test_a_user_is_not_moved_to_where_one_has_no_rights(inside, mallory, names):
    inside.must("CreateUser", UserName="dev-1")
    keys = mallory(allow("iam:*", f"{ARN}user/dev-*"))
    is_denied(inside, keys, "UpdateUser", UserName="dev-1", **names)
    assert inside.call(keys, "UpdateUser", UserName="dev-1", NewUserName="dev-3").status == 200


def test_a_name_variable_is_who_one_is_now(inside, mallory):
    own = f"{ARN}user/${{aws:username}}"
    keys = mallory(allow(["iam:CreateAccessKey", "iam:UpdateUser"], own))
    is_denied(inside, keys, "UpdateUser", UserName="mallory", NewUserName="alice")
    is_denied(inside, keys, "CreateAccessKey", UserName="admin")
    inside.must("UpdateUser", UserName="mallory", NewUserName="mallory2")
    inside.must("CreateUser", UserName="mallory")
    is_denied(inside, keys, "CreateAccessKey", UserName="mallory")
    assert inside.call(keys, "CreateAccessKey").status == 200


@pytest.mark.parametrize("name", ["*", "${aws:username}", "mallory/../admin", "admin%00", "admin\n", " admin", "ádmin"])
def test_a_name_is_neither_a_pattern_nor_a_path(inside, mallory, name):
    keys = mallory(allow("iam:*", f"{ARN}user/mallory*"))
    assert inside.call(keys, "CreateAccessKey", UserName=name).status in {400, 403}


@pytest.mark.parametrize("prefix", ["/", "/en", "/eng", "/engine/", "/chiefs/", "/../", "/*/", "//eng/"])
def test_a_path_prefix_shows_no_more_than_is_allowed(inside, mallory, prefix):
    inside.must("CreateUser", UserName="engineer", Path="/eng/")
    keys = mallory(allow("iam:ListUsers", f"{ARN}user/eng/*"))
    inside.must("DetachUserPolicy", UserName="mallory", PolicyArn=f"{ARN}policy/own")
    is_denied(inside, keys, "ListUsers", PathPrefix=prefix)
    is_denied(inside, keys, "ListUsers")
    for narrower in ("/eng/", "/eng/*", "/eng/../"):
        assert "Boss" not in inside.call(keys, "ListUsers", PathPrefix=narrower).text


def test_without_a_name_it_is_oneself_that_is_asked_about(inside, mallory):
    keys = mallory(allow("iam:*"), deny("iam:*AccessKey*", f"{ARN}user/mallory"))
    for action in ("CreateAccessKey", "ListAccessKeys"):
        is_denied(inside, keys, action)
        is_denied(inside, keys, action, UserName="MALLORY")


@pytest.mark.parametrize("action", ["UpdateAccessKey", "DeleteAccessKey"])
@pytest.mark.parametrize("named", [True, False])
def test_ones_own_name_does_not_open_the_key_of_another(inside, mallory, action, named):
    keys = mallory(allow("iam:*", f"{ARN}user/mallory"))
    names = {"AccessKeyId": inside.admin.access_key_id} | ({"UserName": "mallory"} if named else {})
    names |= {"Status": "Inactive"} if action == "UpdateAccessKey" else {}
    assert inside.call(keys, action, **names).code == "NoSuchEntity"
    inside.must("ListUsers")


# --- other accounts -------------------------------------------------------------------------------------------------


@pytest.fixture
def stranger(inside):
    """The administrator of another account."""
    return inside.add_account(OTHER)[1]


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("GetPolicy", {"PolicyArn": f"{ARN}policy/own"}),
        ("CreatePolicyVersion", {"PolicyArn": f"{ARN}policy/own", "PolicyDocument": ANYTHING}),
        ("DeletePolicy", {"PolicyArn": f"{ARN}policy/own"}),
        ("ListEntitiesForPolicy", {"PolicyArn": f"{ARN}policy/own"}),
        ("SimulatePrincipalPolicy", {"PolicySourceArn": f"{ARN}user/admin", "ActionNames.member.1": "iam:GetUser"}),
        ("GetContextKeysForPrincipalPolicy", {"PolicySourceArn": f"{ARN}user/admin"}),
    ],
)
def test_an_arn_of_another_account_is_refused(inside, stranger, action, names):
    reply = inside.call(stranger, action, **names)
    assert reply.status in {400, 403, 404}
    assert "iam:Get*" not in reply.text


def test_another_accounts_policy_cannot_be_attached_or_limit(inside, stranger):
    inside.must("CreateUser", keys=stranger, UserName="puppet")
    foreign = f"{ARN}policy/own"
    assert inside.call(stranger, "AttachUserPolicy", UserName="puppet", PolicyArn=foreign).status in {403, 404}
    assert inside.call(
        stranger, "PutUserPermissionsBoundary", UserName="puppet", PermissionsBoundary=foreign
    ).status in {400, 403, 404}  # fmt: skip


def test_names_are_those_of_ones_own_account(inside, stranger):
    assert inside.call(stranger, "GetUser", UserName="Boss").code == "NoSuchEntity"
    assert inside.call(stranger, "DeleteGroup", GroupName="admins").code == "NoSuchEntity"
    assert "Boss" not in inside.call(stranger, "GetAccountAuthorizationDetails").text
    assert inside.call(stranger, "DeleteAccessKey", AccessKeyId=inside.admin.access_key_id).code == "NoSuchEntity"
    assert inside.call(stranger, "GetAccessKeyLastUsed", AccessKeyId=inside.admin.access_key_id).code == "AccessDenied"


def test_a_foreign_role_needs_its_trust(inside, stranger):
    role = {"RoleArn": f"{ARN}role/Boss", "RoleSessionName": "shift"}
    is_denied(inside, stranger, "AssumeRole", service="sts", **role)
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(ACCOUNT))
    is_denied(inside, stranger, "AssumeRole", service="sts", **role)
    inside.must("UpdateAssumeRolePolicy", RoleName="Boss", PolicyDocument=trusting(OTHER))
    assert inside.call(stranger, "AssumeRole", service="sts", **role).status == 200


# --- boundaries and conditions that delegate ------------------------------------------------------------------------


def test_a_boundary_limits_an_administrator(inside, mallory):
    keys = mallory(allow("*"))
    inside.must("PutUserPermissionsBoundary", UserName="mallory", PermissionsBoundary=READ_ONLY)
    assert inside.call(keys, "ListUsers").status == 200
    for action, names in WIDENING.items():
        assert "permissions boundary" in is_denied(inside, keys, action, **names).text


@pytest.mark.parametrize("boundary", [None, ADMINISTRATOR, f"{ARN}policy/Limit", f"{ARN}policy/LIMIT", ""])
def test_a_delegate_makes_only_users_with_the_boundary(inside, mallory, boundary):
    inside.must("CreatePolicy", PolicyName="limit", PolicyDocument=document(LOOK))
    limited = {"StringEquals": {"iam:PermissionsBoundary": f"{ARN}policy/limit"}}
    keys = mallory(allow(["iam:CreateUser", "iam:AttachUserPolicy", "iam:PutUserPolicy"], **limited))
    names = {"UserName": "made"} | ({"PermissionsBoundary": boundary} if boundary is not None else {})
    assert inside.call(keys, "CreateUser", **names).code in {"AccessDenied", "ValidationError"}
    right = names | {"PermissionsBoundary": f"{ARN}policy/limit"}
    assert inside.call(keys, "CreateUser", **right).status == 200
    assert inside.call(keys, "AttachUserPolicy", UserName="made", PolicyArn=ADMINISTRATOR).status == 200
    is_denied(inside, keys, "AttachUserPolicy", UserName="Boss", PolicyArn=ADMINISTRATOR)
    is_denied(inside, keys, "PutUserPolicy", UserName="mallory", PolicyName="all", PolicyDocument=ANYTHING)
    is_denied(inside, keys, "DeleteUserPermissionsBoundary", UserName="made")


@pytest.mark.parametrize("arn", [ADMINISTRATOR, ADMINISTRATOR.lower(), READ_ONLY.lower(), f"{READ_ONLY} "])
def test_a_delegate_attaches_only_what_it_may(inside, mallory, arn):
    keys = mallory(allow("iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": READ_ONLY}))
    assert inside.call(keys, "AttachUserPolicy", UserName="mallory", PolicyArn=arn).status in {400, 403}
    assert inside.call(keys, "AttachUserPolicy", UserName="mallory", PolicyArn=READ_ONLY).status == 200


def test_ones_own_tags_are_not_ones_own_to_change(inside, mallory):
    same_team = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    keys = mallory(allow("iam:*", **same_team))
    chief = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "chiefs"}
    inside.must("TagUser", UserName="Boss", **chief)
    is_denied(inside, keys, "TagUser", UserName="mallory", **chief)
    is_denied(inside, keys, "CreateAccessKey", UserName="Boss")
    inside.must("TagUser", UserName="mallory", **chief)
    assert inside.call(keys, "CreateAccessKey", UserName="Boss").status == 200


def test_tags_that_are_set_have_to_be_allowed_at_creation_too(inside, mallory):
    keys = mallory(allow("iam:CreateUser"))
    tags = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "chiefs"}
    assert "iam:TagUser" in is_denied(inside, keys, "CreateUser", UserName="made", **tags).text


def test_a_tag_is_asked_about_in_the_letters_in_which_it_is_stored(inside, mallory):
    only_blue = {"StringEquals": {"aws:RequestTag/team": "blue"}}
    keys = mallory(allow("iam:TagUser", **only_blue))
    for key, value in (("team", "red"), ("TEAM", "red"), ("Team", "BLUE")):
        is_denied(
            inside, keys, "TagUser", UserName="mallory", **{"Tags.member.1.Key": key, "Tags.member.1.Value": value}
        )
    both = {"Tags.member.1.Key": "Team", "Tags.member.1.Value": "red", "Tags.member.2.Key": "team",
            "Tags.member.2.Value": "blue"}  # fmt: skip
    is_denied(inside, keys, "TagUser", UserName="mallory", **both)
    assert inside.call(inside.admin, "TagUser", UserName="mallory", **both).status == 400


def test_the_password_of_another_is_not_ones_own(inside, mallory):
    keys = mallory(allow("iam:ChangePassword"))
    inside.must("CreateLoginProfile", UserName="Boss", Password="Boss-Passw0rd!")
    reply = inside.call(
        keys, "ChangePassword", UserName="Boss", OldPassword="Boss-Passw0rd!", NewPassword="Mine-Passw0rd!"
    )
    assert reply.code == "NoSuchEntity"
