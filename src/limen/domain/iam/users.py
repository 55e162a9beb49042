"""Users, groups, and memberships."""

from dataclasses import dataclass
from datetime import datetime

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user; `path` begins and ends with `/`."""

    account: str
    id: str
    name: str
    path: str
    created: datetime
    partition: str = "aws"
    tags: tuple[Tag, ...] = ()
    boundary_arn: str = ""

    @property
    def key(self) -> str:
        """The unique id."""
        return self.id

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, "user", self.path, self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of users."""

    account: str
    id: str
    name: str
    path: str
    created: datetime
    partition: str = "aws"

    @property
    def key(self) -> str:
        """The unique id."""
        return self.id

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, "group", self.path, self.name)


@dataclass(frozen=True, slots=True)
class Membership:
    """The membership of a user in a group."""

    account: str
    user_id: str
    group_id: str

    @property
    def key(self) -> str:
        """Both ids."""
        return f"{self.user_id}/{self.group_id}"
