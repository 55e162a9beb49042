"""Refresh tokens of command lines: a kept sign-in and the number of the token, sealed by the vault.

A token is valid once. The store has the number of the present one. An older one means that there is a copy, and it is
unknown which of its users is the thief, so the sign-in ends (RFC 9700, 4.14.2).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from limen.authn.vault import Vault, VaultError
from limen.signin.faults import DeniedError
from limen.signin.identities import Identity

_CONTEXT = b"sign-in refresh token"
_FIELDS = 3


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in: its identity, its password's time, the end of renewals, and when an MFA code was given."""

    account: str
    principal_id: str
    password_changed: datetime
    ends: datetime
    mfa_moment: datetime | None = None

    def is_of(self, identity: Identity) -> bool:
        """Whether the identity still has the password of the sign-in."""
        return identity.id == self.principal_id and identity.password_changed == self.password_changed


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """The token number `generation` of the kept sign-in `session_id`."""

    account: str
    session_id: str
    generation: int


def seal_refresh_token(vault: Vault, token: RefreshToken) -> str:
    """The text for the client."""
    fields = [token.account, token.session_id, token.generation]
    return urlsafe_b64encode(vault.seal(json.dumps(fields).encode(), _CONTEXT)).decode()


def open_refresh_token(vault: Vault, text: str) -> RefreshToken:
    """The token; raises `DeniedError` if this server has not sealed it, or an older version has."""
    try:
        fields = json.loads(vault.open(urlsafe_b64decode(text), _CONTEXT))
    except (VaultError, ValueError):
        raise DeniedError("invalid_grant", "The refresh token is not valid.") from None
    if len(fields) != _FIELDS:
        raise DeniedError("invalid_grant", "The refresh token is of an earlier version. Please sign in again.")
    return RefreshToken(*fields)
