from typing import Any

import pytest

from limen.authn.attempts import PER_USER, user_subject
from limen.domain.iam.credentials import LoginProfile
from limen.errors import AccessDeniedError, ThrottlingError, ValidationError
from limen.operations.iam.faults import (
    EntityAlreadyExistsError,
    InvalidInputError,
    InvalidUserTypeError,
    NoSuchEntityError,
    PasswordPolicyViolationError,
)
from tests.unit.operations.world import ACCOUNT, CREATED, ROLE, ROOT, World

PASSWORD = "Correct-horse-1"
OTHER = "Battery-staple-2"


def profile_of(world: World, caller) -> LoginProfile:
    profile = world.store.latest().find(LoginProfile, ACCOUNT, caller.principal.user_id)
    assert profile is not None
    return profile


def has_password(world: World, caller, password: str) -> bool:
    return world.environment.passwords.verify(profile_of(world, caller).password_hash, password)


def test_create_login_profile(world: World):
    alice = world.user("Alice")
    output = world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    assert output["LoginProfile"] == {"UserName": "Alice", "CreateDate": CREATED, "PasswordResetRequired": True}
    assert world.call("GetLoginProfile", UserName="alice") == output
    assert world.call("GetLoginProfile", caller=alice) == output
    assert has_password(world, alice, PASSWORD)


def test_the_password_is_not_stored_in_clear(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    assert PASSWORD not in profile_of(world, alice).password_hash


def test_a_second_login_profile_is_refused(world: World):
    world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    with pytest.raises(EntityAlreadyExistsError, match=r"^Login Profile for user alice already exists\.$"):
        world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)


@pytest.mark.parametrize("operation", ["GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"])
def test_a_missing_login_profile(world: World, operation):
    world.user("alice")
    with pytest.raises(NoSuchEntityError, match=r"^Login Profile for User alice cannot be found\.$"):
        world.call(operation, UserName="alice")


def test_a_profile_needs_a_password_and_a_user(world: World):
    world.user("alice")
    with pytest.raises(ValidationError):
        world.call("CreateLoginProfile", UserName="alice")
    with pytest.raises(ValidationError, match=r"^Must specify userName"):
        world.call("CreateLoginProfile", Password=PASSWORD)


@pytest.mark.parametrize("operation", ["CreateLoginProfile", "UpdateLoginProfile"])
def test_a_weak_password_is_refused_and_nothing_kept(world: World, operation):
    alice = world.user("alice")
    if operation == "UpdateLoginProfile":
        world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    before = world.store.latest().all(LoginProfile, ACCOUNT)
    with pytest.raises(PasswordPolicyViolationError):
        world.call(operation, UserName="alice", Password="short1A")
    assert world.store.latest().all(LoginProfile, ACCOUNT) == before
    del alice


def test_update_changes_only_what_is_given(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    assert world.call("UpdateLoginProfile", UserName="alice") == {}
    world.call("UpdateLoginProfile", UserName="alice", Password=OTHER)
    assert has_password(world, alice, OTHER)
    assert profile_of(world, alice).reset_required
    world.call("UpdateLoginProfile", UserName="alice", PasswordResetRequired=False)
    assert not profile_of(world, alice).reset_required
    assert has_password(world, alice, OTHER)


def test_the_limit_of_a_sign_in_is_set_kept_and_reset(world: World):
    def limit() -> Any:
        return world.call("GetLoginProfile", UserName="alice")["LoginProfile"].get("MaxSigninSessionDuration")

    world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD, MaxSigninSessionDuration=3600)
    assert limit() == 3600
    world.call("UpdateLoginProfile", UserName="alice", MaxSigninSessionDuration=7200)
    world.call("UpdateLoginProfile", UserName="alice", PasswordResetRequired=True)
    assert limit() == 7200
    with pytest.raises(InvalidInputError):
        world.call(
            "UpdateLoginProfile",
            UserName="alice",
            MaxSigninSessionDuration=3600,
            ResetMaxSigninSessionDuration=True,
        )
    world.call("UpdateLoginProfile", UserName="alice", ResetMaxSigninSessionDuration=True)
    assert limit() is None


def test_delete_login_profile(world: World):
    world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    assert world.call("DeleteLoginProfile", UserName="alice") == {}
    with pytest.raises(NoSuchEntityError):
        world.call("GetLoginProfile", UserName="alice")


def test_change_password_clears_the_reset_flag(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    later = world.later(hours=1)
    assert later.call("ChangePassword", caller=alice, OldPassword=PASSWORD, NewPassword=OTHER) == {}
    profile = profile_of(world, alice)
    assert not profile.reset_required
    assert (profile.created, profile.changed) == (CREATED, later.now)
    assert has_password(world, alice, OTHER)
    assert not has_password(world, alice, PASSWORD)


@pytest.mark.parametrize(("old", "new"), [("wrong", OTHER), (PASSWORD, PASSWORD)])
def test_change_password_with_a_wrong_or_the_same_password(world: World, old, new):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    with pytest.raises(AccessDeniedError):
        world.call("ChangePassword", caller=alice, OldPassword=old, NewPassword=new)
    assert has_password(world, alice, PASSWORD)


def guess(world: World, caller, old: str) -> None:
    world.call("ChangePassword", caller=caller, OldPassword=old, NewPassword=OTHER)


def test_guessing_the_old_password_has_to_wait_even_with_the_right_one(world: World):
    alice, bob = world.user("alice"), world.user("bob")
    for name in ("alice", "bob"):
        world.call("CreateLoginProfile", UserName=name, Password=PASSWORD)
    for number in range(PER_USER.free_failures):
        with pytest.raises(AccessDeniedError):
            guess(world, alice, f"wrong-{number}")
    with pytest.raises(ThrottlingError, match=r"^Rate exceeded$"):
        guess(world, alice, PASSWORD)
    assert has_password(world, alice, PASSWORD)
    guess(world, bob, PASSWORD)
    guess(world.later(seconds=1), alice, PASSWORD)
    assert has_password(world, alice, OTHER)


def test_guesses_at_sign_in_count_and_the_right_password_clears_them(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    attempts, subject = world.environment.sign_in_attempts, user_subject(ACCOUNT, alice.principal.user_id or "")
    for _ in range(PER_USER.free_failures):
        assert attempts.admit({subject: PER_USER}, now=world.now) == 0
    with pytest.raises(ThrottlingError):
        guess(world, alice, PASSWORD)
    later = world.later(seconds=1)
    guess(later, alice, PASSWORD)
    assert attempts.admit({subject: PER_USER}, now=later.now) == 0


def test_a_correct_password_is_not_a_failure_even_if_the_new_one_is_refused(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    for _ in range(2 * PER_USER.free_failures):
        with pytest.raises(PasswordPolicyViolationError):
            world.call("ChangePassword", caller=alice, OldPassword=PASSWORD, NewPassword="weak")


def test_change_password_keeps_to_the_rules(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    with pytest.raises(PasswordPolicyViolationError):
        world.call("ChangePassword", caller=alice, OldPassword=PASSWORD, NewPassword="weak")


@pytest.mark.parametrize("caller", [ROOT, ROLE])
def test_only_users_change_their_password(world: World, caller):
    with pytest.raises(InvalidUserTypeError):
        world.call("ChangePassword", caller=caller, OldPassword=PASSWORD, NewPassword=OTHER)


def test_change_password_needs_a_login_profile(world: World):
    alice = world.user("alice")
    with pytest.raises(NoSuchEntityError, match=r"^Login Profile for User alice cannot be found\.$"):
        world.call("ChangePassword", caller=alice, OldPassword=PASSWORD, NewPassword=OTHER)
