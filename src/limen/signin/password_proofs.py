"""Proofs of a recently entered correct password, for a page that requests an MFA code in a second step.

The proof is sealed by the vault and passes through the browser, so that the password need not. It is valid for a few
minutes, and useless without a code.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from limen.authn.vault import Vault, VaultError
from limen.signin.faults import DeniedError

PROOF_LIFE: Final = timedelta(minutes=5)

_CONTEXT: Final = b"sign-in password proof"


@dataclass(frozen=True, slots=True)
class PasswordProof:
    """The identity, the password's time, and the end of the proof's validity."""

    account: str
    principal_id: str
    password_changed: datetime
    ends: datetime


def seal_proof(vault: Vault, proof: PasswordProof) -> str:
    """The text for a form's hidden field."""
    fields = [proof.account, proof.principal_id, proof.password_changed.isoformat(), proof.ends.isoformat()]
    return urlsafe_b64encode(vault.seal(json.dumps(fields).encode(), _CONTEXT)).decode()


def open_proof(vault: Vault, text: str, *, now: datetime) -> PasswordProof:
    """Read it back; raises `DeniedError` if this server has not sealed it, or too long ago."""
    try:
        account, principal_id, changed, ends = json.loads(vault.open(urlsafe_b64decode(text), _CONTEXT))
    except (VaultError, ValueError):
        raise DeniedError("TOKEN_EXPIRED", "Please sign in again.") from None
    proof = PasswordProof(account, principal_id, datetime.fromisoformat(changed), datetime.fromisoformat(ends))
    if now >= proof.ends:
        raise DeniedError("TOKEN_EXPIRED", "That took too long. Please sign in again.")
    return proof
