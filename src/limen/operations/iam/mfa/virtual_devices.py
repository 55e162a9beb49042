"""Virtual MFA devices (spec api 2.7, 2.11): the seed is shown once, as text and as a QR code, when the device is made.

A device belongs to the account; it is unassigned until it is enabled for a user. Its serial number is its ARN.
"""

from __future__ import annotations

from base64 import b32encode
from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authn.one_time_codes import SEED_BYTES
from limen.authn.proofs.mfa_codes import seal_seed
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import MFA_DEVICE, Form, Target
from limen.domain.iam.account import Account
from limen.domain.iam.mfa import MFADevice
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.iam.faults import DeleteConflictError, EntityAlreadyExistsError, NoSuchEntityError
from limen.operations.iam.mfa.device_owners import find_rendered_owner
from limen.operations.iam.mfa.otpauth import draw_qr_code, render_uri
from limen.operations.iam.names import path_in
from limen.operations.iam.quotas import VIRTUAL_MFA_DEVICES_PER_ACCOUNT, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, render_tags
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

LONGEST_SERIAL = 256
"""The length of every parameter that names a device; the model does not limit the name itself."""

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "CreateVirtualMFADevice", Target(Form.CREATED, "mfa", "VirtualMFADeviceName", tag_action="iam:TagMFADevice")
)
def create_virtual_mfa_device(
    call: AuthorizedCall[shapes.CreateVirtualMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.CreateVirtualMFADeviceResponse:
    device = MFADevice(
        account=call.account,
        name=call.parameters["VirtualMFADeviceName"],
        path=path_in(call.parameters),
        created=call.now.replace(microsecond=0),
        sealed_seed=b"",
        partition=call.partition,
        tags=RESOURCE_TAGS.merge((), RESOURCE_TAGS.parse_tags(call.parameters.get("Tags"))),
    )
    _require_possible(tx, device)
    seed = environment.entropy(SEED_BYTES)
    tx.put(replace(device, sealed_seed=seal_seed(environment.vault, seed, device.arn)))
    text = b32encode(seed).decode()
    uri = render_uri(device.name, _account_name(tx, call.account), text)
    made: shapes.VirtualMFADevice = {
        "SerialNumber": device.arn,
        "Base32StringSeed": text.encode(),
        "QRCodePNG": draw_qr_code(uri),
    }
    if device.tags:
        made["Tags"] = render_tags(device.tags)
    return {"VirtualMFADevice": made}


@table.write("DeleteVirtualMFADevice", MFA_DEVICE)
def delete_virtual_mfa_device(
    call: AuthorizedCall[shapes.DeleteVirtualMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteVirtualMFADeviceResponse:
    device = get_device(call, tx)
    if device.owner_id:
        raise DeleteConflictError("MFA VirtualDevice in use. Must deactivate first.")
    tx.delete(device)
    return {}


@table.read("ListVirtualMFADevices", Target(Form.COLLECTION, "mfa"))
def list_virtual_mfa_devices(
    call: AuthorizedCall[shapes.ListVirtualMFADevicesRequest], reader: Reader, environment: Environment
) -> shapes.ListVirtualMFADevicesResponse:
    status = call.parameters.get("AssignmentStatus", "Any")
    shown = (
        device
        for device in reader.all(MFADevice, call.account)
        if status in ("Any", "Assigned" if device.owner_id else "Unassigned")
    )
    page = paginate(call, shown, lambda device: device.arn)
    return {"VirtualMFADevices": [_render_device(reader, device) for device in page.items], **page.ending()}


@table.write("TagMFADevice", MFA_DEVICE)
def tag_mfa_device(
    call: AuthorizedCall[shapes.TagMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.TagMFADeviceResponse:
    added = RESOURCE_TAGS.parse_additions(call)
    device = get_device(call, tx)
    tx.put(replace(device, tags=RESOURCE_TAGS.merge(device.tags, added)))
    return {}


@table.write("UntagMFADevice", MFA_DEVICE)
def untag_mfa_device(
    call: AuthorizedCall[shapes.UntagMFADeviceRequest], tx: Transaction, environment: Environment
) -> shapes.UntagMFADeviceResponse:
    device = get_device(call, tx)
    tx.put(replace(device, tags=RESOURCE_TAGS.remove(device.tags, call.parameters["TagKeys"])))
    return {}


@table.read("ListMFADeviceTags", MFA_DEVICE)
def list_mfa_device_tags(
    call: AuthorizedCall[shapes.ListMFADeviceTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListMFADeviceTagsResponse:
    return list_tags(call, get_device(call, reader).tags)


def get_device(call: AuthorizedCall[members.NamesDevice], reader: Reader) -> MFADevice:
    """The device with the call's serial number; raises `NoSuchEntityError`."""
    serial = call.parameters["SerialNumber"]
    device = reader.find(MFADevice, call.account, serial)
    if device is None:
        raise NoSuchEntityError(f"VirtualMFADevice with serial number {serial} doesn't exist.")
    return device


def _require_possible(reader: Reader, device: MFADevice) -> None:
    excess = len(device.arn) - LONGEST_SERIAL
    if excess > 0:
        raise ValidationError(
            "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: "
            f"Member must have length less than or equal to {max(len(device.name) - excess, 0)}"
        )
    if reader.find(MFADevice, device.account, device.arn) is not None:
        raise EntityAlreadyExistsError("MFADevice entity at the same path and name already exists.")
    wanted = len(reader.all(MFADevice, device.account)) + 1
    require_within("VirtualMFADevicesPerAccount", VIRTUAL_MFA_DEVICES_PER_ACCOUNT, wanted=wanted)


def _account_name(reader: Reader, account_id: str) -> str:
    """The account's alias, else its id."""
    account = reader.find(Account, account_id, account_id)
    return (account.alias if account is not None else "") or account_id


def _render_device(reader: Reader, device: MFADevice) -> shapes.VirtualMFADevice:
    """A device without its seed and tags; an unassigned one has only its serial number."""
    answer: shapes.VirtualMFADevice = {"SerialNumber": device.arn}
    if device.enabled is not None:
        answer["EnableDate"] = device.enabled
    if (owner := find_rendered_owner(reader, device)) is not None:
        answer["User"] = owner
    return answer
