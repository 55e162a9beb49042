"""MFA devices of users and of root (spec api 2.11): at most eight each, virtual ones and passkeys together.

A virtual device is enabled with two consecutive codes. `operations/limen/passkeys.py` registers passkeys, which are
deleted when they are deactivated.

Wrong codes count together with those at STS and at sign-in, so guessing here does not avoid the delay; and searching
two thousand codes for two consecutive ones takes time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authn.mfa_devices import AnyDevice, find_mfa_devices
from limen.authn.one_time_codes import find_two_steps, step_at
from limen.authn.proofs.mfa_codes import PER_DEVICE_OWNER, open_seed, owner_subject
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER
from limen.domain.iam.mfa import MFADevice, Passkey
from limen.errors import ThrottlingError, ValidationError
from limen.operations.environment import Environment
from limen.operations.iam.faults import EntityAlreadyExistsError, InvalidAuthenticationCodeError
from limen.operations.iam.mfa.device_owners import (
    DeviceOwner,
    get_owned_device,
    get_owner,
    require_own_mfa,
)
from limen.operations.iam.mfa.virtual_devices import get_device
from limen.operations.iam.quotas import MFA_DEVICES_PER_USER, require_within
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)

ENABLING = "EnableMFADevice"
"""Also the action that registering a passkey needs."""

DEACTIVATION = "DeactivateMFADevice"
"""Also the name of the event when the database administrator deactivates a device."""


@table.write(ENABLING, USER, secrets=frozenset({"AuthenticationCode1", "AuthenticationCode2"}))
def enable_mfa_device(
    call: AuthorizedCall[shapes.EnableMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.EnableMFADeviceResponse:
    owner, device = get_owner(call, tx), get_device(call, tx)
    if device.owner_id:
        raise EntityAlreadyExistsError("MFA Device is already in use.")
    require_own_mfa(call, tx, owner)
    present = find_mfa_devices(tx, call.account, owner.id)
    require_within("MFADevicesPerUser", MFA_DEVICES_PER_USER, wanted=len(present) + 1)
    synchronized = _synchronize(call, owner, device, environment)
    tx.put(replace(synchronized, owner_id=owner.id, enabled=call.now.replace(microsecond=0)))
    return {}


@table.write(DEACTIVATION, USER)
def deactivate_mfa_device(
    call: AuthorizedCall[shapes.DeactivateMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.DeactivateMFADeviceResponse:
    owner = get_owner(call, tx)
    device = get_owned_device(call, tx, owner)
    require_own_mfa(call, tx, owner)
    if isinstance(device, Passkey):
        tx.delete(device)
    else:
        tx.put(replace(device, owner_id="", enabled=None))
    return {}


@table.write("ResyncMFADevice", USER, secrets=frozenset({"AuthenticationCode1", "AuthenticationCode2"}))
def resync_mfa_device(
    call: AuthorizedCall[shapes.ResyncMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.ResyncMFADeviceResponse:
    owner = get_owner(call, tx)
    device = get_owned_device(call, tx, owner)
    if isinstance(device, Passkey):
        raise ValidationError("A passkey does not show codes, so it cannot be synchronized.")
    tx.put(_synchronize(call, owner, device, environment))
    return {}


@table.read("ListMFADevices", USER)
def list_mfa_devices(
    call: AuthorizedCall[shapes.ListMFADevicesRequest], reader: Reader, environment: Environment
) -> shapes.ListMFADevicesResponse:
    owner = get_owner(call, reader)
    page = paginate(call, find_mfa_devices(reader, call.account, owner.id), lambda device: device.arn)
    return {"MFADevices": [_render_device(owner, device) for device in page.items], **page.ending()}


@table.read("GetMFADevice", USER)
def get_mfa_device(
    call: AuthorizedCall[shapes.GetMFADeviceRequest], reader: Reader, environment: Environment
) -> shapes.GetMFADeviceResponse:
    """The answer has no `Certifications`: they come from an attestation, which Limen does not request."""
    owner = get_owner(call, reader)
    found = _render_device(owner, get_owned_device(call, reader, owner))
    return {"UserName": found["UserName"], "SerialNumber": found["SerialNumber"], "EnableDate": found["EnableDate"]}


def _synchronize(
    call: AuthorizedCall[members.HasTwoCodes], owner: DeviceOwner, device: MFADevice, environment: Environment
) -> MFADevice:
    """The device with its clock's drift, after two consecutive codes, which are used up.

    Raises `ThrottlingError` after too many wrong codes, without checking these. Correct codes do not clear earlier
    failures: they may have been read off a screen hours ago.
    """
    attempts, subject = environment.sign_in_attempts, owner_subject(call.account, owner.id)
    if attempts.admit({subject: PER_DEVICE_OWNER}, now=call.now):
        raise ThrottlingError
    first, second = call.parameters["AuthenticationCode1"], call.parameters["AuthenticationCode2"]
    present = step_at(call.now)
    step = find_two_steps(open_seed(environment.vault, device), first, second, around=present, after=device.last_step)
    if step is None:
        raise InvalidAuthenticationCodeError("Authentication code for device is not valid.")
    attempts.take_back(subject)
    return replace(device, drift_steps=_drift(step, present), last_step=step)


def _drift(step: int, present: int) -> int:
    """How far the clock is off. The later code is the present one, or the one before if it took a while to send it."""
    return step - present if step > present else min(step + 1 - present, 0)


def _render_device(owner: DeviceOwner, device: AnyDevice) -> shapes.MFADevice:
    enabled = device.enabled or device.created  # A device that has an owner was enabled at some time.
    return {"UserName": owner.name, "SerialNumber": device.arn, "EnableDate": enabled}
