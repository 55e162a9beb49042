"""Moments as AWS writes them in answers, records and condition keys: ISO 8601, UTC, whole seconds, `Z`."""

from datetime import UTC, datetime
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def render_moment(moment: datetime) -> str:
    """`2026-09-11T09:29:02Z`; the fraction of the second is dropped."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.isoformat(timespec='seconds')[:19]}Z"
