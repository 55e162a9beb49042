"""What a user has beside access keys and a password: SSH keys, signing certificates, credentials of single services.

Each names its owner by unique id and is found by it, as all children are (limen.domain.entities); a rename keeps them
(spec api 2.1, 2.11).
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SSHPublicKey:
    """An RSA public key for SSH; `openssh` is its one form here: `ssh-rsa`, a space, base64, no comment."""

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

    `id` is made from the certificate itself, so that an account has each certificate once.
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

    `login` is the public part. `secret_digest` is the SHA-256 of the secret: that has 352 random bits, so a slow hash
    would protect nothing. `expires` is `None` for one that does not.
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
