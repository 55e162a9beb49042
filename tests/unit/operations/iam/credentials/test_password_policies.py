from typing import Any

import pytest

from limen.errors import AccessDeniedError
from limen.operations.iam.credentials.password_rules import require_acceptable_password
from limen.operations.iam.faults import NoSuchEntityError, PasswordPolicyViolationError
from tests.unit.operations.world import ACCOUNT, World

PASSWORD = "Correct-horse-1"


def check(world: World, password: str) -> None:
    require_acceptable_password(world.store.latest(), ACCOUNT, password)


@pytest.mark.parametrize("password", ["abcdefG1", "abcdef-1", "ABCDEF-1", "abcDEF--", "a|B'[]{}", "x" * 125 + "Y-1"])
def test_default_rules_require_eight_characters_of_three_classes(world: World, password):
    check(world, password)


@pytest.mark.parametrize(
    "password",
    ["abcdeG1", "abcdefgh", "abcdefg1", "ABCDEFG1", "abcdEFGH", "äöüßÄÖÜ1a", "abcdefg~1", ""],
)
def test_default_rules_refuse_short_and_simple_passwords(world: World, password):
    with pytest.raises(PasswordPolicyViolationError):
        check(world, password)


@pytest.mark.parametrize("password", ["owner@Example.com", "my-Company-1"])
def test_the_accounts_name_and_address_are_not_passwords(world: World, password):
    world.call("CreateAccountAlias", AccountAlias="my-company-1")
    with pytest.raises(PasswordPolicyViolationError, match="account's name or e-mail"):
        check(world, password)


def test_there_is_no_policy_until_one_is_set(world: World):
    with pytest.raises(NoSuchEntityError) as missing:
        world.call("GetAccountPasswordPolicy")
    assert missing.value.message == f"The Password Policy with domain name {ACCOUNT} cannot be found."
    with pytest.raises(NoSuchEntityError) as missing:
        world.call("DeleteAccountPasswordPolicy")
    assert missing.value.message == "The account policy with name PasswordPolicy cannot be found."


def test_an_update_replaces_the_whole_policy(world: World):
    assert world.call("UpdateAccountPasswordPolicy", MinimumPasswordLength=14, MaxPasswordAge=90, HardExpiry=True) == {}
    assert world.call("GetAccountPasswordPolicy")["PasswordPolicy"] == {
        "MinimumPasswordLength": 14,
        "RequireSymbols": False,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": True,
        "MaxPasswordAge": 90,
        "HardExpiry": True,
    }
    world.call("UpdateAccountPasswordPolicy", RequireNumbers=True)
    assert world.call("GetAccountPasswordPolicy")["PasswordPolicy"] == {
        "MinimumPasswordLength": 6,
        "RequireSymbols": False,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": False,
    }


@pytest.mark.parametrize(
    ("member", "good", "bad"),
    [
        ("RequireSymbols", "aaaaa-", "aaaaaa"),
        ("RequireNumbers", "aaaaa1", "aaaaaa"),
        ("RequireUppercaseCharacters", "aaaaaA", "aaaaaa"),
        ("RequireLowercaseCharacters", "AAAAAa", "AAAAAA"),
    ],
)
def test_the_accounts_policy_takes_the_place_of_the_default_rules(world: World, member, good, bad):
    parameters: dict[str, Any] = {member: True}
    world.call("UpdateAccountPasswordPolicy", **parameters)
    check(world, good)
    with pytest.raises(PasswordPolicyViolationError, match=r"^Password should have at least one"):
        check(world, bad)
    with pytest.raises(PasswordPolicyViolationError, match=r"^Password should have a minimum length of 6$"):
        check(world, good[-5:])
    world.call("DeleteAccountPasswordPolicy")
    with pytest.raises(PasswordPolicyViolationError, match=r"^Password should have a minimum length of 8$"):
        check(world, good)


def test_former_passwords_stay_forbidden_as_long_as_the_policy_says(world: World):
    world.call("UpdateAccountPasswordPolicy", PasswordReusePrevention=2)
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password="password-0")

    def change(old: int, new: int) -> None:
        world.call("ChangePassword", caller=alice, OldPassword=f"password-{old}", NewPassword=f"password-{new}")

    change(0, 1)
    change(1, 2)
    with pytest.raises(PasswordPolicyViolationError, match=r"^Policy constraint violation with password reuse"):
        change(2, 0)
    change(2, 3)
    change(3, 0)


def test_an_expired_password_is_changed_by_the_user_unless_expiry_is_hard(world: World):
    alice = world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    world.call("UpdateAccountPasswordPolicy", MaxPasswordAge=30, HardExpiry=True)
    change: dict[str, Any] = {"caller": alice, "OldPassword": PASSWORD, "NewPassword": "Battery-staple-2"}
    with pytest.raises(AccessDeniedError, match="expired"):
        world.later(days=30).call("ChangePassword", **change)
    world.later(days=29).call("ChangePassword", **change)


@pytest.mark.parametrize(
    ("password", "more", "absent"),
    [
        ("abcdefgh1", 1, ["uppercase letter", "symbol"]),
        ("abcdefghi", 2, ["uppercase letter", "number", "symbol"]),
        ("ABCDEFGH!", 1, ["lowercase letter", "number"]),
    ],
)
def test_the_default_rules_name_what_is_absent(world: World, password: str, more: int, absent: list[str]):
    world.user("alice")
    with pytest.raises(PasswordPolicyViolationError) as refused:
        world.call("CreateLoginProfile", UserName="alice", Password=password)
    rules = ", ".join(f"Password should have at least one {name}" for name in absent)
    assert refused.value.message == f"Password should meet {more} more of the following requirements: {rules}"
