"""The owner of the MFA devices in a call (spec api 2.11, 2.16): a user, or the account's root, which has no name.

EnableMFADevice and ResyncMFADevice require a user's name. AWS enables root's devices in its console only; here root
names itself by the account's id, which is its user id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limen.authn.mfa_devices import AnyDevice, find_mfa_devices
from limen.authz.call import AnyCall, AuthorizedCall
from limen.authz.entities import find_named
from limen.domain.iam.mfa import MFADevice, Passkey
from limen.domain.iam.users import User
from limen.domain.principals import RootUser
from limen.errors import AccessDeniedError
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.lookup import get_named_or_own_user
from limen.operations.iam.principals.users import render_root, render_user
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes


@dataclass(frozen=True, slots=True)
class DeviceOwner:
    """A user, or root, whose id and name are the account's id."""

    id: str
    name: str


def get_owner(call: AuthorizedCall[members.NamesUser], reader: Reader) -> DeviceOwner:
    """The named owner, else the caller; raises `NoSuchEntityError`, or `ValidationError` if there is neither."""
    if _means_root(call, reader):
        return DeviceOwner(call.account, call.account)
    user = get_named_or_own_user(call, reader)
    return DeviceOwner(user.id, user.name)


def get_owned_device(call: AuthorizedCall[members.NamesDevice], reader: Reader, owner: DeviceOwner) -> AnyDevice:
    """The device with the call's serial number, if it is the owner's."""
    serial = call.parameters["SerialNumber"]
    device = reader.find(MFADevice, call.account, serial) or reader.find(Passkey, call.account, serial)
    if device is None or device.owner_id != owner.id:
        raise NoSuchEntityError("MFA Device invalid for user.")
    return device


def require_own_mfa(call: AnyCall, reader: Reader, owner: DeviceOwner) -> None:
    """Refuse a caller that changes its own devices, has one, and has not signed in with one (spec api 2.11).

    Otherwise a stolen access key or password would be enough to remove the second factor.
    """
    principal, session = call.caller.principal, call.caller.session
    has_proved = session is not None and session.mfa_authenticated
    if owner.id == principal.user_id and not has_proved and find_mfa_devices(reader, call.account, owner.id):
        raise AccessDeniedError(
            f"User: {principal.arn} is not authorized to perform: iam:{call.operation} on its own MFA devices without "
            "having authenticated with one of them"
        )


def find_rendered_owner(reader: Reader, device: MFADevice) -> shapes.User | None:
    """The `User` member of an assigned device; `None` for an unassigned one."""
    if not device.owner_id:
        return None
    if device.owner_id == device.account:
        return render_root(reader, RootUser(device.account, device.partition))
    user = reader.find(User, device.account, device.owner_id)
    return render_user(reader, user) if user is not None else None


def _means_root(call: AuthorizedCall[members.NamesUser], reader: Reader) -> bool:
    if not isinstance(call.caller.principal, RootUser):
        return False
    name = call.parameters.get("UserName")
    return name is None or (name == call.account and find_named(reader, User, call.account, name) is None)
