"""Refresh tokens: what a sign-in was, sealed under the vault, so that nothing about it needs to be stored.

A token is good while its sign-in lasts and its password is the one that was given: a new password, a deleted login
profile and a deleted user end it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from limen.authn.vault import Vault, VaultError
from limen.signin.faults import DeniedError
from limen.signin.identities import Identity

_CONTEXT = b"sign-in refresh token"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in: whose, with which password, until when it can be renewed, and when a code of MFA was given."""

    account: str
    principal_id: str
    password_changed: datetime
    ends: datetime
    mfa_moment: datetime | None = None

    def is_of(self, identity: Identity) -> bool:
        """Whether the identity still has the password that was given."""
        return identity.id == self.principal_id and identity.password_changed == self.password_changed


def seal_sign_in(vault: Vault, sign_in: SignIn) -> str:
    """The refresh token."""
    fields = [sign_in.account, sign_in.principal_id, sign_in.password_changed.isoformat(), sign_in.ends.isoformat()]
    if sign_in.mfa_moment is not None:
        fields.append(sign_in.mfa_moment.isoformat())
    return urlsafe_b64encode(vault.seal(json.dumps(fields).encode(), _CONTEXT)).decode()


def open_sign_in(vault: Vault, token: str) -> SignIn:
    """The sign-in in a refresh token; raises `DeniedError` for one that this server has not sealed."""
    try:
        fields = json.loads(vault.open(urlsafe_b64decode(token), _CONTEXT))
    except (VaultError, ValueError):
        raise DeniedError("invalid_grant", "The refresh token is not valid.") from None
    account, principal_id, *moments = fields
    return SignIn(account, principal_id, *map(datetime.fromisoformat, moments))
