"""Transactions without a database: what is handed over to be kept."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from limen.domain.iam.users import User
from limen.store.interface import StoreError
from limen.store.snapshot import make_snapshot
from limen.store.transaction import Edit, WriteTransaction

ALICE = User("1", "AIDA1", "alice", "/", datetime(2026, 1, 1, tzinfo=UTC))
BOB = replace(ALICE, id="AIDA2", name="bob")


@pytest.fixture
def kept():
    return []


@pytest.fixture
def transaction(kept):
    def keep(state, writes):
        kept.append((state, writes.edits, writes.record))
        return 42

    return WriteTransaction(make_snapshot(41, [ALICE]), keep)


def test_commit_hands_over_the_state_and_what_differs(transaction, kept):
    transaction.put(BOB)
    transaction.delete(ALICE)
    assert transaction.commit(None) == 42
    ((state, edits, record),) = kept
    assert edits == (Edit(None, BOB), Edit(ALICE, None))
    assert state.all(User, "1") == (BOB,)
    assert state.revision == 41
    assert record is None


def test_writes_to_one_entity_are_one_edit(transaction, kept):
    transaction.put(replace(ALICE, name="x"))
    transaction.put(replace(ALICE, name="y"))
    transaction.commit(None)
    assert kept[0][1] == (Edit(ALICE, replace(ALICE, name="y")),)


@pytest.mark.parametrize(
    "writes",
    [
        lambda _: None,
        lambda tx: tx.put(ALICE),
        lambda tx: (tx.put(BOB), tx.delete(BOB)),
        lambda tx: (tx.delete(ALICE), tx.put(ALICE)),
        lambda tx: (tx.put(replace(ALICE, name="x")), tx.put(ALICE)),
    ],
)
def test_changes_that_cancel_out_are_not_an_edit(transaction, kept, writes):
    writes(transaction)
    transaction.commit(None)
    assert kept[0][1] == ()


def test_a_failed_delete_is_not_an_edit(transaction, kept):
    with pytest.raises(LookupError):
        transaction.delete(BOB)
    transaction.commit(None)
    assert kept[0][1] == ()


def test_after_the_end_it_reads_but_does_not_write(transaction, kept):
    transaction.put(BOB)
    transaction.end()
    assert transaction.all(User, "1") == (ALICE, BOB)
    for write in (lambda: transaction.put(BOB), lambda: transaction.delete(ALICE), lambda: transaction.commit(None)):
        with pytest.raises(StoreError):
            write()
    assert kept == []


def test_a_commit_that_fails_cannot_be_tried_again():
    def fail(*_):
        raise ZeroDivisionError

    transaction = WriteTransaction(make_snapshot(0, ()), fail)
    with pytest.raises(ZeroDivisionError):
        transaction.commit(None)
    with pytest.raises(StoreError):
        transaction.commit(None)


def test_an_edit_of_nothing_has_no_identity():
    with pytest.raises(StoreError):
        _ = Edit(None, None).identity
