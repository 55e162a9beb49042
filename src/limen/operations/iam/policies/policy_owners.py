"""Users, groups and roles as owners of policies.

The nine attachment and twelve inline operations differ only in these.
"""

from collections.abc import Callable
from dataclasses import dataclass

from limen.domain.iam.roles import Role
from limen.domain.iam.users import Group, User
from limen.operations.iam.faults import UnmodifiableEntityError
from limen.operations.iam.lookup import get_group, get_role, get_user
from limen.operations.iam.quotas import POLICIES_PER_GROUP, POLICIES_PER_ROLE, POLICIES_PER_USER
from limen.store.interface import Reader

Owner = User | Group | Role
RESERVED_PATHS = ("/aws-service-role/", "/aws-reserved/")


@dataclass(frozen=True, slots=True)
class OwnerKind:
    """One kind of owner: its word in messages and in operation names, and how a call names it."""

    word: str
    find: Callable[[Reader, str, str], Owner]
    attached_quota: str
    attached_limit: int

    @property
    def title(self) -> str:
        """The word in the names of operations: `User`."""
        return self.word.capitalize()

    def get(self, reader: Reader, account: str, name: str) -> Owner:
        """The owner of that name; raises `NoSuchEntityError`."""
        return self.find(reader, account, name)

    def get_modifiable(self, reader: Reader, account: str, name: str) -> Owner:
        """The owner, unless it is a role that only AWS may change."""
        owner = self.get(reader, account, name)
        require_modifiable(owner)
        return owner


def require_modifiable(owner: Owner) -> None:
    """Raise `UnmodifiableEntityError` for a service-linked or reserved role (spec api 2.6)."""
    if isinstance(owner, Role) and owner.path.startswith(RESERVED_PATHS):
        raise UnmodifiableEntityError(
            f"Cannot perform the operation on the protected role '{owner.name}' - this role is only modifiable by AWS"
        )


USER_OWNER = OwnerKind("user", get_user, "PoliciesPerUser", POLICIES_PER_USER)
GROUP_OWNER = OwnerKind("group", get_group, "PoliciesPerGroup", POLICIES_PER_GROUP)
ROLE_OWNER = OwnerKind("role", get_role, "PoliciesPerRole", POLICIES_PER_ROLE)
