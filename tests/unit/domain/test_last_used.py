"""When something was last used."""

from datetime import UTC, datetime

from limen.domain.iam.credentials import LastUsed


def test_it_is_counted_for_each_subject():
    use = LastUsed("111122223333", "AKIAIOSFODNN7EXAMPLE", datetime(2026, 3, 14, tzinfo=UTC), "us-east-1", "iam")
    assert use.key == "AKIAIOSFODNN7EXAMPLE"
