"""That a password was right a moment ago, for a page that asks for the code of an MFA device in a second step.

The proof is sealed under the vault and goes through the browser, so that the password need not. It is good for a few
minutes, and for nothing without a code.
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
    """Whose password was right, which one that was, and until when that counts."""

    account: str
    principal_id: str
    password_changed: datetime
    ends: datetime


def seal_proof(vault: Vault, proof: PasswordProof) -> str:
    """The text for a form's hidden field."""
    fields = [proof.account, proof.principal_id, proof.password_changed.isoformat(), proof.ends.isoformat()]
    return urlsafe_b64encode(vault.seal(json.dumps(fields).encode(), _CONTEXT)).decode()


def open_proof(vault: Vault, text: str, *, now: datetime) -> PasswordProof:
    """Read it back; raises `DeniedError` for one that this server has not sealed, or too long ago."""
    try:
        account, principal_id, changed, ends = json.loads(vault.open(urlsafe_b64decode(text), _CONTEXT))
    except (VaultError, ValueError):
        raise DeniedError("TOKEN_EXPIRED", "Please sign in again.") from None
    proof = PasswordProof(account, principal_id, datetime.fromisoformat(changed), datetime.fromisoformat(ends))
    if now >= proof.ends:
        raise DeniedError("TOKEN_EXPIRED", "That took too long. Please sign in again.")
    return proof
