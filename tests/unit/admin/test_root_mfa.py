"""Root can sign in again after losing its devices: the database administrator deactivates them, which is recorded."""

import json
from dataclasses import replace

import pytest

from limen.admin.root_mfa import deactivate_root_devices
from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.passwords import CHEAP, PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.config.ambient import draw_entropy
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from tests.unit.authn.passkeys.security_key import ORIGIN, SecurityKey
from tests.unit.operations.authenticator import enable, make_device
from tests.unit.operations.limen.test_passkeys import register
from tests.unit.operations.memory_store import MemoryStore
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT, ROOT, World


@pytest.fixture
def world():
    keys = DataKeys(make_keyring(draw_entropy))
    return World(
        Environment(
            entropy=draw_entropy,
            vault=Vault(keys, entropy=draw_entropy),
            passwords=PasswordHasher(entropy=draw_entropy, cost=CHEAP),
            tokens=SessionTokens(keys),
            trail=MemoryStore(),
        )
    )


def deactivate(world, account=ACCOUNT):
    return deactivate_root_devices(world.store, account, now=world.now, entropy=draw_entropy)


def owners(world):
    devices = world.call("ListVirtualMFADevices", AssignmentStatus="Assigned")["VirtualMFADevices"]
    return [device["User"]["Arn"].rpartition(":")[2] for device in devices]


@pytest.fixture
def safe(world):
    enable(world, world.user("alice"), make_device(world, "phone"))
    return enable(world, ROOT, make_device(world, "safe"))


def test_roots_devices_are_nobodys_and_those_of_users_stay(world, safe):
    assert sorted(owners(world)) == ["root", "user/alice"]
    assert deactivate(world) == (safe.serial,)
    assert owners(world) == ["user/alice"]


def test_it_is_recorded(world, safe):
    deactivate(world)
    event = json.loads(world.store.records[-1].document)
    assert (event["eventType"], event["eventSource"]) == ("AwsServiceEvent", "iam.amazonaws.com")
    assert (event["eventName"], event["recipientAccountId"]) == ("DeactivateMFADevice", ACCOUNT)
    assert event["requestParameters"] == {"userName": ACCOUNT, "serialNumbers": [safe.serial]}
    assert event["userIdentity"] == {"type": "AWSService", "invokedBy": "limen"}


def test_where_there_is_none_nothing_is_written(world, safe):
    before = world.store.latest().revision
    assert deactivate(world, OTHER_ACCOUNT) == ()
    assert world.store.latest().revision == before


def test_an_account_that_is_not_there(world):
    with pytest.raises(NoSuchEntityError, match="There is no account 999999999999"):
        deactivate(world, "999999999999")


def test_only_roots_lost_passkeys_are_removed(world):
    here = replace(world, origin=ORIGIN)
    world.user("alice")
    lost = register(here, SecurityKey())
    kept = register(here, SecurityKey(credential_id=b"alice"), UserName="alice")
    assert deactivate(world) == (lost,)
    assert world.call("ListMFADevices")["MFADevices"] == []
    assert [each["SerialNumber"] for each in world.call("ListMFADevices", UserName="alice")["MFADevices"]] == [kept]
