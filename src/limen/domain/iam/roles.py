"""Roles and instance profiles, and deletions of service-linked roles."""

from dataclasses import dataclass
from datetime import datetime

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag

DEFAULT_SESSION_SECONDS = 3600
"""How long a session of a role lasts, unless its limit or the call says otherwise (AssumeRole, CreateRole)."""


@dataclass(frozen=True, slots=True)
class TrustedPrincipal:
    """The unique id of a principal ARN in a trust policy, as resolved when the policy was saved (spec policy 2.6)."""

    arn: str
    id: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role. `trust_policy` is the document's text as sent; `trusted` maps its user and role ARNs to unique ids."""

    account: str
    id: str
    name: str
    path: str
    created: datetime
    trust_policy: str
    partition: str = "aws"
    trusted: tuple[TrustedPrincipal, ...] = ()
    description: str | None = None
    max_session_seconds: int = DEFAULT_SESSION_SECONDS
    tags: tuple[Tag, ...] = ()
    boundary_arn: str = ""

    @property
    def key(self) -> str:
        """The unique id."""
        return self.id

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, "role", self.path, self.name)


@dataclass(frozen=True, slots=True)
class InstanceProfile:
    """An instance profile and the id of its role, empty if there is none."""

    account: str
    id: str
    name: str
    path: str
    created: datetime
    partition: str = "aws"
    role_id: str = ""
    tags: tuple[Tag, ...] = ()

    @property
    def key(self) -> str:
        """The unique id."""
        return self.id

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, "instance-profile", self.path, self.name)


@dataclass(frozen=True, slots=True)
class DeletionTask:
    """The deletion of a service-linked role; `id` is `task/aws-service-role/SERVICE/ROLE/UUID`."""

    account: str
    id: str
    finished: datetime

    @property
    def key(self) -> str:
        """The id."""
        return self.id
