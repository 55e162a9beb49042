"""Amazon Resource Names (spec api 2.2): six parts separated by colons; the sixth may contain colons itself."""

from dataclasses import dataclass

from limen.errors import LimenError

PARTS = 6
ACCOUNT_PART = 4
"""The place of the account among the parts, counted from 0."""


class ARNError(LimenError):
    """The text is not an ARN."""


@dataclass(frozen=True, slots=True)
class ARN:
    """`arn:partition:service:region:account:resource`; `str()` renders it."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        """Render the six parts."""
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def parse_arn(text: str) -> ARN:
    """Split `text` into an `ARN`; raises `ARNError` if it has fewer than six parts or another prefix."""
    parts = text.split(":", PARTS - 1)
    if len(parts) != PARTS or parts[0] != "arn":
        message = f"{text!r} is not an ARN"
        raise ARNError(message)
    return ARN(*parts[1:])


def iam_arn(partition: str, account: str, kind: str, path: str, name: str) -> str:
    """Render the ARN of an IAM entity: `kind` is `user`, `group`, `role`, `policy`, ....

    `path` begins and ends with `/`.
    """
    return f"arn:{partition}:iam::{account}:{kind}{path}{name}"


def assumed_role_arn(partition: str, account: str, role_name: str, session_name: str) -> str:
    """Render the ARN of a role session, which does not contain the role's path."""
    return f"arn:{partition}:sts::{account}:assumed-role/{role_name}/{session_name}"


def federated_user_arn(partition: str, account: str, name: str) -> str:
    """Render the ARN of a GetFederationToken session."""
    return f"arn:{partition}:sts::{account}:federated-user/{name}"


def root_arn(partition: str, account: str) -> str:
    """Render the ARN of an account's root user."""
    return f"arn:{partition}:iam::{account}:root"


def passkey_arn(partition: str, account: str, user_name: str, device: str) -> str:
    """Render the serial number of a passkey; `user_name` is empty for root (API reference, GetMFADevice)."""
    owner = f"user/{user_name}" if user_name else "root"
    return f"arn:{partition}:iam::{account}:u2f/{owner}/{device}"
