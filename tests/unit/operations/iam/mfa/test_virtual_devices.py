"""Virtual MFA devices: made, shown once, listed, tagged, deleted (spec api 2.6, 2.7, 2.11)."""

from base64 import b32decode
from typing import Any

import pytest

from limen.authn.proofs.mfa_codes import open_seed
from limen.domain.iam.account import Account
from limen.domain.iam.mfa import MFADevice
from limen.errors import ValidationError
from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from limen.operations.iam.mfa import virtual_devices as virtual_mfa_devices
from limen.operations.iam.mfa.otpauth import draw_qr_code
from tests.unit.operations.authenticator import enable, make_device
from tests.unit.operations.sts.sessions import tags
from tests.unit.operations.world import ACCOUNT, CREATED, OTHER_ACCOUNT, ROOT, World

PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/phone"


def kept(world: World, serial: str = PHONE) -> MFADevice:
    device = world.store.latest().find(MFADevice, ACCOUNT, serial)
    assert device is not None
    return device


def test_a_new_device_shows_its_seed(world: World):
    device = world.call("CreateVirtualMFADevice", VirtualMFADeviceName="phone")["VirtualMFADevice"]
    assert device.keys() == {"SerialNumber", "Base32StringSeed", "QRCodePNG"}
    assert device["SerialNumber"] == PHONE
    assert len(device["Base32StringSeed"]) == 64
    assert b32decode(device["Base32StringSeed"]) == open_seed(world.environment.vault, kept(world))


def test_the_picture_says_what_the_text_says(world: World):
    device = world.call("CreateVirtualMFADevice", VirtualMFADeviceName="phone")["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    assert device["QRCodePNG"] == draw_qr_code(f"otpauth://totp/phone@{ACCOUNT}?secret={seed}&issuer=Limen")


def test_the_picture_names_the_account_by_its_alias(world: World):
    world.put(Account(ACCOUNT, CREATED, alias="acme"))
    device = world.call("CreateVirtualMFADevice", VirtualMFADeviceName="phone")["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    assert device["QRCodePNG"] == draw_qr_code(f"otpauth://totp/phone@acme?secret={seed}&issuer=Limen")


def test_the_seed_is_stored_sealed_and_shown_nowhere(world: World):
    device = make_device(world)
    stored = kept(world)
    assert device.seed not in stored.sealed_seed
    assert "seed" not in repr(stored)
    listed = world.call("ListVirtualMFADevices")["VirtualMFADevices"]
    assert listed == [{"SerialNumber": PHONE}]


def test_every_device_has_a_seed_of_its_own(world: World):
    assert make_device(world, "one").seed != make_device(world, "two").seed


def test_a_device_may_have_a_path_and_tags(world: World):
    device = world.call("CreateVirtualMFADevice", VirtualMFADeviceName="phone", Path="/team/", Tags=tags(team="blue"))[
        "VirtualMFADevice"
    ]
    assert device["SerialNumber"] == f"arn:aws:iam::{ACCOUNT}:mfa/team/phone"
    assert device["Tags"] == tags(team="blue")


def test_a_name_is_taken_at_its_path(world: World):
    make_device(world)
    make_device(world, Path="/team/")
    with pytest.raises(EntityAlreadyExistsError, match="MFADevice entity at the same path and name already exists"):
        make_device(world)


def test_a_serial_number_can_be_named_afterwards(world: World):
    room = 256 - len(f"arn:aws:iam::{ACCOUNT}:mfa/")
    assert len(make_device(world, "n" * room).serial) == 256
    with pytest.raises(ValidationError, match=f"'virtualMFADeviceName' .* less than or equal to {room}$"):
        make_device(world, "n" * (room + 1))


def test_an_account_has_as_many_devices_as_users(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(virtual_mfa_devices, "VIRTUAL_MFA_DEVICES_PER_ACCOUNT", 2)
    make_device(world, "one")
    make_device(world, "two")
    with pytest.raises(LimitExceededError, match="VirtualMFADevicesPerAccount: 2"):
        make_device(world, "three")


def test_devices_are_listed_by_whether_they_are_assigned(world: World):
    alice = world.user("alice", Path="/team/")
    make_device(world, "drawer")
    enable(world, alice, make_device(world))
    enable(world, ROOT, make_device(world, "safe"))

    def listed(**parameters: Any) -> list[str]:
        devices = world.call("ListVirtualMFADevices", **parameters)["VirtualMFADevices"]
        return [device["SerialNumber"].rpartition("/")[2] for device in devices]

    assert listed() == listed(AssignmentStatus="Any") == ["drawer", "phone", "safe"]
    assert listed(AssignmentStatus="Assigned") == ["phone", "safe"]
    assert listed(AssignmentStatus="Unassigned") == ["drawer"]
    assert [len(page) for page in world.pages("ListVirtualMFADevices", "VirtualMFADevices", 2)] == [2, 1]


def test_an_assigned_device_shows_its_owner(world: World):
    alice = world.user("alice", Path="/team/")
    enable(world, alice, make_device(world))
    enable(world, ROOT, make_device(world, "safe"))
    phone, safe = world.call("ListVirtualMFADevices")["VirtualMFADevices"]
    assert phone.keys() == safe.keys() == {"SerialNumber", "EnableDate", "User"}
    assert phone["EnableDate"] == CREATED
    assert (phone["User"]["UserName"], phone["User"]["Path"]) == ("alice", "/team/")
    assert (safe["User"]["UserId"], safe["User"]["Arn"]) == (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")


def test_a_device_that_is_nobodys_can_be_deleted(world: World):
    make_device(world)
    world.call("DeleteVirtualMFADevice", SerialNumber=PHONE)
    assert world.call("ListVirtualMFADevices")["VirtualMFADevices"] == []


def test_a_device_in_use_cannot_be_deleted(world: World):
    enable(world, world.user("alice"), make_device(world))
    with pytest.raises(DeleteConflictError, match=r"^MFA VirtualDevice in use\. Must deactivate first\.$"):
        world.call("DeleteVirtualMFADevice", SerialNumber=PHONE)


def test_tags_distinguish_upper_and_lower_case(world: World):
    make_device(world, Tags=tags(Team="blue"))
    world.call("TagMFADevice", SerialNumber=PHONE, Tags=tags(team="red"))
    assert world.call("ListMFADeviceTags", SerialNumber=PHONE)["Tags"] == tags(Team="blue", team="red")
    world.call("UntagMFADevice", SerialNumber=PHONE, TagKeys=["Team", "other"])
    assert world.call("ListMFADeviceTags", SerialNumber=PHONE)["Tags"] == tags(team="red")
    with pytest.raises(InvalidInputError):
        world.call("TagMFADevice", SerialNumber=PHONE, Tags=[])


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("DeleteVirtualMFADevice", {}),
        ("TagMFADevice", {"Tags": tags(k="v")}),
        ("UntagMFADevice", {"TagKeys": ["k"]}),
        ("ListMFADeviceTags", {}),
    ],
)
@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT])
def test_a_device_must_be_there_in_this_account(world: World, operation: str, parameters, account: str):
    world.put(MFADevice(OTHER_ACCOUNT, "theirs", "/", CREATED, b"sealed"))
    serial = f"arn:aws:iam::{account}:mfa/theirs"
    with pytest.raises(NoSuchEntityError, match=f"VirtualMFADevice with serial number {serial} doesn't exist"):
        world.call(operation, SerialNumber=serial, **parameters)
