"""What an account holds: users, groups, roles, policies and how they hang together, as frozen values.

Every entity has `account` and a `key` that never changes while it lives (renames keep it): its unique id, or the ids
of the two things it joins. Children name their owner by unique id, so that a rename touches one value and a
re-created namesake inherits nothing (spec policy 2.6).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from limen.domain.arn import iam_arn
from limen.domain.credentials import ServiceCredential, SigningCertificate, SSHPublicKey


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag; keys are compared without regard to case on users and roles (spec api 2.7)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account and its root user. `root_password_hash` is an Argon2id string, empty while root has no password."""

    account: str
    created: datetime
    partition: str = "aws"
    alias: str = ""
    root_email: str = ""
    root_password_hash: str = field(default="", repr=False)
    root_password_changed: datetime | None = None

    @property
    def key(self) -> str:
        """The account id."""
        return self.account


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
    """That a user is in a group."""

    account: str
    user_id: str
    group_id: str

    @property
    def key(self) -> str:
        """Both ids."""
        return f"{self.user_id}/{self.group_id}"


@dataclass(frozen=True, slots=True)
class TrustedPrincipal:
    """What a principal ARN in a stored trust policy was resolved to when it was saved (spec policy 2.6)."""

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
    max_session_seconds: int = 3600
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
    """An instance profile and the id of the role in it, empty while there is none."""

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
    """That a managed policy (a customer's or AWS's, by ARN) is attached to a user, group or role (by id)."""

    account: str
    owner_id: str
    policy_arn: str

    @property
    def key(self) -> str:
        """Owner's id and the policy's ARN."""
        return f"{self.owner_id}/{self.policy_arn}"


class KeyStatus(StrEnum):
    """Whether an access key may be used."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A long-term access key of a user, or of the account's root (`owner_id` is then the account id).

    `sealed_secret` is the secret access key under the vault (AES-256-GCM), never clear text.
    """

    account: str
    id: str
    owner_id: str
    created: datetime
    sealed_secret: bytes
    status: KeyStatus = KeyStatus.ACTIVE

    @property
    def key(self) -> str:
        """The access key id."""
        return self.id

    def __repr__(self) -> str:
        """Leave the sealed secret out."""
        return f"AccessKey(id={self.id!r}, owner_id={self.owner_id!r}, status={self.status.value!r})"


@dataclass(frozen=True, slots=True)
class LoginProfile:
    """A user's console password as an Argon2id string.

    `former_hashes` are earlier passwords', newest first, as many as the password policy forbids to use again.
    `max_session_seconds` limits how long one sign-in lasts; `None` where the user has no limit of its own.
    """

    account: str
    user_id: str
    created: datetime
    password_hash: str
    changed: datetime
    reset_required: bool = False
    former_hashes: tuple[str, ...] = ()
    max_session_seconds: int | None = None

    @property
    def key(self) -> str:
        """The user's id."""
        return self.user_id

    def __repr__(self) -> str:
        """Leave the hash out."""
        return f"LoginProfile(user_id={self.user_id!r}, reset_required={self.reset_required!r})"


@dataclass(frozen=True, slots=True)
class MFADevice:
    """A virtual MFA device; `owner_id` is its user's id, the account id for root, empty while it is nobody's.

    `sealed_seed` is the seed of its codes under the vault, never clear text. Its clock is `drift_steps` of 30 seconds
    ahead of ours; no code of `last_step` or of an earlier step is good any more.
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
class PasswordPolicy:
    """The account's own rules for passwords; the defaults are those of UpdateAccountPasswordPolicy (spec api 2.9)."""

    account: str
    minimum_length: int = 6
    requires_symbols: bool = False
    requires_numbers: bool = False
    requires_uppercase: bool = False
    requires_lowercase: bool = False
    allows_change_by_user: bool = False
    max_age_days: int | None = None
    reuse_prevention: int | None = None
    hard_expiry: bool | None = None

    @property
    def key(self) -> str:
        """The account id: there is one at most."""
        return self.account


@dataclass(frozen=True, slots=True)
class LastUsed:
    """When something was last used: an access key, a role, a user's password.

    `subject` is the key's, role's or user's id.
    """

    account: str
    subject: str
    at: datetime
    region: str = ""
    service: str = ""

    @property
    def key(self) -> str:
        """The subject."""
        return self.subject


Entity = (
    Account
    | User
    | Group
    | Membership
    | Role
    | InstanceProfile
    | ManagedPolicy
    | InlinePolicy
    | Attachment
    | AccessKey
    | LoginProfile
    | MFADevice
    | PasswordPolicy
    | LastUsed
    | SSHPublicKey
    | SigningCertificate
    | ServiceCredential
)
