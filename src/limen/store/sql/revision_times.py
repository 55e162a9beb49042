"""Which revision was the newest at a moment, even though clocks can be wrong (docs/decisions/0003).

A revision has the time of the clock that wrote it. Small differences between clocks are smoothed when revisions are
written. After a larger one, the times of revisions go back: one of the clocks was wrong, and it is unknown which
revision was the newest at the moments between both times. Questions about these are refused, never answered with a
guess.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from limen.store.codec import from_microseconds, to_microseconds
from limen.store.sql.tables import change

CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""Differences between the clocks of nodes that are synchronized are far smaller."""

_TOLERANCE: Final = CLOCK_TOLERANCE // timedelta(microseconds=1)


def choose_time(newest: int, now: int) -> int:
    """The time of a new revision in microseconds: not before the newest one's, unless a clock is clearly wrong."""
    return now if newest - now > _TOLERANCE else max(newest, now)


def find_revision_at(connection: Connection, moment: datetime, now: datetime | None = None) -> int:
    """The newest revision that is not later than the given time; raises `LookupError` if that is unknown.

    With the present time, revisions of the future are known to have a wrong time.
    """
    at = to_microseconds(moment)
    present = None if now is None else to_microseconds(now) + _TOLERANCE
    found: int | None = connection.execute(select(func.max(change.c.revision)).where(change.c.at <= at)).scalar_one()
    if found is None:
        raise LookupError(f"Nothing was written until {moment.isoformat()}")
    doubtful = _find_earlier_revision(connection, found, at, present) or _find_later_one(connection, found, present)
    if doubtful is not None:
        revision, wrong = doubtful
        text = f"a clock was wrong when revision {revision} was written, at {from_microseconds(wrong).isoformat()}"
        raise LookupError(f"What was true at {moment.isoformat()} is not known: {text}. Give a revision")
    return found


def _find_earlier_revision(connection: Connection, found: int, at: int, present: int | None) -> tuple[int, int] | None:
    """A revision before the one that was found, with a later time than the moment; times in the future do not count."""
    is_known_wrong = () if present is None else (change.c.at <= present,)
    return _first(connection, change.c.revision < found, change.c.at > at + _TOLERANCE, *is_known_wrong)


def _find_later_one(connection: Connection, found: int, present: int | None) -> tuple[int, int] | None:
    """The next revision, if its time is in the future, or later than that of one that was written after it."""
    following = _first(connection, change.c.revision == found + 1)
    if following is None:
        return None
    _, at = following
    is_of_future = present is not None and at > present
    after = _first(connection, change.c.revision > found + 1, change.c.at < at - _TOLERANCE)
    return following if is_of_future or after is not None else None


def _first(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[int, int] | None:
    statement = select(change.c.revision, change.c.at).where(*conditions).order_by(change.c.revision).limit(1)
    row = connection.execute(statement).first()
    return None if row is None else (row.revision, row.at)
