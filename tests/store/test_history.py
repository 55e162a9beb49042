"""The contract of the past: change records, states by revision and by moment."""

import json
import random
from dataclasses import replace

import pytest

from limen.domain.iam.users import Group, User
from limen.store.sql import state
from tests.store.samples import ACCOUNT, group, record, second, user

NAMES = "abcdef"


def write(store, *entities, at=0, delete=(), audit=None):
    with store.begin(now=second(at)) as tx:
        for entity in entities:
            tx.put(entity)
        for entity in delete:
            tx.delete(entity)
        return tx.commit(audit or record(at))


def names(reader):
    return [one.name for one in reader.all(User, ACCOUNT)]


@pytest.fixture
def story(store):
    """Alice is created, then Bob, Alice is renamed, Bob is deleted; a minute between each."""
    write(store, user("alice"), at=60)
    write(store, user("bob"), at=120)
    write(store, replace(user("alice"), name="carol"), at=180)
    write(store, at=240, delete=[user("bob")])
    return store


def test_each_revision_can_be_read(story):
    assert [names(story.snapshot(revision=number)) for number in (1, 2, 3, 4)] == [
        ["alice"],
        ["alice", "bob"],
        ["carol", "bob"],
        ["carol"],
    ]
    assert [story.snapshot(revision=number).revision for number in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_a_past_state_is_indexed_like_the_present(story):
    past = story.snapshot(revision=2)
    assert past.find_by(User, "name", ACCOUNT, "alice") == (user("alice"),)
    assert past.find_by(User, "name", ACCOUNT, "carol") == ()


@pytest.mark.parametrize(("at", "revision"), [(60, 1), (61, 1), (119, 1), (120, 2), (200, 3), (240, 4), (9999, 4)])
def test_each_moment_can_be_read(story, at, revision):
    assert story.snapshot(at=second(at)).revision == revision


def test_a_moment_in_another_zone_is_the_same_moment(story):
    from datetime import timedelta, timezone

    there = second(130).astimezone(timezone(timedelta(hours=-7)))
    assert story.snapshot(at=there).revision == 2


def test_without_revision_and_moment_it_is_the_latest(story):
    assert story.snapshot() is story.latest()


@pytest.mark.parametrize("revision", [0, -1, 5, 10**9])
def test_a_revision_that_is_not_known_is_a_lookup_error(story, revision):
    with pytest.raises(LookupError):
        story.snapshot(revision=revision)


def test_a_moment_before_the_first_revision_is_a_lookup_error(story):
    with pytest.raises(LookupError):
        story.snapshot(at=second(59))


def test_an_empty_store_has_no_past(store):
    with pytest.raises(LookupError):
        store.snapshot(revision=0)
    with pytest.raises(LookupError):
        store.snapshot(at=second(0))


def test_changes_show_who_when_and_what(store):
    audit = record(7, principal_arn="arn:aws:iam::111122223333:user/owner")
    write(store, user("alice"), group("admins"), at=7, audit=audit)
    write(store, replace(user("alice"), name="carol"), at=8, delete=[group("admins")])
    first, second_, third, fourth = store.changes()
    assert (first.revision, first.at, first.account) == (1, second(7), ACCOUNT)
    assert (first.actor_arn, first.event_id) == (audit.principal_arn, "event-7")
    assert (first.kind, first.key, second_.kind, second_.key) == ("user", "AIDAALICE", "group", "AGPAADMINS")
    assert first.before is None
    assert json.loads(first.after)["name"] == "alice"
    assert third.before == first.after
    assert json.loads(third.after)["name"] == "carol"
    assert (fourth.kind, fourth.before, fourth.after) == ("group", second_.after, None)
    assert {third.revision, fourth.revision} == {2}


def test_changes_after_a_revision_and_up_to_a_number(story):
    assert [change.revision for change in story.changes(since=2)] == [3, 4]
    assert [change.revision for change in story.changes(since=1, limit=2)] == [2, 3]
    assert list(story.changes(since=4)) == list(story.changes(limit=0)) == []


def test_more_changes_than_a_page(store, monkeypatch):
    monkeypatch.setattr("limen.store.sql.store.PAGE", 3)
    for number in range(4):
        write(store, *(user(f"u{number}x{one}") for one in range(4)))
    changes = list(store.changes())
    assert [change.revision for change in changes] == [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4
    assert len({change.key for change in changes}) == 16


def test_iterating_changes_does_not_hold_up_writers(story):
    changes = story.changes()
    next(changes)
    assert write(story, user("dave"), at=300) == 5
    assert len(list(changes)) == 3


def test_time_does_not_run_back_with_the_clock(store):
    write(store, user("alice"), at=100)
    write(store, user("bob"), at=50)
    assert [change.at for change in store.changes()] == [second(100), second(100)]
    with pytest.raises(LookupError):
        store.snapshot(at=second(99))
    assert store.snapshot(at=second(100)).revision == 2


AHEAD = 4 * 365 * 86400
"""A clock in 2030."""


@pytest.fixture
def ahead(story, caplog):
    """Bob's end was at 240. Dave is written with a clock in 2030, Eve after the clock was set right."""
    write(story, user("dave"), at=AHEAD)
    write(story, user("eve"), at=360)
    assert "Revision 6 is written at" in caplog.text
    assert "one of the clocks is wrong" in caplog.text
    return story


def test_a_clock_of_the_future_hides_no_later_state(ahead):
    """Its revision once stayed the newest forever, and every later one was dated 2030."""
    assert ahead.latest().revision == 6
    for moment in (360, 361, AHEAD - 86400):
        assert ahead.snapshot(at=second(moment), now=second(AHEAD - 80000)).revision == 6


@pytest.mark.parametrize("moment", [240, 300, 359])
@pytest.mark.parametrize("now", [None, 400, AHEAD + 86400])
def test_what_a_wrong_clock_hides_is_refused(ahead, moment, now):
    with pytest.raises(LookupError, match="a clock was wrong when revision 5 was written"):
        ahead.snapshot(at=second(moment), now=None if now is None else second(now))


@pytest.mark.parametrize(("moment", "revision"), [(60, 1), (120, 2), (239, 3)])
def test_what_was_before_a_wrong_clock_is_known(ahead, moment, revision):
    assert ahead.snapshot(at=second(moment), now=second(400)).revision == revision


def test_a_clock_of_the_future_is_noticed_before_the_next_write(story):
    write(story, user("dave"), at=AHEAD)
    with pytest.raises(LookupError, match="a clock was wrong when revision 5 was written"):
        story.snapshot(at=second(300), now=second(360))
    assert story.snapshot(at=second(200), now=second(360)).revision == 3


def test_which_of_two_clocks_was_wrong_is_not_guessed(story):
    """A node in the past wrote last: it is not the state of that past."""
    write(story, user("dave"), at=AHEAD)
    write(story, user("eve"), at=100)
    with pytest.raises(LookupError, match="a clock was wrong"):
        story.snapshot(at=second(150), now=second(AHEAD))


def test_every_past_state_is_what_the_present_was(store, database):
    """Random writes: forward from nothing, backward from the end and the state of then all agree."""
    dice = random.Random(20260102)
    then = {}
    for number in range(30):
        with store.begin(now=second(number)) as tx:
            for _ in range(dice.randrange(1, 4)):
                name = dice.choice(NAMES)
                candidates: list[User | Group] = [user(name), group(name), replace(user(name), path=f"/{number}/")]
                entity = dice.choice(candidates)
                if tx.find(type(entity), ACCOUNT, entity.key) and dice.random() < 0.5:
                    tx.delete(entity)
                else:
                    tx.put(entity)
            revision = tx.commit(record(number))
        then[revision] = store.latest()
    again = database.open()
    with store._backend.reading() as connection:
        for revision, expected in then.items():
            states = (
                store.snapshot(revision=revision),
                again.snapshot(revision=revision),
                state.replay(connection, revision),
                state.rewind(connection, again.latest(), revision),
            )
            for found in states:
                assert found.revision == revision
                assert dict(found.entities) == dict(expected.entities)
                assert dict(found.rows) == dict(expected.rows)
    assert len(then) > 20
    assert again.latest().all(Group, ACCOUNT) == store.latest().all(Group, ACCOUNT)
