"""Signing in with a code of an MFA device besides the password (docs/sign-in.md)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn import mfa_devices
from limen.authn.mfa_devices import AnyDevice
from limen.authn.one_time_codes import ProvedCode
from limen.authn.proofs import mfa_codes
from limen.authn.proofs.mfa_codes import PER_DEVICE_OWNER
from limen.domain.iam.mfa import MFADevice
from limen.signin.faults import INCORRECT
from limen.store.interface import Reader
from tests.unit.operations.authenticator import Authenticator, enable, make_device
from tests.unit.operations.world import ACCOUNT, NOW
from tests.unit.operations.world import ROOT as ROOT_CALLER
from tests.unit.signin.client import ALICE, PASSWORD, ROOT, Client, content, error_of, session_in

REQUIRED = (403, "AccessDeniedException", "MFA_REQUIRED")
DENIED = (403, "AccessDeniedException", "invalid_grant")
STEP = timedelta(seconds=30)


@pytest.fixture
def phone(client: Client) -> Authenticator:
    """Alice's device, enabled two minutes ago."""
    return enabled(client, "phone")


def enabled(client: Client, name: str, *, is_roots: bool = False) -> Authenticator:
    earlier = client.world.later(minutes=-2)
    user = client.world.call("GetUser", UserName="alice")["User"]
    device = make_device(earlier, name)
    if is_roots:
        return enable(earlier, ROOT_CALLER, device)
    earlier.call("EnableMFADevice", UserName=user["UserName"], SerialNumber=device.serial, **device.two_codes(earlier))
    return device


def with_code(client: Client, phone: Authenticator, offset: int = 0, **members: Any) -> dict[str, Any]:
    return {**ALICE, "mfaCode": phone.code(client.world, offset), **members}


def test_a_user_without_a_device_is_not_asked_for_a_code(client: Client):
    session = session_in(client, client.post(**ALICE))
    assert (session.mfa_authenticated, session.mfa_moment) == (False, None)


def test_a_code_is_asked_for_after_the_right_password_only(client: Client, phone: Authenticator):
    assert error_of(client.post(**ALICE)) == REQUIRED
    assert error_of(client.post(**ALICE | {"password": "wrong"})) == DENIED
    assert error_of(client.post(**with_code(client, phone, password="wrong"))) == DENIED


def test_password_and_code_give_credentials_with_mfa(client: Client, phone: Authenticator):
    session = session_in(client, client.post(**with_code(client, phone)))
    assert (session.mfa_authenticated, session.mfa_moment) == (True, NOW)


def test_root_gives_a_code_too(client: Client):
    safe = enabled(client, "safe", is_roots=True)
    assert error_of(client.post(**ROOT)) == REQUIRED
    session = session_in(client, client.post(**ROOT, mfaCode=safe.code(client.world)))
    assert (session.principal_id, session.mfa_authenticated) == (ACCOUNT, True)


def test_any_of_several_devices_will_do(client: Client, phone: Authenticator):
    tablet = enabled(client, "tablet")
    for device in (tablet, phone):
        assert client.post(**with_code(client, device)).status == 200


def test_a_wrong_code_is_answered_like_a_wrong_password(client: Client, phone: Authenticator):
    for members in (with_code(client, phone, 2), with_code(client, phone, -2), {**ALICE, "mfaCode": "000000"}):
        refused = client.post(**members)
        assert error_of(refused) == DENIED
        assert content(refused)["message"] == INCORRECT


def test_a_code_of_a_device_that_is_not_there_is_wrong(client: Client):
    assert error_of(client.post(**ALICE, mfaCode="123456")) == DENIED


def test_a_code_is_valid_once(client: Client, phone: Authenticator):
    members = with_code(client, phone)
    assert client.post(**members).status == 200
    assert error_of(client.post(**members)) == DENIED
    assert client.post(now=NOW + STEP, **with_code(client, phone, 1)).status == 200


def test_a_code_that_is_used_during_the_attempt_is_refused(client: Client, phone: Authenticator, monkeypatch):
    """Somebody else signs in with it between the check and the transaction."""
    device = client.world.store.latest().find(MFADevice, ACCOUNT, phone.serial)
    assert device is not None
    real = mfa_codes.find_proof
    used: list[ProvedCode | None] = []

    def find_proof(*arguments: Any, **named: Any) -> ProvedCode | None:
        proof = real(*arguments, **named)
        if not used:
            used.append(proof)
            client.world.put(replace(device, last_step=proof.step if proof is not None else 0))
        return proof

    monkeypatch.setattr("limen.signin.second_factors.find_proof", find_proof)
    assert error_of(client.post(**with_code(client, phone))) == DENIED
    assert used != [None]


