"""An account, its root user, its password policy and its credential report."""

from dataclasses import dataclass, field
from datetime import datetime


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
class PasswordPolicy:
    """The account's rules for passwords; the defaults are those of UpdateAccountPasswordPolicy (spec api 2.9)."""

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
        """The account id, because there is at most one."""
        return self.account


@dataclass(frozen=True, slots=True)
class CredentialReport:
    """The last credential report of the account: CSV text, compressed with zlib."""

    account: str
    generated: datetime
    compressed: bytes = field(repr=False)

    @property
    def key(self) -> str:
        """The account id, because there is at most one."""
        return self.account
