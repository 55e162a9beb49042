"""Somebody's key and MFA device, inside a server without sockets."""

from base64 import b32decode, b64decode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from limen.authn.one_time_codes import make_code, step_at
from tests.attack.inside import Inside, Reply
from tests.wire.server_process import Keys


@dataclass
class Phone:
    """A user's key, and the device that was enabled for it with the codes before and at the moment of the start."""

    inside: Inside
    keys: Keys
    serial: str
    seed: bytes

    def code(self, offset: int = 0) -> str:
        return make_code(self.seed, step_at(self.inside.now) + offset)

    def ask(self, code: str, *, action: str = "GetSessionToken", keys: Keys | None = None, **names: str) -> Reply:
        factor = {"SerialNumber": self.serial, "TokenCode": code}
        return self.inside.call(keys or self.keys, action, service="sts", **(factor | names))


def make_phone(inside: Inside, name: str, *policies: str) -> Phone:
    keys = inside.make_user(name, *policies)
    made = inside.must("CreateVirtualMFADevice", VirtualMFADeviceName=name)
    phone = Phone(inside, keys, made.find("SerialNumber"), b32decode(b64decode(made.find("Base32StringSeed"))))
    codes: dict[str, Any] = {"AuthenticationCode1": phone.code(-1), "AuthenticationCode2": phone.code()}
    inside.must("EnableMFADevice", UserName=name, SerialNumber=phone.serial, **codes)
    inside.now += timedelta(minutes=2)
    return phone
