"""MFA devices."""

from dataclasses import dataclass
from datetime import datetime

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
