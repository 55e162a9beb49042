"""Credentials of users (and root): access keys, passwords, SSH keys, certificates, service credentials.

Server certificates are those of the account.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag

SERVER_CERTIFICATE_KIND = "server-certificate"


class KeyStatus(StrEnum):
    """Whether an access key may be used."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A long-term access key of a user, or of the account's root (`owner_id` is then the account id).

    `sealed_secret` is the secret access key, sealed by the vault (AES-256-GCM), never plain text.
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

    `former_hashes` are those of earlier passwords, newest first, as many as the password policy forbids to reuse.
    `max_session_seconds` limits how long one sign-in lasts; `None` if the user has no limit of its own.
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


@dataclass(frozen=True, slots=True)
class SSHPublicKey:
    """An RSA public key for SSH; `openssh` is its only stored form: `ssh-rsa`, a space, base64, no comment."""

    account: str
    id: str
    owner_id: str
    uploaded: datetime
    openssh: str = field(repr=False)
    is_active: bool = True

    @property
    def key(self) -> str:
        """The key's id."""
        return self.id


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """An X.509 certificate, as PEM text, of a user or of root (`owner_id` is then the account id).

    `id` is derived from the certificate, so that an account has each certificate only once.
    """

    account: str
    id: str
    owner_id: str
    uploaded: datetime
    body: str = field(repr=False)
    is_active: bool = True

    @property
    def key(self) -> str:
        """The certificate's id."""
        return self.id


@dataclass(frozen=True, slots=True)
class ServiceCredential:
    """A user name and a generated secret for one service, `service` being its principal's name.

    `login` is the public part. `secret_digest` is the SHA-256 of the secret, which has 352 random bits, so a slow hash
    would not add protection. `expires` is `None` for a credential that does not expire.
    """

    account: str
    id: str
    owner_id: str
    service: str
    login: str
    created: datetime
    secret_digest: bytes = field(repr=False)
    expires: datetime | None = None
    is_active: bool = True

    @property
    def key(self) -> str:
        """The credential's id."""
        return self.id


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """A certificate and its chain as PEM text. The private key is not here: it is checked and then forgotten.

    IAM never returns the key, and Limen has no service that would use it. `chain` is empty if there is none.
    """

    account: str
    id: str
    name: str
    path: str
    uploaded: datetime
    expires: datetime
    body: str = field(repr=False)
    chain: str = field(default="", repr=False)
    partition: str = "aws"
    tags: tuple[Tag, ...] = ()

    @property
    def key(self) -> str:
        """The unique id."""
        return self.id

    @property
    def arn(self) -> str:
        """ARN with the path."""
        return iam_arn(self.partition, self.account, SERVER_CERTIFICATE_KIND, self.path, self.name)
