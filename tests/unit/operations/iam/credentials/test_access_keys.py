import re

import pytest

from limen.authn.caller import Caller
from limen.domain.iam.credentials import AccessKey, LastUsed
from limen.domain.identifiers import find_account_in_id
from limen.domain.principals import RootUser
from limen.errors import AccessDeniedError, ValidationError
from limen.operations.iam.faults import InvalidInputError, LimitExceededError, NoSuchEntityError
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, OTHER_ACCOUNT, ROLE, World


def ids(output):
    return [key["AccessKeyId"] for key in output["AccessKeyMetadata"]]


def test_the_secret_is_shown_once_and_stored_sealed(world: World):
    world.user("alice")
    key = world.call("CreateAccessKey", UserName="ALICE")["AccessKey"]
    secret = key["SecretAccessKey"]
    assert re.fullmatch(r"[A-Za-z0-9/+]{40}", secret)
    stored = world.store.latest().find_access_key(key["AccessKeyId"])
    assert stored is not None
    assert secret.encode() not in stored.sealed_secret
    assert world.environment.vault.open(stored.sealed_secret, key["AccessKeyId"].encode()) == secret.encode()
    assert world.call("ListAccessKeys", UserName="alice")["AccessKeyMetadata"] == [
        {"UserName": "alice", "AccessKeyId": key["AccessKeyId"], "Status": "Active", "CreateDate": CREATED}
    ]


def test_key_ids_have_20_characters_and_carry_the_account(world: World):
    world.user("alice")
    key_id = world.call("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key_id)
    assert find_account_in_id(key_id) == ACCOUNT


def test_a_user_has_two_keys_at_most_active_or_not(world: World):
    world.user("alice")
    first = world.call("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    world.call("CreateAccessKey", UserName="alice")
    world.call("UpdateAccessKey", UserName="alice", AccessKeyId=first, Status="Inactive")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for AccessKeysPerUser: 2$"):
        world.call("CreateAccessKey", UserName="alice")
    world.call("DeleteAccessKey", UserName="alice", AccessKeyId=first)
    world.call("CreateAccessKey", UserName="alice")


def test_without_a_name_the_keys_are_the_callers(world: World):
    alice = world.user("alice")
    key_id = world.call("CreateAccessKey", caller=alice)["AccessKey"]["AccessKeyId"]
    output = world.call("ListAccessKeys", caller=alice)
    assert [(key["UserName"], key["AccessKeyId"]) for key in output["AccessKeyMetadata"]] == [("alice", key_id)]
    world.call("UpdateAccessKey", caller=alice, AccessKeyId=key_id, Status="Inactive")
    assert world.call("ListAccessKeys", UserName="alice")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    world.call("DeleteAccessKey", caller=alice, AccessKeyId=key_id)
    assert ids(world.call("ListAccessKeys", caller=alice)) == []


def test_root_has_keys_of_its_own_without_a_name(world: World):
    key = world.call("CreateAccessKey")["AccessKey"]
    assert "UserName" not in key
    assert ids(world.call("ListAccessKeys")) == [key["AccessKeyId"]]
    stored = world.store.latest().find(AccessKey, ACCOUNT, key["AccessKeyId"])
    assert stored is not None
    assert stored.owner_id == ACCOUNT
    assert "UserName" not in world.call("GetAccessKeyLastUsed", AccessKeyId=key["AccessKeyId"])
    world.call("CreateAccessKey")
    with pytest.raises(LimitExceededError):
        world.call("CreateAccessKey")
    world.call("DeleteAccessKey", AccessKeyId=key["AccessKeyId"])


def test_a_role_has_to_name_a_user(world: World):
    for operation in ("CreateAccessKey", "ListAccessKeys"):
        with pytest.raises(ValidationError, match=r"^Must specify userName when calling with non-User credentials$"):
            world.call(operation, caller=ROLE)


@pytest.mark.parametrize(("operation", "more"), [("UpdateAccessKey", {"Status": "Inactive"}), ("DeleteAccessKey", {})])
def test_a_key_of_somebody_else_is_missing(world: World, operation, more):
    alice, bob = world.user("alice"), world.user("bob")
    key_id = world.call("CreateAccessKey", caller=bob)["AccessKey"]["AccessKeyId"]
    for caller, parameters in ((alice, {}), (None, {}), (None, {"UserName": "alice"})):
        with pytest.raises(NoSuchEntityError, match=rf"^The Access Key with id {key_id} cannot be found\.$"):
            world.call(operation, caller=caller, AccessKeyId=key_id, **parameters, **more)
    assert ids(world.call("ListAccessKeys", caller=bob)) == [key_id]


def test_a_missing_user_is_reported_before_a_missing_key(world: World):
    with pytest.raises(NoSuchEntityError, match="user with name ghost"):
        world.call("DeleteAccessKey", UserName="ghost", AccessKeyId="AKIAAAAAAAAAAAAAAAAA")


def test_expired_cannot_be_set(world: World):
    key_id = world.call("CreateAccessKey")["AccessKey"]["AccessKeyId"]
    with pytest.raises(InvalidInputError):
        world.call("UpdateAccessKey", AccessKeyId=key_id, Status="Expired")


def test_last_use_of_a_key(world: World):
    world.user("alice")
    key_id = world.call("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    assert world.call("GetAccessKeyLastUsed", AccessKeyId=key_id) == {
        "UserName": "alice",
        "AccessKeyLastUsed": {"Region": "N/A", "ServiceName": "N/A"},
    }
    world.put(LastUsed(ACCOUNT, key_id, NOW, region="us-east-1", service="iam"))
    assert world.call("GetAccessKeyLastUsed", AccessKeyId=key_id)["AccessKeyLastUsed"] == {
        "LastUsedDate": NOW,
        "Region": "us-east-1",
        "ServiceName": "iam",
    }
    world.call("DeleteAccessKey", UserName="alice", AccessKeyId=key_id)
    assert world.store.latest().find(LastUsed, ACCOUNT, key_id) is None


def test_last_use_of_unknown_and_foreign_keys_is_refused_alike(world: World):
    foreign = world.call("CreateAccessKey", caller=Caller(RootUser(OTHER_ACCOUNT)))["AccessKey"]["AccessKeyId"]
    for key_id in (foreign, "AKIAAAAAAAAAAAAAAAAA"):
        with pytest.raises(AccessDeniedError, match=key_id):
            world.call("GetAccessKeyLastUsed", AccessKeyId=key_id)
