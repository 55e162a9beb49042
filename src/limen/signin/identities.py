"""Identities that can sign in: an IAM user with a login profile, or a root user with a password (spec api 3)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from limen.authz.entities import find_named
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import LoginProfile
from limen.domain.iam.users import User
from limen.domain.identifiers import is_account_id
from limen.domain.principals import IAMUser, RootUser
from limen.operations.environment import Environment
from limen.operations.iam.credentials.password_changes import replace_password
from limen.operations.iam.credentials.password_rules import is_change_barred, is_password_expired
from limen.signin.token_grants import CodeGrant, PasswordGrant
from limen.store.interface import Reader

MAX_SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class UserIdentity:
    """An IAM user and its password."""

    user: User
    profile: LoginProfile

    @property
    def principal(self) -> IAMUser:
        """The principal of the credentials."""
        user = self.user
        return IAMUser(user.account, user.name, user.path, user.id, user.partition)

    @property
    def account(self) -> str:
        """The account's id."""
        return self.user.account

    @property
    def id(self) -> str:
        """The user's unique id."""
        return self.user.id

    @property
    def password_hash(self) -> str:
        """The Argon2id string."""
        return self.profile.password_hash

    @property
    def password_changed(self) -> datetime:
        """When the password was last set."""
        return self.profile.changed

    @property
    def session_seconds(self) -> int:
        """How long one sign-in may last in total."""
        return self.profile.max_session_seconds or MAX_SESSION_SECONDS

    def must_change_password(self, reader: Reader, *, now: datetime) -> bool:
        """Whether an administrator or the password's age requires a new one."""
        return self.profile.reset_required or is_password_expired(reader, self.profile, now=now)

    def may_change_password(self, reader: Reader, *, now: datetime) -> bool:
        """Whether the user may set the new one, without an administrator."""
        return not is_change_barred(reader, self.profile, now=now)

    def with_changed_password(
        self, reader: Reader, environment: Environment, new: str, *, now: datetime
    ) -> "UserIdentity":
        """The identity with a new password, not stored yet; raises the refusals of ChangePassword."""
        return replace(self, profile=replace_password(reader, environment, self.profile, new, now=now))

    def has_password_of(self, other: "Identity") -> bool:
        """Whether the password is unchanged since `other` was read."""
        return isinstance(other, UserIdentity) and self.profile == other.profile


@dataclass(frozen=True, slots=True)
class RootIdentity:
    """An account's root user."""

    owner: Account
    session_seconds: int = field(default=MAX_SESSION_SECONDS, init=False)

    @property
    def principal(self) -> RootUser:
        """The principal of the credentials."""
        return RootUser(self.owner.account, self.owner.partition)

    @property
    def account(self) -> str:
        """The account's id."""
        return self.owner.account

    @property
    def id(self) -> str:
        """The account's id, which represents its root user."""
        return self.owner.account

    @property
    def password_hash(self) -> str:
        """The Argon2id string."""
        return self.owner.root_password_hash

    @property
    def password_changed(self) -> datetime:
        """When the password was last set."""
        return self.owner.root_password_changed or self.owner.created

    def has_password_of(self, other: "Identity") -> bool:
        """Whether the password is unchanged since `other` was read."""
        return self.password_hash == other.password_hash and self.password_changed == other.password_changed


Identity = UserIdentity | RootIdentity


def find_account(reader: Reader, name: str) -> Account | None:
    """The account with this id or alias."""
    if is_account_id(name):
        return reader.find(Account, name, name)
    return reader.find_account_by_alias(name.lower())


def find_identity(reader: Reader, grant: PasswordGrant) -> Identity | None:
    """The identity that the grant names, if it can sign in with a password."""
    return _find_root(reader, grant) if grant.email else _find_user(reader, grant)


def grant_of(identity: Identity, given: CodeGrant) -> PasswordGrant:
    """A grant that names the identity, for the step after its password."""
    if isinstance(identity, RootIdentity):
        return PasswordGrant("", "", identity.owner.root_email, "", given.new_password, given.code)
    return PasswordGrant(identity.account, identity.user.name, "", "", given.new_password, given.code)


def find_identity_by_id(reader: Reader, account: str, principal_id: str) -> Identity | None:
    """The user or root user with this unique id, if it can still sign in with a password."""
    if principal_id == account:
        owner = reader.find(Account, account, account)
        return RootIdentity(owner) if owner is not None and owner.root_password_hash else None
    user, profile = reader.find(User, account, principal_id), reader.find(LoginProfile, account, principal_id)
    return UserIdentity(user, profile) if user is not None and profile is not None else None


def _find_user(reader: Reader, grant: PasswordGrant) -> Identity | None:
    account = find_account(reader, grant.account)
    user = find_named(reader, User, account.account, grant.user_name) if account is not None else None
    return find_identity_by_id(reader, user.account, user.id) if user is not None else None


def _find_root(reader: Reader, grant: PasswordGrant) -> Identity | None:
    """The only account with this e-mail address; if there are several, `account` must select one."""
    email = grant.email.lower()
    owners = [account for account in reader.accounts() if account.root_email.lower() == email]
    if grant.account:
        chosen = find_account(reader, grant.account)
        owners = [account for account in owners if account == chosen]
    if len(owners) != 1 or not owners[0].root_password_hash:
        return None
    return RootIdentity(owners[0])
