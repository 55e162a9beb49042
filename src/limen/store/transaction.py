"""A write in progress: a snapshot that advances with each write, and the state before (docs/decisions/0003).

This module knows no database; the store that begins a transaction passes the function that makes it durable.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from limen.domain.entity import Entity
from limen.domain.events import AuditRecord
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey, LastUsed
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.store.interface import StoreError
from limen.store.last_uses import Subject
from limen.store.snapshot import Identity, Snapshot, identity_of

E = TypeVar("E", bound=Entity)
_USED = (AccessKey, Role, User)


@dataclass(frozen=True, slots=True)
class Edit:
    """All changes of a transaction to one entity; at least one side is present, and they differ."""

    before: Entity | None
    after: Entity | None

    @property
    def identity(self) -> Identity:
        """Kind, account and key of the entity."""
        entity = self.after if self.after is not None else self.before
        if entity is None:
            raise StoreError("An edit without an entity")
        return identity_of(entity)


@dataclass(frozen=True, slots=True)
class Writes:
    """What a transaction keeps: edits, which make a revision, and last uses, which do not; `None` removes a use."""

    edits: Sequence[Edit]
    last_uses: Mapping[Subject, LastUsed | None]
    record: AuditRecord | None


Keep = Callable[[Snapshot, Writes], int]
"""Makes the writes durable and the snapshot visible, and returns the new revision."""


def refuse_to_keep(_state: Snapshot, _writes: Writes) -> int:
    """Refuse the commit of a rehearsal."""
    raise StoreError("A rehearsal is not committed")


class WriteTransaction:
    """The `Transaction` on top of a snapshot; for one thread."""

    def __init__(self, base: Snapshot, keep: Keep) -> None:
        self._settled = base
        self._unsettled: dict[Identity, Entity] = {}  # Written since the last read.
        self._keep = keep
        self._before: dict[Identity, Entity | None] = {}
        self._last_uses: dict[Subject, LastUsed | None] = {}
        self._is_open = True

    @property
    def revision(self) -> int:
        return self._settled.revision

    def find(self, kind: type[E], account: str, key: str) -> E | None:
        if kind is LastUsed and (account, key) in self._last_uses:
            return cast("E | None", self._last_uses[account, key])
        return self._state.find(kind, account, key)

    def find_by(self, kind: type[E], index: str, account: str, value: str) -> tuple[E, ...]:
        return self._state.find_by(kind, index, account, value)

    def all(self, kind: type[E], account: str) -> tuple[E, ...]:
        return self._state.all(kind, account)

    def find_access_key(self, access_key_id: str) -> AccessKey | None:
        return self._state.find_access_key(access_key_id)

    def find_account_by_alias(self, alias: str) -> Account | None:
        return self._state.find_account_by_alias(alias)

    def accounts(self) -> tuple[Account, ...]:
        return self._state.accounts()

    def put(self, entity: Entity) -> None:
        self._require_open()
        if isinstance(entity, LastUsed):
            self._last_uses[entity.account, entity.subject] = entity
            return
        identity = identity_of(entity)
        self._remember(identity)
        self._unsettled[identity] = entity

    def delete(self, entity: Entity) -> None:
        self._require_open()
        if isinstance(entity, LastUsed):
            raise StoreError("A last use is removed with the entity that was used")
        identity = identity_of(entity)
        state = self._state.with_delete(identity)
        self._remember(identity)
        self._settled = state
        if isinstance(entity, _USED):
            self._last_uses[entity.account, entity.key] = None

    def commit(self, record: AuditRecord | None) -> int:
        self._require_open()
        self.end()
        return self._keep(self._state, Writes(tuple(self._edits()), self._last_uses, record))

    def end(self) -> None:
        """Refuse all further writes."""
        self._is_open = False

    def _require_open(self) -> None:
        if not self._is_open:
            raise StoreError("The transaction has ended: it is committed once, inside its block")

    @property
    def _state(self) -> Snapshot:
        """The state with everything that was written: many entities in a row are written at the cost of a few."""
        if self._unsettled:
            self._settled = self._settled.with_all(self._unsettled.values())
            self._unsettled = {}
        return self._settled

    def _remember(self, identity: Identity) -> None:
        """Remember the entity as it was before the transaction's first write to it, which is not in the state yet."""
        if identity not in self._before:
            self._before[identity] = self._settled.entities.get(identity)

    def _edits(self) -> Iterator[Edit]:
        for identity, before in self._before.items():
            after = self._state.entities.get(identity)
            if before != after:
                yield Edit(before, after)
