"""Reading states from the tables: the present from `entity`, steps forward and backward from `change`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from limen.domain.iam.credentials import LastUsed
from limen.store.codec import from_microseconds, parse_entity
from limen.store.interface import Change, StoreError
from limen.store.kinds import KIND_BY_NAME, RETIRED_KINDS
from limen.store.last_uses import LastUses
from limen.store.snapshot import FindLastUsed, Identity, Snapshot, find_no_use, make_snapshot
from limen.store.sql.tables import change, entity, last_used, meta

ENTITIES_WORTH_FREEZING = 10_000
"""From this number on, garbage collections after the load would cost more than the load, and would find nothing."""

_BEYOND_EVERY_SEQ = 2**31 - 1


class Head(NamedTuple):
    """The newest revision, its time in microseconds, and the newest write of last uses."""

    revision: int
    at: int
    uses: int


class Step(NamedTuple):
    """The documents of one change record."""

    revision: int
    kind: str
    account: str
    key: str
    before: str | None
    after: str | None


_HEAD = select(meta.c.revision, meta.c.at, meta.c.uses).with_for_update()
_USES = select(last_used.c.account, last_used.c.subject, last_used.c.at, last_used.c.region, last_used.c.service)
_STEPS = select(change.c.revision, change.c.kind, change.c.account, change.c.key, change.c.before, change.c.after)


def lock_head(connection: Connection) -> Head:
    """The newest revision; on PostgreSQL this waits for the writers' lock and takes it."""
    return Head(*connection.execute(_HEAD).one())


def load_present(connection: Connection, last_uses: FindLastUsed) -> Snapshot:
    """The newest state, from a connection that sees one state of the database."""
    revision = connection.execute(select(meta.c.revision)).scalar_one()
    recorded = connection.execute(select(func.max(change.c.revision))).scalar_one() or 0
    if revision != recorded:
        raise StoreError(
            f"The database says revision {revision} but its change records end at {recorded}. Restore it from a backup."
        )
    with _no_garbage_collection():  # What is loaded stays, so it is not examined afterwards either.
        present = select(entity.c.kind, entity.c.document).where(entity.c.kind.not_in(RETIRED_KINDS))
        rows = connection.execute(present)
        loaded = make_snapshot(revision, (parse_entity(kind, document) for kind, document in rows), last_uses)
        if len(loaded.entities) >= ENTITIES_WORTH_FREEZING:
            gc.freeze()
        return loaded


def catch_up(connection: Connection, snapshot: Snapshot) -> Snapshot:
    """The newest state, by the changes since `snapshot`; one SQL statement, so that no revision is seen partially."""
    newer = _STEPS.where(change.c.revision > snapshot.revision).order_by(change.c.revision, change.c.seq)
    for step in map(Step._make, connection.execute(newer)):
        snapshot = _moved(snapshot, step, step.after).at_revision(step.revision)
    return snapshot


def read_uses(connection: Connection, known: LastUses) -> None:
    """Add the last uses that were written since; the connection sees one state of the database."""
    number = connection.execute(select(meta.c.uses)).scalar_one()
    rows = connection.execute(_USES.where(last_used.c.number > known.number))
    known.add(
        number, (LastUsed(row.account, row.subject, from_microseconds(row.at), row.region, row.service) for row in rows)
    )


def end_of(revision: int) -> tuple[int, int]:
    """The position after all changes of a revision, for `list_changes`."""
    return revision, _BEYOND_EVERY_SEQ


def read_past(connection: Connection, present: Snapshot, revision: int) -> Snapshot:
    """The state at a revision, by the shorter way; raises `LookupError` unless it is between 1 and the present one."""
    if not 0 < revision <= present.revision:
        raise LookupError(f"Revision {revision} is not known; the latest is {present.revision}")
    if revision > present.revision // 2:
        return rewind(connection, present, revision)
    return replay(connection, revision)


def replay(connection: Connection, revision: int) -> Snapshot:
    """The state at a past revision, from nothing: the last document of each entity until then."""
    rows = connection.execute(_STEPS.where(change.c.revision <= revision).order_by(change.c.revision, change.c.seq))
    steps = (step for step in map(Step._make, rows) if step.kind not in RETIRED_KINDS)
    last = {(step.kind, step.account, step.key): step.after for step in steps}
    entities = (parse_entity(kind, document) for (kind, _, _), document in last.items() if document is not None)
    return make_snapshot(revision, entities)


def rewind(connection: Connection, present: Snapshot, revision: int) -> Snapshot:
    """The state at a past revision, from a later one: undo the changes since, newest first."""
    rows = connection.execute(
        _STEPS.where(change.c.revision > revision, change.c.revision <= present.revision).order_by(
            change.c.revision.desc(), change.c.seq.desc()
        )
    )
    for step in map(Step._make, rows):
        present = _moved(present, step, step.before)
    return replace(present, revision=revision, last_uses=find_no_use)


def list_changes(
    connection: Connection, since: tuple[int, int], limit: int
) -> Iterator[tuple[tuple[int, int], Change]]:
    """Change records after a revision and sequence number, each with its position."""
    columns = [change.c[name] for name in ("revision", "seq", "at", "account", "actor_arn", "event_id", "kind", "key")]
    after = (change.c.revision > since[0]) | ((change.c.revision == since[0]) & (change.c.seq > since[1]))
    statement = select(*columns, change.c.before, change.c.after).where(after)
    for row in connection.execute(statement.order_by(change.c.revision, change.c.seq).limit(limit)):
        revision, seq, at, *rest = row
        yield (revision, seq), Change(revision, from_microseconds(at), *rest)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Pause garbage collection: loading creates many objects and no garbage, and collecting would dominate the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _moved(snapshot: Snapshot, step: Step, document: str | None) -> Snapshot:
    """The snapshot with the entity in the state of `document`."""
    if step.kind in RETIRED_KINDS:
        return snapshot
    if document is not None:
        return snapshot.with_put(parse_entity(step.kind, document))
    identity = _identity(step)
    return snapshot.with_delete(identity) if identity in snapshot.entities else snapshot


def _identity(step: Step) -> Identity:
    return KIND_BY_NAME[step.kind].type, step.account, step.key
