"""What handlers need in addition to the call and the store: randomness, sealed secrets, passwords, session tokens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from limen.authn.attempts import AttemptLimiter
from limen.authn.keyring import Entropy
from limen.authn.passwords import PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.domain.events import AuditRecord
from limen.operations.replays import Replay, refuse_replay
from limen.store.interface import AuditFilter, Reader


class AuditTrail(Protocol):
    """The part of the store that shows the past: the audit trail, and the states that its decisions used."""

    def audit_records(self, select: AuditFilter, *, limit: int, newest_first: bool = True) -> Iterator[AuditRecord]:
        """Records in order of time."""
        ...

    def snapshot(self, *, at: datetime | None = None, now: datetime | None = None) -> Reader:
        """The state at a moment; raises `LookupError` for one before the first write, or that is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Environment:
    """The capabilities of the running server that handlers may use.

    `simulates_with_templates` names the resources of a simulation by the template of their ARN, as AWS's model of 2026
    does; `heeds_token_denies` is the setting, which simulations follow as live calls do; `replay` decides recorded
    calls again.
    """

    entropy: Entropy
    vault: Vault
    passwords: PasswordHasher
    tokens: SessionTokens
    trail: AuditTrail
    replay: Replay = refuse_replay
    sign_in_attempts: AttemptLimiter = field(default_factory=AttemptLimiter)
    simulates_with_templates: bool = False
    heeds_token_denies: bool = False
