"""Writing revisions and audit records, and reading audit records back.

The texts that audit records are filtered by come from requests, including hostile ones. Columns and indexes hold
numbers for them (see `event_codec`), which have one size whatever the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from limen.domain.entity import Entity
from limen.domain.events import AuditRecord
from limen.domain.iam.credentials import LastUsed
from limen.store.codec import render_entity, to_microseconds
from limen.store.interface import AuditFilter
from limen.store.kinds import KIND_BY_TYPE
from limen.store.last_uses import Subject
from limen.store.sql.event_codec import number_of, parse_body, render_body, storable
from limen.store.sql.revision_times import choose_time
from limen.store.sql.state import Head
from limen.store.sql.tables import EVENT_NUMBERS, EventRow, change, entity, event, last_used, meta
from limen.store.transaction import Edit

Row = dict[str, object]
Position = tuple[int, int]
"""Time in microseconds and sequence number of an audit record."""

_INSERT_ENTITY = insert(entity)
_INSERT_CHANGE = insert(change)
_SAME_ENTITY = and_(
    entity.c.kind == bindparam("old_kind"),
    entity.c.account == bindparam("old_account"),
    entity.c.key == bindparam("old_key"),
)
_UPDATE_ENTITY = update(entity).where(_SAME_ENTITY)
_DELETE_ENTITY = delete(entity).where(_SAME_ENTITY)
_INSERT_USE = insert(last_used)
_DELETE_USE = delete(last_used).where(
    last_used.c.account == bindparam("old_account"), last_used.c.subject == bindparam("old_subject")
)
_UPDATE_META = update(meta).values(revision=bindparam("new_revision"), at=bindparam("new_at"))

NUMBERED = {
    "id": "id",
    "request": "request_id",
    "account": "account",
    "principal": "principal_arn",
    "access_key": "access_key_id",
    "source": "event_source",
    "name": "event_name",
    "error": "error_code",
    "address": "source_ip",
}
"""The columns of `event` that hold numbers, and the fields of a record and of a filter that they represent."""

_numbered_texts = attrgetter(*(NUMBERED[name] for name in EVENT_NUMBERS))
_ERROR = EVENT_NUMBERS.index("error")


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision to be written: `at` in microseconds."""

    number: int
    at: int
    edits: Sequence[Edit]
    record: AuditRecord | None


def make_revision(head: Head, now: datetime, edits: Sequence[Edit], record: AuditRecord | None) -> Revision:
    """The revision after `head`; its time does not go back with small differences between clocks."""
    return Revision(head.revision + 1, choose_time(head.at, to_microseconds(now)), edits, record)


def write_revision(connection: Connection, revision: Revision) -> None:
    """Write the entities, their change records and the number of the revision."""
    inserted: list[Row] = []
    updated: list[Row] = []
    deleted: list[Row] = []
    changes: list[Row] = []
    for seq, edit in enumerate(revision.edits):
        kind, account, key = edit.identity
        names: Row = {"kind": KIND_BY_TYPE[kind].name, "account": account, "key": key}
        before, after = _render(edit.before), _render(edit.after)
        changes.append({**names, **_origin(revision), "seq": seq, "before": before, "after": after})
        old = {f"old_{name}": value for name, value in names.items()}
        document = {"document": after, "revision": revision.number}
        if before is None:
            inserted.append(names | document)
        elif after is None:
            deleted.append(old)
        else:
            updated.append(old | document)
    for statement, rows in (
        (_INSERT_ENTITY, inserted),
        (_UPDATE_ENTITY, updated),
        (_DELETE_ENTITY, deleted),
        (_INSERT_CHANGE, changes),
    ):
        if rows:
            connection.execute(statement, rows)
    connection.execute(_UPDATE_META, {"new_revision": revision.number, "new_at": revision.at})


def storable_uses(uses: Mapping[Subject, LastUsed | None]) -> dict[Subject, LastUsed | None]:
    """The uses with what callers send, region and service, as it can be stored."""
    return {
        subject: use and replace(use, region=storable(use.region), service=storable(use.service))
        for subject, use in uses.items()
    }


