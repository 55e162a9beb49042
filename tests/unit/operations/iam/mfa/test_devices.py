"""MFA devices of users and of root: enabled, synchronized, deactivated (spec api 2.6, 2.8, 2.11, 2.16)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.authn.one_time_codes import RESYNC_STEPS, step_at
from limen.domain.iam.mfa import MFADevice
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError, ValidationError
from limen.operations.iam.faults import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidAuthenticationCodeError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.authenticator import Authenticator, enable, make_device
from tests.unit.operations.world import ACCOUNT, CREATED, ROLE, ROOT, World

INVALID = r"^Authentication code for device is not valid\.$"
NOT_THE_USERS = r"^MFA Device invalid for user\.$"


@pytest.fixture
def alice(world: World) -> Caller:
    return world.user("alice")


@pytest.fixture
def phone(world: World) -> Authenticator:
    return make_device(world)


def kept(world: World, device: Authenticator) -> MFADevice:
    found = world.store.latest().find(MFADevice, ACCOUNT, device.serial)
    assert found is not None
    return found


def signed_in(caller: Caller, world: World, *, with_mfa: bool) -> Caller:
    session = Session(
        SessionKind.SESSION_TOKEN,
        ACCOUNT,
        caller.principal.user_id or "",
        "ASIAEXAMPLE",
        world.now,
        world.now + timedelta(hours=1),
        mfa_authenticated=with_mfa,
    )
    return replace(caller, session=session)


# --- enabling ---------------------------------------------------------------------------------------------------------


def test_two_consecutive_codes_enable_a_device(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    device = {"UserName": "alice", "SerialNumber": phone.serial, "EnableDate": CREATED}
    assert world.call("ListMFADevices", UserName="alice")["MFADevices"] == [device]
    assert world.call("GetMFADevice", UserName="alice", SerialNumber=phone.serial) == device
    assert world.call("ListMFADevices", caller=alice)["MFADevices"] == [device]
    assert world.call("GetMFADevice", caller=alice, SerialNumber=phone.serial) == device


@pytest.mark.parametrize(("first", "second"), [(0, -1), (0, 0), (-2, 0)])
def test_other_codes_do_not(world: World, alice: Caller, phone: Authenticator, first: int, second: int):
    codes: dict[str, Any] = {
        "AuthenticationCode1": phone.code(world, first),
        "AuthenticationCode2": phone.code(world, second),
    }
    with pytest.raises(InvalidAuthenticationCodeError, match=INVALID):
        world.call("EnableMFADevice", UserName="alice", SerialNumber=phone.serial, **codes)
    assert world.call("ListMFADevices", UserName="alice")["MFADevices"] == []


def test_the_codes_of_another_device_do_not(world: World, alice: Caller, phone: Authenticator):
    tablet = make_device(world, "tablet")
    with pytest.raises(InvalidAuthenticationCodeError, match=INVALID):
        world.call("EnableMFADevice", UserName="alice", SerialNumber=phone.serial, **tablet.two_codes(world))


@pytest.mark.parametrize(
    ("offset", "drift"), [(-RESYNC_STEPS, 1 - RESYNC_STEPS), (-2, -1), (-1, 0), (0, 0), (3, 3), (RESYNC_STEPS,) * 2]
)
def test_how_far_the_clock_is_off_is_kept(world: World, phone: Authenticator, alice: Caller, offset: int, drift: int):
    enable(world, alice, replace(phone, drift=offset))
    device = kept(world, phone)
    assert (device.drift_steps, device.last_step) == (drift, step_at(world.now) + offset)


def test_a_clock_that_is_too_far_off_is_refused(world: World, alice: Caller, phone: Authenticator):
    with pytest.raises(InvalidAuthenticationCodeError, match=INVALID):
        enable(world, alice, replace(phone, drift=RESYNC_STEPS + 1))


def test_a_device_is_one_users(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    bob = world.user("bob")
    for owner in (alice, bob):
        with pytest.raises(EntityAlreadyExistsError, match=r"^MFA Device is already in use\.$"):
            enable(world.later(minutes=5), owner, phone)


def test_there_are_at_most_eight(world: World, alice: Caller):
    for number in range(8):
        enable(world, alice, make_device(world, f"device-{number}"))
    with pytest.raises(LimitExceededError, match="Cannot exceed quota for MFADevicesPerUser: 8"):
        enable(world, alice, make_device(world, "one-more"))
    assert [len(page) for page in world.pages("ListMFADevices", "MFADevices", 5, UserName="alice")] == [5, 3]


def test_what_is_not_there_cannot_be_enabled(world: World, alice: Caller, phone: Authenticator):
    with pytest.raises(NoSuchEntityError, match=f"VirtualMFADevice with serial number {phone.serial}x doesn't exist"):
        enable(world, alice, replace(phone, serial=f"{phone.serial}x"))
    codes = phone.two_codes(world)
    with pytest.raises(NoSuchEntityError, match="The user with name bob cannot be found"):
        world.call("EnableMFADevice", UserName="bob", SerialNumber=phone.serial, **codes)


# --- root -------------------------------------------------------------------------------------------------------------


def test_root_has_devices_too(world: World, phone: Authenticator):
    enable(world, ROOT, phone)
    device = {"UserName": ACCOUNT, "SerialNumber": phone.serial, "EnableDate": CREATED}
    assert world.call("ListMFADevices")["MFADevices"] == [device]
    assert world.call("GetMFADevice", SerialNumber=phone.serial) == device
    assert kept(world, phone).owner_id == ACCOUNT


def test_nobody_else_can_name_root(world: World, alice: Caller, phone: Authenticator):
    codes = phone.two_codes(world)
    with pytest.raises(NoSuchEntityError, match=f"The user with name {ACCOUNT} cannot be found"):
        world.call("EnableMFADevice", caller=alice, UserName=ACCOUNT, SerialNumber=phone.serial, **codes)


def test_a_user_named_like_the_account_is_not_root(world: World, phone: Authenticator):
    namesake = world.user(ACCOUNT)
    enable(world, namesake, phone)
    assert kept(world, phone).owner_id == namesake.principal.user_id


def test_a_role_has_none(world: World):
    with pytest.raises(ValidationError, match="Must specify userName"):
        world.call("ListMFADevices", caller=ROLE)


# --- deactivating and synchronizing -----------------------------------------------------------------------------------


def test_a_deactivated_device_is_nobodys(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    assert world.call("ListMFADevices", UserName="alice")["MFADevices"] == []
    assert world.call("ListVirtualMFADevices")["VirtualMFADevices"] == [{"SerialNumber": phone.serial}]
    enable(world.later(minutes=2), alice, phone)


def test_codes_that_were_used_stay_used(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    with pytest.raises(InvalidAuthenticationCodeError, match=INVALID):
        enable(world, alice, phone)


def test_a_device_with_a_wrong_clock_is_synchronized(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    codes = replace(phone, drift=40).two_codes(world)
    world.call("ResyncMFADevice", UserName="alice", SerialNumber=phone.serial, **codes)
    assert kept(world, phone).drift_steps == 40
    with pytest.raises(InvalidAuthenticationCodeError, match=INVALID):
        world.call("ResyncMFADevice", UserName="alice", SerialNumber=phone.serial, **codes)


@pytest.mark.parametrize("operation", ["DeactivateMFADevice", "ResyncMFADevice", "GetMFADevice"])
def test_somebody_elses_device_counts_as_missing(world: World, alice: Caller, phone: Authenticator, operation: str):
    world.user("bob")
    codes = phone.two_codes(world) if operation == "ResyncMFADevice" else {}
    for _ in ("nobody's", "alice's"):
        with pytest.raises(NoSuchEntityError, match=NOT_THE_USERS):
            world.call(operation, UserName="bob", SerialNumber=phone.serial, **codes)
        if not kept(world, phone).owner_id:
            enable(world, alice, phone)


# --- who may change one's own devices ---------------------------------------------------------------------------------


def test_the_first_device_needs_no_other(world: World, alice: Caller, phone: Authenticator):
    world.call("EnableMFADevice", caller=alice, UserName="alice", SerialNumber=phone.serial, **phone.two_codes(world))
    assert kept(world, phone).owner_id == alice.principal.user_id


@pytest.mark.parametrize("is_root", [False, True])
def test_a_stolen_key_does_not_get_rid_of_a_device(world: World, alice: Caller, phone: Authenticator, *, is_root: bool):
    owner = ROOT if is_root else alice
    enable(world, owner, phone)
    tablet = make_device(world, "tablet")
    name = ACCOUNT if is_root else "alice"
    for caller in (owner, signed_in(owner, world, with_mfa=False)):
        with pytest.raises(AccessDeniedError, match="iam:DeactivateMFADevice on its own MFA devices without"):
            world.call("DeactivateMFADevice", caller=caller, SerialNumber=phone.serial)
        with pytest.raises(AccessDeniedError, match="iam:EnableMFADevice on its own MFA devices without"):
            world.call(
                "EnableMFADevice",
                caller=caller,
                UserName=name,
                SerialNumber=tablet.serial,
                **tablet.two_codes(world),
            )
    proved = signed_in(owner, world, with_mfa=True)
    world.call("DeactivateMFADevice", caller=proved, SerialNumber=phone.serial)
    assert kept(world, phone).owner_id == ""


# --- what hangs on a device -------------------------------------------------------------------------------------------


def test_a_user_with_a_device_cannot_be_deleted(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    with pytest.raises(DeleteConflictError, match=r"^Cannot delete entity, must deactivate MFA device first\.$"):
        world.call("DeleteUser", UserName="alice")
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    world.call("DeleteUser", UserName="alice")


def test_a_renamed_user_keeps_its_device(world: World, alice: Caller, phone: Authenticator):
    enable(world, alice, phone)
    world.call("UpdateUser", UserName="alice", NewUserName="alicia")
    assert world.call("ListMFADevices", UserName="alicia")["MFADevices"][0]["UserName"] == "alicia"


def test_the_summary_counts_devices(world: World, alice: Caller, phone: Authenticator):
    def counted() -> tuple[int, int, int]:
        summary = world.call("GetAccountSummary")["SummaryMap"]
        return summary["MFADevices"], summary["MFADevicesInUse"], summary["AccountMFAEnabled"]

    assert counted() == (1, 0, 0)
    enable(world, alice, phone)
    assert counted() == (1, 1, 0)
    enable(world, ROOT, make_device(world, "safe"))
    assert counted() == (2, 2, 1)
