"""Principals (spec policy 2.4, 2.5, 4.5): the seven kinds of caller that a policy can distinguish.

Each kind has the same attributes: `arn` is the ARN in messages and audit records, `principal_arn` is `aws:PrincipalArn`
(the role for a session), `user_id` is `aws:userid`, `type_name` is `aws:PrincipalType`. `None` means that the key is
absent for this kind.
"""

from dataclasses import dataclass
from typing import ClassVar

from limen.domain.arn import assumed_role_arn, federated_user_arn, iam_arn, root_arn

SERVICE_LINKED_PATH = "/aws-service-role/"


@dataclass(frozen=True, slots=True)
class RootUser:
    """The account's root user."""

    account: str
    partition: str = "aws"
    type_name: ClassVar[str] = "Account"

    @property
    def arn(self) -> str:
        """ARN of the account's root."""
        return root_arn(self.partition, self.account)

    @property
    def principal_arn(self) -> str:
        """Same as `arn`."""
        return self.arn

    @property
    def user_id(self) -> str:
        """The account id."""
        return self.account


@dataclass(frozen=True, slots=True)
class IAMUser:
    """An IAM user, by long-term key, GetSessionToken credentials or console sign-in."""

    account: str
    name: str
    path: str = "/"
    id: str = ""
    partition: str = "aws"
    type_name: ClassVar[str] = "User"

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, "user", self.path, self.name)

    @property
    def principal_arn(self) -> str:
        """Same as `arn`."""
        return self.arn

    @property
    def user_id(self) -> str:
        """The unique id (`AIDA...`)."""
        return self.id


@dataclass(frozen=True, slots=True)
class RoleSession:
    """A session of a role."""

    account: str
    role_name: str
    session_name: str
    role_path: str = "/"
    role_id: str = ""
    partition: str = "aws"
    type_name: ClassVar[str] = "AssumedRole"

    @property
    def arn(self) -> str:
        """ARN of the session, without the role's path."""
        return assumed_role_arn(self.partition, self.account, self.role_name, self.session_name)

    @property
    def principal_arn(self) -> str:
        """ARN of the role, with its path."""
        return iam_arn(self.partition, self.account, "role", self.role_path, self.role_name)

    @property
    def user_id(self) -> str:
        """`AROA...:session`."""
        return f"{self.role_id}:{self.session_name}"

    @property
    def is_service_linked(self) -> bool:
        """Whether the role is a service-linked role, to which SCPs and RCPs do not apply."""
        return self.role_path.startswith(SERVICE_LINKED_PATH)


@dataclass(frozen=True, slots=True)
class FederatedUser:
    """A GetFederationToken session; `issuer` is the user (or root) whose credentials requested it."""

    account: str
    name: str
    issuer: IAMUser | RootUser
    partition: str = "aws"
    type_name: ClassVar[str] = "FederatedUser"

    @property
    def arn(self) -> str:
        """ARN of the session."""
        return federated_user_arn(self.partition, self.account, self.name)

    @property
    def principal_arn(self) -> str:
        """Same as `arn`."""
        return self.arn

    @property
    def user_id(self) -> str:
        """`ACCOUNT:name`."""
        return f"{self.account}:{self.name}"


@dataclass(frozen=True, slots=True)
class FederatedIdentity:
    """A web or SAML identity during AssumeRoleWith*, before any role session exists.

    `provider` is its ARN or host name.
    """

    provider: str
    subject: str = ""
    account: ClassVar[None] = None
    principal_arn: ClassVar[None] = None
    user_id: ClassVar[None] = None
    type_name: ClassVar[None] = None

    @property
    def arn(self) -> str:
        """The provider, as the audit record names it."""
        return self.provider


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """An AWS service acting on its own behalf, by host name (`ec2.amazonaws.com`)."""

    name: str
    account: ClassVar[None] = None
    principal_arn: ClassVar[None] = None
    user_id: ClassVar[None] = None
    type_name: ClassVar[None] = None

    @property
    def arn(self) -> str:
        """The host name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Anonymous:
    """The caller of an unsigned request."""

    account: ClassVar[None] = None
    principal_arn: ClassVar[None] = None
    arn: ClassVar[str] = "anonymous"
    user_id: ClassVar[str] = "anonymous"
    type_name: ClassVar[str] = "Anonymous"


Principal = RootUser | IAMUser | RoleSession | FederatedUser | FederatedIdentity | ServicePrincipal | Anonymous
