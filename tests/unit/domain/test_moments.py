from datetime import UTC, datetime, timedelta, timezone

import pytest

from limen.domain.moments import render_moment


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 9, 11, 9, 29, 2, tzinfo=UTC), "2026-09-11T09:29:02Z"),
        (datetime(2026, 9, 11, 9, 29, 2, 999_999, tzinfo=UTC), "2026-09-11T09:29:02Z"),
        (datetime(2026, 9, 11, 9, 29, 2, tzinfo=timezone(timedelta(hours=2))), "2026-09-11T07:29:02Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    ],
)
def test_timestamps(moment, text):
    assert render_moment(moment) == text
