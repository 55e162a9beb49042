"""MFA devices: virtual ones, which show codes, and passkeys (FIDO2), which sign challenges."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag


@dataclass(frozen=True, slots=True)
class MFADevice:
    """A virtual MFA device; `owner_id` is its user's id, the account id for root, empty while it is not assigned.

    `sealed_seed` is the seed of its codes, sealed by the vault, never plain text. Its clock is `drift_steps` of 30
    seconds ahead of the server's; codes of `last_step` and earlier steps are no longer valid.
    """

    account: str
    name: str
    path: str
    created: datetime
    sealed_seed: bytes
    partition: str = "aws"
    owner_id: str = ""
    enabled: datetime | None = None
    drift_steps: int = 0
    last_step: int = 0
    tags: tuple[Tag, ...] = ()

    @property
    def key(self) -> str:
        """The serial number: a device is never renamed."""
        return self.arn

    @property
    def arn(self) -> str:
        """ARN with the path, which is a virtual device's serial number."""
        return iam_arn(self.partition, self.account, "mfa", self.path, self.name)

    def __repr__(self) -> str:
        """Leave the sealed seed out."""
        return f"MFADevice(arn={self.arn!r}, owner_id={self.owner_id!r})"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey or FIDO2 security key of a user, or of root (by the account id); it has an owner as long as it exists.

    `relying_party` is the host name that it works for. `public_key` is a COSE key. `sign_count` is the counter of its
    last use; it stays 0 if the authenticator does not count. `transports` help the browser find the device.
    """

    account: str
    arn: str
    name: str
    owner_id: str
    created: datetime
    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    relying_party: str
    sign_count: int = 0
    transports: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The serial number."""
        return self.arn

    @property
    def enabled(self) -> datetime:
        """When it was registered."""
        return self.created


class Ceremony(StrEnum):
    """What a challenge is for."""

    REGISTRATION = "registration"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """A challenge that a passkey of `owner_id` must sign before it expires; it is deleted when it has been answered.

    `name` is the name of the device to register. For a sign-in, `password_changed` is the time when its password was
    set.
    """

    account: str
    id: str
    owner_id: str
    ceremony: Ceremony
    challenge: bytes = field(repr=False)
    relying_party: str
    expires: datetime
    name: str = ""
    password_changed: datetime | None = None

    @property
    def key(self) -> str:
        """The challenge's id."""
        return self.id
