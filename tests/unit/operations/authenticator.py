"""An authenticator application on a phone, which shows codes for tests of MFA."""

from base64 import b32decode
from dataclasses import dataclass
from typing import Any

from limen.authn.caller import Caller
from limen.authn.one_time_codes import make_code, step_at
from tests.unit.operations.world import World


@dataclass(frozen=True)
class Authenticator:
    """A device that was made; its clock is `drift` steps ahead."""

    serial: str
    seed: bytes
    drift: int = 0

    def code(self, world: World, offset: int = 0) -> str:
        """The code that is shown now, or `offset` steps later."""
        return make_code(self.seed, step_at(world.now) + self.drift + offset)

    def two_codes(self, world: World, offset: int = 0) -> dict[str, Any]:
        """The parameters of EnableMFADevice and ResyncMFADevice: the code before and the present one."""
        return {
            "AuthenticationCode1": self.code(world, offset - 1),
            "AuthenticationCode2": self.code(world, offset),
        }

    def factor(self, world: World, offset: int = 0) -> dict[str, Any]:
        """The parameters of STS; the codes of enabling are used up, so it takes the next one."""
        return {"SerialNumber": self.serial, "TokenCode": self.code(world, offset)}


def make_device(world: World, name: str = "phone", **parameters: Any) -> Authenticator:
    """Make a virtual device and read its seed."""
    device = world.call("CreateVirtualMFADevice", VirtualMFADeviceName=name, **parameters)["VirtualMFADevice"]
    return Authenticator(device["SerialNumber"], b32decode(device["Base32StringSeed"]))


def enable(world: World, owner: Caller, device: Authenticator, **parameters: Any) -> Authenticator:
    """Enable the device for a user, with root as the caller."""
    world.call(
        "EnableMFADevice",
        UserName=getattr(owner.principal, "name", owner.principal.account),
        SerialNumber=device.serial,
        **device.two_codes(world),
        **parameters,
    )
    return device