def test_a_device_that_is_enabled_during_the_attempt_is_asked_for(client: Client, monkeypatch):
    def find_mfa_devices(reader: Reader, *owner: str) -> tuple[AnyDevice, ...]:
        found = mfa_devices.find_mfa_devices(reader, *owner)
        if not mfa_devices.find_mfa_devices(client.world.store.latest(), *owner):
            enabled(client, "phone")
        return found

    monkeypatch.setattr("limen.signin.password_sign_in.find_mfa_devices", find_mfa_devices)
    assert error_of(client.post(**ALICE)) == DENIED
    assert error_of(client.post(**ALICE)) == REQUIRED


def test_the_code_comes_before_a_required_change_and_is_used_up_by_neither(client: Client, phone: Authenticator):
    client.world.call("UpdateLoginProfile", UserName="alice", PasswordResetRequired=True)
    members = with_code(client, phone)
    assert error_of(client.post(**ALICE, newPassword="Battery-staple-2")) == REQUIRED
    assert error_of(client.post(**members))[2] == "PASSWORD_CHANGE_REQUIRED"
    assert session_in(client, client.post(**members, newPassword="Battery-staple-2")).mfa_authenticated


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345x", "١٢٣٤٥٦", 123456, None])
def test_a_malformed_code_is_a_malformed_request(client: Client, code: object):
    assert error_of(client.post(**ALICE, mfaCode=code)) == (400, "ValidationException", "invalid_request")


# --- renewal ----------------------------------------------------------------------------------------------------------


def test_renewed_credentials_remember_when_the_code_was_given(client: Client, phone: Authenticator):
    answer = content(client.post(**with_code(client, phone)))
    later = NOW + timedelta(hours=2)
    for _ in range(2):
        renewed = client.post(now=later, grantType="refresh_token", refreshToken=answer["refreshToken"])
        session = session_in(client, renewed, now=later)
        assert (session.mfa_authenticated, session.mfa_moment, session.issued) == (True, NOW, later)
        answer, later = content(renewed), later + timedelta(hours=1)


def test_renewed_credentials_without_mfa_stay_without(client: Client):
    answer = content(client.post(**ALICE))
    enabled(client, "phone")
    renewed = client.post(grantType="refresh_token", refreshToken=answer["refreshToken"])
    assert session_in(client, renewed).mfa_authenticated is False


# --- guessing ---------------------------------------------------------------------------------------------------------


def test_guesses_of_codes_are_slowed_down(client: Client, phone: Authenticator):
    for _ in range(PER_DEVICE_OWNER.free_failures):
        assert error_of(client.post(**ALICE, mfaCode="000000")) == DENIED
    throttled = client.post(**with_code(client, phone))
    assert (throttled.status, content(throttled)["error"]) == (429, "rate_exceeded")
    assert client.post(now=NOW + STEP, **with_code(client, phone, 1)).status == 200


def test_the_right_password_alone_forgives_nothing_and_costs_nothing(client: Client, phone: Authenticator):
    for _ in range(4):
        assert error_of(client.post(**ALICE, mfaCode="000000")) == DENIED
    for _ in range(50):
        assert error_of(client.post(**ALICE)) == REQUIRED
    assert error_of(client.post(**ALICE, mfaCode="000000")) == DENIED
    assert client.post(**ALICE).status == 429


def test_codes_at_sts_and_at_sign_in_are_counted_together(client: Client, phone: Authenticator):
    attempts = client.world.environment.sign_in_attempts
    owner = client.world.call("GetUser", UserName="alice")["User"]["UserId"]
    for _ in range(PER_DEVICE_OWNER.free_failures):
        attempts.admit({f"mfa {ACCOUNT} {owner}": PER_DEVICE_OWNER}, now=NOW)
    assert client.post(**with_code(client, phone)).status == 429


# --- the audit trail --------------------------------------------------------------------------------------------------


def test_the_trail_records_that_a_code_was_requested_and_given(client: Client, phone: Authenticator):
    client.post(**ALICE)
    asked = client.last_event()
    assert (asked["eventName"], asked["responseElements"]) == ("CheckMfa", {"checkMfa": "Success"})
    assert asked["additionalEventData"] == {"MfaType": "Virtual MFA"}
    assert asked["userIdentity"]["userName"] == "alice"
    assert "errorCode" not in asked
    answer = client.post(**with_code(client, phone))
    login = client.last_event()
    assert (login["eventName"], login["responseElements"]) == ("ConsoleLogin", {"consoleLogin": "Success"})
    assert login["additionalEventData"] == {
        "MFAUsed": "Yes",
        "MFAIdentifier": phone.serial,
        "PasswordChanged": "No",
    }
    client.post(grantType="refresh_token", refreshToken=content(answer)["refreshToken"])
    assert client.last_event()["additionalEventData"] == {
        "MFAUsed": "Yes",
        "PasswordChanged": "No",
        "mfaTime": NOW.isoformat(),
    }


def test_no_code_and_no_password_is_written_down(client: Client, phone: Authenticator):
    code = phone.code(client.world)
    client.post(**ALICE, mfaCode="987654")
    client.post(**with_code(client, phone))
    trail = "\n".join(record.document for record in client.world.store.records)
    for secret in (code, "987654", PASSWORD):
        assert f'"{secret}"' not in trail
