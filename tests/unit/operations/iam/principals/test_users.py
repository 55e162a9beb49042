import pytest

from limen.authn.caller import Caller
from limen.domain.iam.credentials import LastUsed
from limen.domain.identifiers import find_account_in_id
from limen.domain.principals import FederatedUser, IAMUser
from limen.errors import ValidationError
from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.iam.certificates import certificate, openssh, rsa_key
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, OTHER_ACCOUNT, ROLE, World

BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_create_user_answers_with_everything_that_was_given(world: World):
    user = world.call(
        "CreateUser",
        UserName="Alice",
        Path="/a//b/",
        PermissionsBoundary=BOUNDARY,
        Tags=[{"Key": "Team", "Value": "blue"}],
    )["User"]
    assert user.pop("UserId").startswith("AIDA")
    assert user == {
        "Path": "/a//b/",
        "UserName": "Alice",
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/a//b/Alice",
        "CreateDate": CREATED,
        "PermissionsBoundary": {"PermissionsBoundaryArn": BOUNDARY, "PermissionsBoundaryType": "Policy"},
        "Tags": [{"Key": "Team", "Value": "blue"}],
    }


def test_a_plain_user_has_no_tags_boundary_or_last_use(world: World):
    created = world.call("CreateUser", UserName="bob")["User"]
    assert set(created) == {"Path", "UserName", "UserId", "Arn", "CreateDate"}
    assert world.call("GetUser", UserName="bob")["User"] == created
    assert created["Path"] == "/"


def test_unique_ids_have_21_characters_and_carry_the_account(world: World):
    user_id = world.call("CreateUser", UserName="bob")["User"]["UserId"]
    assert len(user_id) == 21
    assert find_account_in_id(user_id) == ACCOUNT


def test_names_are_unique_and_found_in_any_casing_whatever_the_path(world: World):
    world.user("Alice", Path="/team/")
    assert world.call("GetUser", UserName="aLICE")["User"]["UserName"] == "Alice"
    with pytest.raises(EntityAlreadyExistsError, match=r"^User with name ALICE already exists\.$"):
        world.call("CreateUser", UserName="ALICE")


def test_recreating_a_user_gives_a_new_id(world: World):
    first = world.call("CreateUser", UserName="bob")["User"]["UserId"]
    world.call("DeleteUser", UserName="bob")
    assert world.call("CreateUser", UserName="bob")["User"]["UserId"] != first


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetUser", {}),
        ("UpdateUser", {"NewPath": "/x/"}),
        ("DeleteUser", {}),
        ("TagUser", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagUser", {"TagKeys": ["a"]}),
        ("ListUserTags", {}),
        ("ListGroupsForUser", {}),
        ("CreateAccessKey", {}),
        ("ListAccessKeys", {}),
        ("CreateLoginProfile", {"Password": "Correct-horse-1"}),
        ("GetLoginProfile", {}),
        ("UpdateLoginProfile", {}),
        ("DeleteLoginProfile", {}),
        ("ListSSHPublicKeys", {}),
        ("ListSigningCertificates", {}),
        ("ListServiceSpecificCredentials", {}),
    ],
)
def test_a_missing_user_is_reported_by_name(world: World, operation, parameters):
    with pytest.raises(NoSuchEntityError, match=r"^The user with name ghost cannot be found\.$"):
        world.call(operation, UserName="ghost", **parameters)


def test_users_of_another_account_are_missing(world: World):
    world.user("alice")
    stranger = Caller(IAMUser(OTHER_ACCOUNT, "mallory"))
    with pytest.raises(NoSuchEntityError):
        world.call("GetUser", caller=stranger, UserName="alice")
    assert world.call("ListUsers", caller=stranger)["Users"] == []


def test_get_user_without_a_name_is_the_caller(world: World):
    alice = world.user("alice")
    assert world.call("GetUser", caller=alice)["User"]["UserName"] == "alice"


def test_get_user_follows_a_caller_who_was_renamed(world: World):
    alice = world.user("alice")
    world.call("UpdateUser", UserName="alice", NewUserName="alison")
    assert world.call("GetUser", caller=alice)["User"]["UserName"] == "alison"


