"""Recovery by the database administrator: root's password, a user's key; both recorded without secrets."""

import json
from dataclasses import replace

import pytest

from limen.admin.recovery import create_recovery_key, reset_root_password
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.operations.iam.faults import LimitExceededError, NoSuchEntityError
from tests.unit.operations.world import ACCOUNT, World


def make_key(world: World, user: str, *, replaced: str = "", account: str = ACCOUNT):
    return create_recovery_key(world.store, account, user, world.environment, replaced=replaced, now=world.now)


def reset(world: World, account: str = ACCOUNT) -> str:
    return reset_root_password(world.store, account, world.environment, now=world.now)


def test_root_has_the_new_password_and_not_the_old(world: World):
    account = world.store.latest().find(Account, ACCOUNT, ACCOUNT)
    assert account is not None
    world.put(replace(account, root_password_hash=world.environment.passwords.hash("the old one")))
    password = reset(world)
    changed = world.store.latest().find(Account, ACCOUNT, ACCOUNT)
    assert changed is not None
    assert world.environment.passwords.verify(changed.root_password_hash, password)
    assert not world.environment.passwords.verify(changed.root_password_hash, "the old one")
    assert changed.root_password_changed == world.now
    assert changed == replace(
        account, root_password_hash=changed.root_password_hash, root_password_changed=changed.root_password_changed
    )


def test_a_user_gets_a_key_that_opens(world: World):
    world.user("ana")
    made = make_key(world, "ana")
    key = world.store.latest().find_access_key(made.id)
    assert key is not None
    assert world.environment.vault.open(key.sealed_secret, made.id.encode()).decode() == made.secret
    assert made.secret not in repr(made)
    (listed,) = world.call("ListAccessKeys", UserName="ana")["AccessKeyMetadata"]
    assert (listed["AccessKeyId"], listed["Status"]) == (made.id, "Active")


def test_a_third_key_takes_the_place_of_another(world: World):
    world.user("ana")
    first, second = make_key(world, "ana"), make_key(world, "ana")
    with pytest.raises(LimitExceededError):
        make_key(world, "ana")
    third = make_key(world, "ana", replaced=first.id)
    kept = world.store.latest().find_by(
        AccessKey, "owner", ACCOUNT, world.call("GetUser", UserName="ana")["User"]["UserId"]
    )
    assert {key.id for key in kept} == {second.id, third.id}


def test_what_is_unknown_is_refused(world: World):
    world.user("ana")
    world.user("bob")
    of_bob = make_key(world, "bob")
    for make in (
        lambda: make_key(world, "eve"),
        lambda: make_key(world, "ana", replaced=of_bob.id),
        lambda: make_key(world, "ana", account="999999999999"),
        lambda: reset(world, "999999999999"),
    ):
        with pytest.raises(NoSuchEntityError):
            make()
    assert world.store.latest().find_access_key(of_bob.id) is not None


def test_both_are_recorded_without_the_secrets(world: World):
    world.user("ana")
    password, key = reset(world), make_key(world, "ana")
    events = [json.loads(record.document) for record in world.store.records[-2:]]
    assert [event["eventName"] for event in events] == ["UpdateLoginProfile", "CreateAccessKey"]
    assert {event["eventType"] for event in events} == {"AwsServiceEvent"}
    assert events[1]["requestParameters"]["accessKeyId"] == key.id
    assert password not in str(events)
    assert key.secret not in str(events)
