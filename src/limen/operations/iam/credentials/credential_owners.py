"""The owner of the credentials in a call (spec api 2.10, 2.11): the named user, or else the caller, who may be root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.domain.principals import RootUser
from limen.operations.iam.lookup import get_named_or_own_user
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import members


@dataclass(frozen=True, slots=True)
class CredentialOwner:
    """A user, or root, which has the account's id and no name."""

    id: str
    name: str | None

    def naming(self) -> members.OutputUserName:
        """The `UserName` member of an output."""
        return {"UserName": self.name} if self.name is not None else {}


def get_credential_owner(call: AuthorizedCall[members.NamesUser], reader: Reader) -> CredentialOwner:
    """The owner; raises `NoSuchEntityError`, or `ValidationError` for a caller without a user of its own."""
    if "UserName" not in call.parameters and isinstance(call.caller.principal, RootUser):
        return CredentialOwner(call.account, None)
    user = get_named_or_own_user(call, reader)
    return CredentialOwner(user.id, user.name)