def test_get_user_of_root_has_neither_name_nor_path(world: World):
    assert world.call("GetUser")["User"] == {
        "UserId": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:root",
        "CreateDate": CREATED,
    }


@pytest.mark.parametrize("caller", [ROLE, Caller(FederatedUser(ACCOUNT, "guest", IAMUser(ACCOUNT, "alice")))])
def test_get_user_without_a_name_needs_a_user(world: World, caller):
    with pytest.raises(ValidationError, match=r"^Must specify userName when calling with non-User credentials$"):
        world.call("GetUser", caller=caller)


def test_get_user_without_a_name_fails_once_the_caller_is_deleted(world: World):
    alice = world.user("alice")
    world.call("DeleteUser", UserName="alice")
    with pytest.raises(NoSuchEntityError, match="alice"):
        world.call("GetUser", caller=alice)


def test_password_last_used_is_returned_for_users_and_root(world: World):
    alice = world.user("alice")
    world.put(LastUsed(ACCOUNT, alice.principal.user_id or "", NOW), LastUsed(ACCOUNT, ACCOUNT, NOW))
    assert world.call("GetUser", UserName="alice")["User"]["PasswordLastUsed"] == NOW
    assert world.call("ListUsers")["Users"][0]["PasswordLastUsed"] == NOW
    assert world.call("GetUser")["User"]["PasswordLastUsed"] == NOW


def test_list_users_is_sorted_by_name_without_tags_and_boundary(world: World):
    for name in ("bob", "Carol", "alice"):
        world.user(name, Tags=[{"Key": "a", "Value": "b"}], PermissionsBoundary=BOUNDARY)
    output = world.call("ListUsers")
    assert [user["UserName"] for user in output["Users"]] == ["alice", "bob", "Carol"]
    assert output["IsTruncated"] is False
    assert "Marker" not in output
    assert all(set(user) == {"Path", "UserName", "UserId", "Arn", "CreateDate"} for user in output["Users"])


def test_path_prefix_is_a_plain_prefix_of_the_text(world: World):
    world.user("alice", Path="/division/a/")
    world.user("bob", Path="/other/")
    assert [user["UserName"] for user in world.call("ListUsers", PathPrefix="/div")["Users"]] == ["alice"]
    assert world.call("ListUsers", PathPrefix="/division/b")["Users"] == []


def test_update_user_changes_name_and_path_but_keeps_the_id(world: World):
    before = world.call("CreateUser", UserName="alice")["User"]
    assert world.call("UpdateUser", UserName="alice", NewUserName="Alison", NewPath="/new/") == {}
    after = world.call("GetUser", UserName="alison")["User"]
    assert (after["UserId"], after["Arn"]) == (before["UserId"], f"arn:aws:iam::{ACCOUNT}:user/new/Alison")
    with pytest.raises(NoSuchEntityError):
        world.call("GetUser", UserName="alice")


def test_update_user_may_change_the_casing_of_its_own_name_only(world: World):
    world.user("alice")
    world.user("bob")
    world.call("UpdateUser", UserName="alice", NewUserName="ALICE")
    assert world.call("GetUser", UserName="alice")["User"]["UserName"] == "ALICE"
    with pytest.raises(EntityAlreadyExistsError, match=r"^User with name BOB already exists\.$"):
        world.call("UpdateUser", UserName="alice", NewUserName="BOB")


def test_the_5001st_user_exceeds_the_quota(world: World, monkeypatch):
    monkeypatch.setattr("limen.operations.iam.principals.users.USERS_PER_ACCOUNT", 2)
    world.user("a")
    world.user("b")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for UsersPerAccount: 2$"):
        world.user("c")


@pytest.mark.parametrize(
    ("arn", "error", "message"),
    [
        (
            "arn:aws:iam::aws:policy/NoSuchPolicy",
            NoSuchEntityError,
            "Scope ARN: arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.",
        ),
        (
            "not-an-arn-but-long-enough",
            ValidationError,
            "Value (not-an-arn-but-long-enough) for parameter PermissionsBoundary is invalid.",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:user/alice",
            ValidationError,
            f"Value (arn:aws:iam::{ACCOUNT}:user/alice) for parameter PermissionsBoundary is invalid.",
        ),
    ],
)
def test_a_boundary_must_be_a_policy_that_exists(world: World, arn, error, message):
    with pytest.raises(error) as refusal:
        world.user("alice", PermissionsBoundary=arn)
    assert refusal.value.message == message


