"""Passkeys of users and of root: registered in two steps, listed with the other MFA devices, and removed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.authn.passkeys.challenges import CHALLENGE_LIFE
from limen.domain.iam.mfa import Passkey, PasskeyChallenge
from limen.domain.principals import RootUser
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError, ValidationError
from limen.operations.iam.faults import DeleteConflictError, NoSuchEntityError
from limen.operations.limen.faults import LimitExceededError, ResourceNotFoundError
from tests.unit.authn.passkeys.security_key import HOST, ORIGIN, SecurityKey
from tests.unit.operations.authenticator import enable, make_device
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, OTHER_ACCOUNT, ROOT, World


@pytest.fixture
def here(world: World) -> World:
    return replace(world, origin=ORIGIN)


@pytest.fixture
def alice(here: World) -> Caller:
    return here.user("alice")


def begin(world: World, name: str = "key", **parameters: Any) -> dict[str, Any]:
    return world.call("BeginPasskeyRegistration", DeviceName=name, **parameters)


def finish(world: World, begun: dict[str, Any], key: SecurityKey, **parameters: Any) -> str:
    credential = json.dumps(key.create(json.loads(begun["Options"])))
    answer = world.call(
        "FinishPasskeyRegistration", ChallengeId=begun["ChallengeId"], Credential=credential, **parameters
    )
    return str(answer["SerialNumber"])


def register(world: World, key: SecurityKey, name: str = "key", **parameters: Any) -> str:
    return finish(world, begin(world, name, **parameters), key, **parameters)


def with_mfa(caller: Caller) -> Caller:
    session = Session(
        SessionKind.SIGN_IN,
        ACCOUNT,
        caller.principal.user_id or "",
        "ASIAX",
        NOW,
        NOW + timedelta(hours=1),
        mfa_authenticated=True,
    )
    return replace(caller, session=session)


# --- registration -----------------------------------------------------------------------------------------------------


def test_a_user_registers_a_passkey_of_its_own(here: World, alice: Caller):
    key = SecurityKey(sign_count=5)
    serial = register(here, key, "Laptop", caller=alice)
    prefix = f"arn:aws:iam::{ACCOUNT}:u2f/user/alice/Laptop-"
    assert serial.startswith(prefix)
    assert len(serial) == len(prefix) + 26
    device = {"UserName": "alice", "SerialNumber": serial, "EnableDate": CREATED}
    assert here.call("ListMFADevices", caller=alice)["MFADevices"] == [device]
    assert here.call("GetMFADevice", caller=alice, SerialNumber=serial) == device
    assert here.call("ListVirtualMFADevices")["VirtualMFADevices"] == []
    (kept,) = here.store.latest().all(Passkey, ACCOUNT)
    assert (kept.credential_id, kept.sign_count, kept.relying_party) == (key.credential_id, 5, HOST)
    assert here.store.latest().all(PasskeyChallenge, ACCOUNT) == ()


def test_the_options_name_the_user_and_what_it_has(here: World, alice: Caller):
    options = json.loads(begin(here, UserName="alice")["Options"])
    assert options["user"]["name"] == f"alice @ {ACCOUNT}"
    assert options["rp"]["id"] == HOST
    register(here, SecurityKey(), UserName="alice")
    options = json.loads(begin(here, UserName="alice")["Options"])
    assert [each["transports"] for each in options["excludeCredentials"]] == [["nfc", "usb"]]


def test_an_administrator_registers_one_for_a_user(here: World, alice: Caller):
    assert ":u2f/user/alice/" in register(here, SecurityKey(), UserName="ALICE")


@pytest.mark.parametrize("named", [{}, {"UserName": ACCOUNT}])
def test_root_registers_one_for_itself(here: World, named: dict[str, str]):
    serial = register(here, SecurityKey(), "key", **named)
    assert serial.startswith(f"arn:aws:iam::{ACCOUNT}:u2f/root/key-")
    assert here.call("ListMFADevices")["MFADevices"][0]["SerialNumber"] == serial
    assert json.loads(begin(here, caller=with_mfa(ROOT))["Options"])["user"]["name"] == f"root @ {ACCOUNT}"


def test_a_challenge_is_answered_once(here: World, alice: Caller):
    begun, key = begin(here, UserName="alice"), SecurityKey()
    serial = finish(here, begun, key, UserName="alice")
    here.call("DeactivateMFADevice", UserName="alice", SerialNumber=serial)
    with pytest.raises(ResourceNotFoundError, match="Begin again"):
        finish(here, begun, key, UserName="alice")


def test_a_challenge_expires(here: World, alice: Caller):
    begun = begin(here, UserName="alice")
    with pytest.raises(ResourceNotFoundError, match="has expired"):
        finish(replace(here, now=NOW + CHALLENGE_LIFE), begun, SecurityKey(), UserName="alice")


def test_the_challenge_of_another_user_or_account_is_unknown(here: World, alice: Caller):
    begun, bob = begin(here, caller=alice), here.user("bob")
    with pytest.raises(ResourceNotFoundError):
        finish(here, begun, SecurityKey(), caller=bob)
    with pytest.raises(ResourceNotFoundError):
        finish(here, begun, SecurityKey(), caller=Caller(RootUser(OTHER_ACCOUNT)))
    finish(here, begun, SecurityKey(), caller=alice)


def test_an_answer_from_another_page_is_refused(here: World, alice: Caller):
    begun = begin(here, caller=alice)
    with pytest.raises(ValidationError, match="origin"):
        finish(here, begun, SecurityKey(origin="https://evil.example"), caller=alice)
    with pytest.raises(ResourceNotFoundError):  # Begun at another host name of the same server.
        finish(replace(here, origin="http://iam.localhost:4260"), begun, SecurityKey(), caller=alice)
    assert here.store.latest().all(Passkey, ACCOUNT) == ()


def test_a_credential_is_registered_once(here: World, alice: Caller):
    key = SecurityKey()
    register(here, key, UserName="alice")
    here.user("bob")
    with pytest.raises(ValidationError, match="already registered"):
        register(here, key, UserName="bob")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:4260", "http://iam.example.com", ""])
def test_the_error_says_why_passkeys_do_not_work_at_an_address(here: World, alice: Caller, origin: str):
    with pytest.raises(ValidationError, match=r"^Passkeys (need|do not work)"):
        begin(replace(here, origin=origin), caller=alice)


def test_an_unknown_user_is_not_found(here: World):
    with pytest.raises(ResourceNotFoundError, match="nobody"):
        begin(here, UserName="nobody")


def test_a_user_has_at_most_eight_devices_of_both_kinds(here: World, alice: Caller):
    for number in range(7):
        register(here, SecurityKey(credential_id=bytes([number])), UserName="alice")
    enable(here, alice, make_device(here, "phone"))
    with pytest.raises(LimitExceededError, match="MFADevicesPerUser: 8"):
        begin(here, UserName="alice")


def test_a_user_with_a_device_must_have_used_it_to_change_its_devices(here: World, alice: Caller):
    serial = register(here, SecurityKey(), caller=alice)
    with pytest.raises(AccessDeniedError, match="BeginPasskeyRegistration on its own MFA devices"):
        begin(here, caller=alice)
    with pytest.raises(AccessDeniedError):
        here.call("DeactivateMFADevice", caller=alice, UserName="alice", SerialNumber=serial)
    register(here, SecurityKey(credential_id=b"second"), caller=with_mfa(alice))


# --- the other operations on MFA devices ------------------------------------------------------------------------------


def test_a_deactivated_passkey_is_gone(here: World, alice: Caller):
    serial = register(here, SecurityKey(), UserName="alice")
    with pytest.raises(NoSuchEntityError, match="invalid for user"):
        here.call("DeactivateMFADevice", UserName=here.user("bob").principal.name, SerialNumber=serial)
    here.call("DeactivateMFADevice", UserName="alice", SerialNumber=serial)
    assert here.call("ListMFADevices", UserName="alice")["MFADevices"] == []
    assert here.store.latest().all(Passkey, ACCOUNT) == ()


def test_a_passkey_has_no_codes(here: World, alice: Caller):
    serial = register(here, SecurityKey(), UserName="alice")
    codes: dict[str, Any] = {"AuthenticationCode1": "123456", "AuthenticationCode2": "234567"}
    with pytest.raises(ValidationError, match="does not show codes"):
        here.call("ResyncMFADevice", UserName="alice", SerialNumber=serial, **codes)
    with pytest.raises(NoSuchEntityError):
        here.call("EnableMFADevice", UserName="alice", SerialNumber=serial, **codes)


def test_a_user_with_a_passkey_is_not_deleted(here: World, alice: Caller):
    serial = register(here, SecurityKey(), UserName="alice")
    with pytest.raises(DeleteConflictError, match="deactivate MFA device"):
        here.call("DeleteUser", UserName="alice")
    here.call("DeactivateMFADevice", UserName="alice", SerialNumber=serial)
    here.call("DeleteUser", UserName="alice")


def test_the_account_counts_passkeys(here: World, alice: Caller):
    register(here, SecurityKey(), UserName="alice")
    summary = here.call("GetAccountSummary")["SummaryMap"]
    assert (summary["MFADevices"], summary["MFADevicesInUse"], summary["AccountMFAEnabled"]) == (1, 1, 0)
    register(here, SecurityKey(credential_id=b"root"))
    assert here.call("GetAccountSummary")["SummaryMap"]["AccountMFAEnabled"] == 1