def write_last_uses(connection: Connection, uses: Mapping[Subject, LastUsed | None], number: int) -> None:
    """Replace the last uses of these subjects, or remove them; `number` is that of this write."""
    connection.execute(_DELETE_USE, [{"old_account": account, "old_subject": subject} for account, subject in uses])
    rows = [
        {
            "account": use.account,
            "subject": use.subject,
            "at": to_microseconds(use.at),
            "region": use.region,
            "service": use.service,
            "number": number,
        }
        for use in uses.values()
        if use is not None
    ]
    if rows:
        connection.execute(_INSERT_USE, rows)
        connection.execute(update(meta).values(uses=number))


def render_event(record: AuditRecord) -> EventRow:
    """The row of `event` for an audit record."""
    numbers: list[int | None] = [number_of(text) for text in _numbered_texts(record)]
    numbers[_ERROR] = numbers[_ERROR] or None
    return (to_microseconds(record.at), *numbers, render_body(record))


def list_audit_records(
    connection: Connection, select_by: AuditFilter, *, after: Position | None, limit: int, newest_first: bool
) -> Iterator[tuple[Position, AuditRecord]]:
    """The next records in order of time, each with its position."""
    chosen = choose_records(select_by, after=after, limit=limit, newest_first=newest_first)
    for row in connection.execute(chosen):
        yield (row.at, row.seq), parse_body(row.body, row.at)


def count_records(connection: Connection, before: int) -> Iterator[tuple[int, ...]]:
    """The numbers of accounts, each with the number of its records before a time in microseconds."""
    counted = select(event.c.account, func.count()).where(event.c.at < before).group_by(event.c.account)
    yield from ((account, count) for account, count in connection.execute(counted))


def remove_records(connection: Connection, before: int, limit: int) -> int:
    """Remove the `limit` oldest records before a time in microseconds; return how many were removed."""
    oldest = select(event.c.seq).where(event.c.at < before).order_by(event.c.at, event.c.seq).limit(limit)
    return connection.execute(delete(event).where(event.c.seq.in_(oldest))).rowcount


def choose_records(
    select_by: AuditFilter, *, after: Position | None, limit: int, newest_first: bool
) -> Select[tuple[int, int, bytes]]:
    """The statement for `list_audit_records`."""
    conditions = list(_conditions(select_by))
    if after is not None:
        conditions.append(_is_beyond(after, newest_first=newest_first))
    order = (event.c.at.desc(), event.c.seq.desc()) if newest_first else (event.c.at, event.c.seq)
    columns = select(event.c.at, event.c.seq, event.c.body)
    return columns.where(*conditions).order_by(*order).limit(limit)


def is_selected(select_by: AuditFilter, record: AuditRecord) -> bool:
    """Whether the texts themselves are those of the filter, beyond the numbers that represent them."""
    texts = ((getattr(select_by, field, ""), getattr(record, field)) for field in NUMBERED.values())
    is_called = not select_by.call_id or storable(select_by.call_id) in (record.id, record.request_id)
    return is_called and all(not wanted or storable(wanted) == found for wanted, found in texts)


def _render(value: Entity | None) -> str | None:
    return None if value is None else render_entity(value)


def _origin(revision: Revision) -> Row:
    record = revision.record
    actor, event_id = (storable(record.principal_arn), storable(record.id)) if record is not None else ("", "")
    return {"revision": revision.number, "at": revision.at, "actor_arn": actor, "event_id": event_id}


def _conditions(select_by: AuditFilter) -> Iterator[ColumnElement[bool]]:
    for name, field in NUMBERED.items():
        if wanted := getattr(select_by, field, ""):
            yield event.c[name] == number_of(wanted)
    if select_by.call_id:
        number = number_of(select_by.call_id)
        yield or_(event.c.id == number, event.c.request == number)
    if select_by.since is not None:
        yield event.c.at >= to_microseconds(select_by.since)
    if select_by.until is not None:
        yield event.c.at <= to_microseconds(select_by.until)
    if select_by.only_errors:
        yield event.c.error.is_not(None)


def _is_beyond(position: Position, *, newest_first: bool) -> ColumnElement[bool]:
    at, seq = position
    if newest_first:
        return or_(event.c.at < at, and_(event.c.at == at, event.c.seq < seq))
    return or_(event.c.at > at, and_(event.c.at == at, event.c.seq > seq))