def test_delete_user_requires_the_removal_of_dependents_in_order(world: World):
    world.user("alice")
    world.call("CreateGroup", GroupName="staff")
    world.call("AttachUserPolicy", UserName="alice", PolicyArn=BOUNDARY)
    document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    world.call("PutUserPolicy", UserName="alice", PolicyName="inline", PolicyDocument=document)
    world.call("AddUserToGroup", UserName="alice", GroupName="staff")
    key_id = world.call("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    world.call("CreateLoginProfile", UserName="alice", Password="Correct-horse-1")
    signing = world.call("UploadSigningCertificate", UserName="alice", CertificateBody=certificate("alice"))
    ssh = world.call("UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody=openssh(rsa_key()))
    git = world.call("CreateServiceSpecificCredential", UserName="alice", ServiceName="codecommit.amazonaws.com")
    git_id = git["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    steps = [
        ("must detach all policies first.", "DetachUserPolicy", {"PolicyArn": BOUNDARY}),
        ("must delete policies first.", "DeleteUserPolicy", {"PolicyName": "inline"}),
        ("must remove users from group first.", "RemoveUserFromGroup", {"GroupName": "staff"}),
        ("must delete access keys first.", "DeleteAccessKey", {"AccessKeyId": key_id}),
        ("must delete login profile first.", "DeleteLoginProfile", {}),
        (
            "must delete certificates first.",
            "DeleteSigningCertificate",
            {"CertificateId": signing["Certificate"]["CertificateId"]},
        ),
        (
            "must remove referenced objects first.",
            "DeleteSSHPublicKey",
            {"SSHPublicKeyId": ssh["SSHPublicKey"]["SSHPublicKeyId"]},
        ),
        (
            "must remove referenced objects first.",
            "DeleteServiceSpecificCredential",
            {"ServiceSpecificCredentialId": git_id},
        ),
    ]
    for reason, operation, parameters in steps:
        with pytest.raises(DeleteConflictError) as conflict:
            world.call("DeleteUser", UserName="alice")
        assert conflict.value.message == f"Cannot delete entity, {reason}"
        world.call(operation, UserName="alice", **parameters)
    assert world.call("DeleteUser", UserName="alice") == {}


def test_delete_user_forgets_when_the_password_was_used(world: World):
    alice = world.user("alice")
    user_id = alice.principal.user_id or ""
    world.put(LastUsed(ACCOUNT, user_id, NOW))
    world.call("DeleteUser", UserName="alice")
    assert world.store.latest().find(LastUsed, ACCOUNT, user_id) is None


def test_user_tags_ignore_case_and_keep_the_last_spelling(world: World):
    world.user("alice", Tags=[{"Key": "Team", "Value": "blue"}])
    world.call("TagUser", UserName="alice", Tags=[{"Key": "team", "Value": ""}, {"Key": "cost", "Value": "1"}])
    assert world.call("ListUserTags", UserName="alice") == {
        "Tags": [{"Key": "cost", "Value": "1"}, {"Key": "team", "Value": ""}],
        "IsTruncated": False,
    }
    world.call("UntagUser", UserName="alice", TagKeys=["TEAM", "missing"])
    assert world.call("GetUser", UserName="alice")["User"]["Tags"] == [{"Key": "cost", "Value": "1"}]


def test_tagging_needs_a_tag_and_untagging_does_not(world: World):
    world.user("alice")
    with pytest.raises(InvalidInputError):
        world.call("TagUser", UserName="alice", Tags=[])
    assert world.call("UntagUser", UserName="alice", TagKeys=[]) == {}


def test_tag_rules_come_before_the_question_whether_the_user_exists(world: World):
    with pytest.raises(InvalidInputError, match=r"^Tag keys beginning with aws: are reserved for system use\.$"):
        world.call("TagUser", UserName="ghost", Tags=[{"Key": "AWS:x", "Value": "1"}])
