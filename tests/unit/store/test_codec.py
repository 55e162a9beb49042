"""Documents: every kind round-trips, old ones are read, wrong ones are refused without being shown."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.domain.entity import Entity
from limen.domain.iam.credentials import AccessKey, LastUsed
from limen.domain.iam.users import User
from limen.store.codec import from_microseconds, parse_entity, render_entity, to_microseconds
from limen.store.interface import StoreError
from limen.store.kinds import KIND_BY_NAME, KIND_BY_TYPE, KINDS
from tests.store.samples import EVERY_KIND

moments = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1 < moment.year < 9999)


def test_every_entity_is_a_kind_and_every_kind_has_a_sample():
    assert set(KIND_BY_TYPE) == set(get_args(Entity)) - {LastUsed} == {type(one) for one in EVERY_KIND}
    assert len(KIND_BY_NAME) == len(KINDS)


@pytest.mark.parametrize("entity", EVERY_KIND, ids=lambda one: type(one).__name__)
def test_every_kind_round_trips(entity):
    document = render_entity(entity)
    again = parse_entity(KIND_BY_TYPE[type(entity)].name, document)
    assert again == entity
    assert type(again) is type(entity)
    assert render_entity(again) == document
    hash(again)


@pytest.mark.parametrize("entity", EVERY_KIND, ids=lambda one: type(one).__name__)
def test_fields_with_a_default_may_be_missing_and_unknown_ones_are_ignored(entity):
    kind = KIND_BY_TYPE[type(entity)]
    fields = kind.type.__dataclass_fields__.values()
    required = {one.name for one in fields if one.default is one.default_factory}
    document = {name: value for name, value in json.loads(render_entity(entity)).items() if name in required}
    old = parse_entity(kind.name, json.dumps({**document, "fieldOfTomorrow": 1}))
    assert old.key == entity.key


@pytest.mark.parametrize("entity", EVERY_KIND, ids=lambda one: type(one).__name__)
def test_no_entity_shows_a_hash_or_a_sealed_secret(entity):
    shown = repr(entity)
    assert "$" not in shown
    assert "\\x" not in shown.replace("\\x00", "")  # The tag's value, which is no secret.


@given(st.binary(max_size=64), moments, st.text(max_size=20))
def test_any_bytes_moments_and_texts_round_trip(secret, moment, text):
    key = AccessKey("1", text, text, moment, secret)
    assert parse_entity("access-key", render_entity(key)) == key


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("user", "{}"),
        ("user", "sesame"),
        ("user", '{"account":1,"id":"sesame","name":"a","path":"/","created":"2026-01-01T00:00:00Z"}'),
        ("user", '{"account":"1","id":"sesame","name":"a","path":"/","created":"yesterday"}'),
        ("access-key", '{"account":"1","id":"a","owner_id":"b","created":"2026-01-01T00:00:00Z","sealed_secret":"?"}'),
        ("unicorn", "{}"),
    ],
)
def test_what_does_not_fit_is_refused_without_showing_it(kind, document):
    with pytest.raises(StoreError, match=kind) as caught:
        parse_entity(kind, document)
    assert "sesame" not in str(caught.value)
    assert caught.value.__cause__ is None


@given(moments)
def test_moments_as_microseconds_are_exact_and_ordered(moment):
    assert from_microseconds(to_microseconds(moment)) == moment
    assert to_microseconds(moment) < to_microseconds(moment + timedelta(microseconds=1))


def test_moments_of_another_zone_are_the_same_number():
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert to_microseconds(moment.astimezone(timezone(timedelta(hours=5, minutes=30)))) == to_microseconds(moment)


def test_a_naive_moment_is_an_error():
    with pytest.raises(TypeError):
        to_microseconds(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_no_document_of_a_user_grows_a_surprise():
    """The form in the database: changing it needs a version of the schema."""
    user = User("1", "AIDA", "a", "/", datetime(2026, 1, 1, tzinfo=UTC))
    assert json.loads(render_entity(user)) == {
        "account": "1",
        "id": "AIDA",
        "name": "a",
        "path": "/",
        "created": "2026-01-01T00:00:00Z",
        "partition": "aws",
        "tags": [],
        "boundary_arn": "",
    }
