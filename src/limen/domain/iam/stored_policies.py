"""Policies that an account stores: managed policies with their versions, inline policies, and attachments."""

from dataclasses import dataclass
from datetime import datetime

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a managed policy: `id` is `v1`, `v2`, ...; `document` the text as sent."""

    id: str
    document: str
    created: datetime


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A customer managed policy with all its versions, oldest first.

    `last_version` is the highest number ever given.
    """

    account: str
    id: str
    name: str
    path: str
    created: datetime
    updated: datetime
    versions: tuple[PolicyVersion, ...]
    default_version_id: str
    last_version: int = 1
    partition: str = "aws"
    description: str | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def key(self) -> str:
        """The unique id."""
        return self.id

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, "policy", self.path, self.name)

    @property
    def document(self) -> str:
        """Text of the default version."""
        return next(version.document for version in self.versions if version.id == self.default_version_id)


@dataclass(frozen=True, slots=True)
class InlinePolicy:
    """A policy embedded in a user, group or role; names are compared without regard to case (spec api 2.2)."""

    account: str
    owner_id: str
    name: str
    document: str

    @property
    def key(self) -> str:
        """Owner's id and folded name."""
        return f"{self.owner_id}/{self.name.lower()}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """The attachment of a managed policy (a customer's or AWS's, by ARN) to a user, group or role (by id)."""

    account: str
    owner_id: str
    policy_arn: str

    @property
    def key(self) -> str:
        """Owner's id and the policy's ARN."""
        return f"{self.owner_id}/{self.policy_arn}"
