"""Snapshots compared with the simplest model of them: a dictionary that is searched."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.users import Membership, User
from limen.store.kinds import KIND_BY_TYPE
from limen.store.snapshot import identity_of, make_snapshot

START = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY = make_snapshot(0, ())

accounts = st.sampled_from(["111111111111", "222222222222"])
few = st.sampled_from(["a", "b", "C", "d"])
users = st.builds(
    User, accounts, few, few, st.just("/"), st.just(START), boundary_arn=st.sampled_from(["", "arn:1", "arn:2"])
)
memberships = st.builds(Membership, accounts, few, few)
keys = st.builds(AccessKey, accounts, few, few, st.just(START), st.just(b""))
owners = st.builds(Account, accounts, st.just(START), alias=few)
writes = st.lists(st.tuples(st.booleans(), st.one_of(users, memberships, keys, owners)), max_size=30)


def apply(steps):
    """The snapshot and the dictionary after the steps: put, or delete if it is there."""
    snapshot, model = EMPTY, {}
    for is_put, entity in steps:
        identity = identity_of(entity)
        if is_put:
            snapshot = snapshot.with_put(entity)
            model[identity] = entity
        elif identity in model:
            snapshot = snapshot.with_delete(identity)
            del model[identity]
    return snapshot, model


def search(model, kind, account, matches=lambda _: True):
    found = [one for one in model.values() if type(one) is kind and one.account == account and matches(one)]
    return tuple(sorted(found, key=lambda one: one.key))


@given(writes)
def test_reads_answer_as_a_search_through_everything(steps):
    snapshot, model = apply(steps)
    for account in ("111111111111", "222222222222"):
        for kind in (User, Membership, AccessKey, Account):
            assert snapshot.all(kind, account) == search(model, kind, account)
            for index, function in KIND_BY_TYPE[kind].indexes.items():
                for value in ("a", "b", "c", "d", "arn:1", "arn:2"):
                    expected = search(model, kind, account, lambda one, f=function, v=value: f(one) == v)
                    assert snapshot.find_by(kind, index, account, value) == expected
    for (kind, account, key), entity in model.items():
        assert snapshot.find(kind, account, key) is entity


@given(writes)
def test_what_is_found_in_all_accounts(steps):
    snapshot, model = apply(steps)
    known = [one for one in model.values() if isinstance(one, Account)]
    assert snapshot.accounts() == tuple(sorted(known, key=lambda one: one.account))
    for value in "abCd":
        key = snapshot.find_access_key(value)
        assert (
            (key in model.values())
            if key
            else not any(isinstance(one, AccessKey) and one.id == value for one in model.values())
        )
        account = snapshot.find_account_by_alias(value)
        assert (account.alias == value) if account else value not in {one.alias for one in known}


@given(writes)
def test_step_by_step_and_at_once_give_the_same(steps):
    snapshot, model = apply(steps)
    at_once = make_snapshot(0, model.values())
    assert dict(snapshot.rows) == dict(at_once.rows)
    assert dict(snapshot.entities) == dict(at_once.entities)


@given(writes, writes)
def test_many_at_once_give_the_same_as_one_after_the_other(first, second):
    snapshot, _ = apply(first)
    entities = {identity_of(entity): entity for _, entity in second}.values()
    before = dict(snapshot.rows), dict(snapshot.entities)
    expected = snapshot
    for entity in entities:
        expected = expected.with_put(entity)
    together = snapshot.with_all(entities)
    assert dict(together.rows) == dict(expected.rows)
    assert dict(together.entities) == dict(expected.entities)
    assert (dict(snapshot.rows), dict(snapshot.entities)) == before


@given(writes, writes)
def test_a_snapshot_does_not_change_when_another_is_made_from_it(first, second):
    snapshot, _ = apply(first)
    rows, entities = dict(snapshot.rows), dict(snapshot.entities)
    later = snapshot
    for _, entity in second:
        later = later.with_put(entity)
    for identity in list(later.entities):
        later = later.with_delete(identity)
    assert (dict(snapshot.rows), dict(snapshot.entities)) == (rows, entities)
    assert dict(later.rows) == dict(later.entities) == {}


def test_deleting_what_is_not_there_is_a_lookup_error():
    with pytest.raises(LookupError):
        EMPTY.with_delete((User, "111111111111", "a"))


def test_at_revision_changes_nothing_else():
    snapshot = EMPTY.with_put(User("111111111111", "a", "a", "/", START))
    moved = snapshot.at_revision(7)
    assert (snapshot.revision, moved.revision) == (0, 7)
    assert moved.entities is snapshot.entities


def test_repr_shows_no_content():
    snapshot = EMPTY.with_put(AccessKey("111111111111", "AKIASESAME", "a", START, b"sealed"))
    assert repr(snapshot) == "Snapshot(revision=0, entities=1)"


def test_replacing_an_entity_replaces_it_in_every_row():
    user = User("111111111111", "a", "a", "/", START, boundary_arn="arn:1")
    changed = replace(user, path="/x/")
    snapshot = EMPTY.with_put(user).with_put(changed)
    assert snapshot.find_by(User, "boundary", user.account, "arn:1") == (changed,)
    assert snapshot.all(User, user.account) == (changed,)
