"""The contract of reading and writing (store/interface.py), on every database."""

from dataclasses import replace

import pytest

from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import Attachment
from limen.domain.iam.users import Group, Membership, User
from limen.errors import ConcurrentModificationError
from limen.store.interface import AuditFilter, StoreError
from tests.store.samples import ACCOUNT, EVERY_KIND, OTHER_ACCOUNT, START, access_key, group, record, second, user

ALICE = user("Alice")


def write(store, *entities, number=0):
    with store.begin(now=second(number)) as tx:
        for entity in entities:
            tx.put(entity)
        return tx.commit(record(number))


def write_and_fail(store):
    with store.begin(now=START) as tx:
        tx.put(ALICE)
        raise ZeroDivisionError


def audit_ids(store):
    return [one.id for one in store.audit_records(AuditFilter(), limit=100, newest_first=False)]


def test_an_empty_store_is_at_revision_zero_and_has_nothing(store):
    empty = store.latest()
    assert empty.revision == 0
    assert empty.accounts() == ()
    assert empty.all(User, ACCOUNT) == ()
    assert empty.find(User, ACCOUNT, "AIDA") is None
    assert empty.find_access_key("AKIA") is None
    assert empty.find_account_by_alias("acme") is None


def test_a_write_gives_the_next_revision_and_is_read_back(store):
    assert write(store, ALICE) == 1
    assert store.latest().revision == 1
    assert store.latest().find(User, ACCOUNT, ALICE.id) == ALICE
    assert write(store, user("Bob")) == 2


def test_every_kind_survives_the_database(store, other, database):
    write(store, *EVERY_KIND)
    for read in (other.latest(), database.open().latest(), store.snapshot(revision=1)):
        for entity in EVERY_KIND:
            assert read.find(type(entity), ACCOUNT, entity.key) == entity


def test_accounts_are_apart(store):
    stranger = user("Alice", account=OTHER_ACCOUNT)
    write(store, ALICE, stranger)
    assert store.latest().all(User, ACCOUNT) == (ALICE,)
    assert store.latest().find(User, OTHER_ACCOUNT, ALICE.id) == stranger
    assert store.latest().find_by(User, "name", OTHER_ACCOUNT, "alice") == (stranger,)


def test_all_is_ordered_by_key_whatever_the_order_of_writes(store, other):
    users = [user(name, key=key) for name, key in (("c", "AIDA3"), ("a", "AIDA9"), ("b", "AIDA1"))]
    write(store, *users)
    write(store, user("d", key="AIDA5"))
    for read in (store.latest(), other.latest()):
        assert [one.key for one in read.all(User, ACCOUNT)] == ["AIDA1", "AIDA3", "AIDA5", "AIDA9"]


def test_indexes_follow_a_rename(store, other):
    write(store, ALICE)
    renamed = replace(ALICE, name="Carol")
    write(store, renamed)
    for read in (store.latest(), other.latest()):
        assert read.find_by(User, "name", ACCOUNT, "alice") == ()
        assert read.find_by(User, "name", ACCOUNT, "carol") == (renamed,)
        assert read.all(User, ACCOUNT) == (renamed,)


def test_joins_are_found_from_both_sides(store):
    memberships = [Membership(ACCOUNT, "AIDA1", "AGPA1"), Membership(ACCOUNT, "AIDA1", "AGPA2")]
    write(store, *memberships, Membership(ACCOUNT, "AIDA2", "AGPA2"))
    latest = store.latest()
    assert list(latest.find_by(Membership, "user", ACCOUNT, "AIDA1")) == memberships
    assert [one.user_id for one in latest.find_by(Membership, "group", ACCOUNT, "AGPA2")] == ["AIDA1", "AIDA2"]
    attachment = Attachment(ACCOUNT, "AIDA1", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    write(store, attachment)
    assert store.latest().find_by(Attachment, "policy", ACCOUNT, attachment.policy_arn) == (attachment,)


def test_what_has_no_value_is_not_indexed(store):
    limited = user("bob", boundary="arn:limit")
    write(store, ALICE, limited)
    assert store.latest().find_by(User, "boundary", ACCOUNT, "") == ()
    assert store.latest().find_by(User, "boundary", ACCOUNT, "arn:limit") == (limited,)


def test_an_index_that_the_kind_does_not_have_is_an_error(store):
    with pytest.raises(StoreError, match="User has no index 'nmae'"):
        store.latest().find_by(User, "nmae", ACCOUNT, "alice")


def test_access_keys_and_aliases_are_found_across_accounts(store):
    key = access_key("AKIAX", "AIDAX", account=OTHER_ACCOUNT)
    accounts = Account(OTHER_ACCOUNT, START, alias="umbrella"), Account(ACCOUNT, START)
    write(store, key, *accounts)
    assert store.latest().find_access_key("AKIAX") == key
    assert store.latest().find_access_key("AKIAY") is None
    assert store.latest().find_account_by_alias("umbrella") == accounts[0]
    assert store.latest().find_account_by_alias("") is None
    assert [one.account for one in store.latest().accounts()] == [ACCOUNT, OTHER_ACCOUNT]


def test_a_deleted_access_key_is_found_nowhere(store, other):
    key = access_key("AKIAX", "AIDAX")
    write(store, key)
    with store.begin(now=START) as tx:
        tx.delete(key)
        tx.commit(record())
    for read in (store.latest(), other.latest()):
        assert read.find_access_key("AKIAX") is None
        assert read.all(AccessKey, ACCOUNT) == ()
        assert read.find_by(AccessKey, "owner", ACCOUNT, "AIDAX") == ()


def test_a_transaction_reads_its_own_writes_and_nobody_else_does(store, other):
    write(store, user("bob"))
    with store.begin(now=START) as tx:
        tx.put(ALICE)
        tx.put(Account(ACCOUNT, START, alias="acme"))
        tx.put(access_key("AKIAX", ALICE.id))
        tx.delete(user("bob"))
        assert tx.revision == 1
        assert tx.find(User, ACCOUNT, ALICE.id) == ALICE
        assert tx.find_by(User, "name", ACCOUNT, "alice") == (ALICE,)
        assert tx.all(User, ACCOUNT) == (ALICE,)
        assert tx.find_access_key("AKIAX")
        assert tx.find_account_by_alias("acme") == tx.accounts()[0]
        for read in (store.latest(), other.latest()):
            assert read.all(User, ACCOUNT) == (user("bob"),)
        tx.commit(record())
    assert store.latest().all(User, ACCOUNT) == other.latest().all(User, ACCOUNT) == (ALICE,)


def test_an_old_snapshot_never_changes(store):
    write(store, ALICE)
    old = store.latest()
    write(store, replace(ALICE, name="Carol"), user("bob"))
    assert old.revision == 1
    assert old.all(User, ACCOUNT) == (ALICE,)


def test_leaving_without_commit_undoes_everything(store, other):
    with store.begin(now=START) as tx:
        tx.put(ALICE)
    assert store.latest().revision == other.latest().revision == 0
    assert write(store, user("bob")) == 1
    assert store.latest().all(User, ACCOUNT) == other.latest().all(User, ACCOUNT) == (user("bob"),)


def test_an_error_undoes_everything_and_passes_through(store):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    assert store.latest().all(User, ACCOUNT) == ()
    assert write(store, ALICE) == 1


def test_deleting_what_is_not_there_is_a_lookup_error_and_harmless(store):
    with store.begin(now=START) as tx:
        with pytest.raises(LookupError):
            tx.delete(ALICE)
        tx.put(ALICE)
        tx.commit(record())
    assert store.latest().all(User, ACCOUNT) == (ALICE,)


def test_a_transaction_is_committed_once_and_inside_its_block(store):
    with store.begin(now=START) as tx:
        tx.put(ALICE)
        tx.commit(record())
        with pytest.raises(StoreError, match="has ended"):
            tx.commit(record())
        with pytest.raises(StoreError, match="has ended"):
            tx.put(user("bob"))
    with store.begin(now=START) as left:
        pass
    for forbidden in (lambda: left.commit(record()), lambda: left.put(ALICE), lambda: left.delete(ALICE)):
        with pytest.raises(StoreError, match="has ended"):
            forbidden()
    assert store.latest().revision == 1


def test_a_read_between_two_writes_sees_the_first(store, other):
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
        assert tx.all(User, ACCOUNT) == (user("alice"),)
        tx.put(user("bob"))
        tx.put(user("carol"))
        tx.delete(user("bob"))
        tx.put(replace(user("alice"), path="/x/"))
        assert tx.all(User, ACCOUNT) == (replace(user("alice"), path="/x/"), user("carol"))
        tx.commit(None)
    assert other.latest().all(User, ACCOUNT) == (replace(user("alice"), path="/x/"), user("carol"))
    assert [(each.before is None, each.after is None) for each in store.changes()] == [(True, False), (True, False)]


def test_many_writes_to_one_entity_are_one_change(store):
    with store.begin(now=START) as tx:
        tx.put(ALICE)
        tx.put(replace(ALICE, name="A"))
        tx.put(replace(ALICE, name="B"))
        tx.put(user("bob"))
        tx.delete(user("bob"))
        tx.commit(record())
    (change,) = store.changes()
    assert change.before is None
    assert '"name":"B"' in change.after


def test_writing_what_is_there_already_gives_no_revision_but_an_audit_record(store):
    write(store, ALICE, number=1)
    assert write(store, ALICE, number=2) == 1
    assert len(list(store.changes())) == 1
    assert audit_ids(store) == ["event-1", "event-2"]


def test_a_write_without_record_is_kept(store, other):
    with store.begin(now=START) as tx:
        tx.put(ALICE)
        assert tx.commit(None) == 1
    assert other.latest().all(User, ACCOUNT) == (ALICE,)
    assert audit_ids(store) == []
    assert [(change.actor_arn, change.event_id) for change in store.changes()] == [("", "")]


def test_another_store_sees_each_commit_at_once(store, other):
    for number in range(5):
        first, second_ = (store, other) if number % 2 else (other, store)
        write(first, user(f"u{number}"))
        assert second_.latest().revision == number + 1
        assert len(second_.latest().all(User, ACCOUNT)) == number + 1


def test_a_writer_builds_on_what_others_wrote(store, other):
    write(store, ALICE)
    with other.begin(now=START) as tx:
        assert tx.find(User, ACCOUNT, ALICE.id) == ALICE
        tx.delete(ALICE)
        tx.commit(record())
    assert store.latest().all(User, ACCOUNT) == ()


def test_a_reopened_store_has_everything(store, database):
    write(store, ALICE, group("admins"))
    write(store, Role(ACCOUNT, "AROA1", "r", "/", START, "{}"))
    store.close()
    again = database.open()
    assert again.latest().revision == 2
    assert again.latest().all(User, ACCOUNT) == (ALICE,)
    assert again.latest().find_by(Group, "name", ACCOUNT, "admins")
    assert again.latest().find_by(Role, "name", ACCOUNT, "r")


def test_sealed_keys_are_replaced_only_by_writers_that_know_them(store, other):
    assert store.sealed_keys() is None
    store.replace_sealed_keys(expected=None, sealed=b"\x00\xff")
    assert other.sealed_keys() == b"\x00\xff"
    with pytest.raises(ConcurrentModificationError):
        other.replace_sealed_keys(expected=None, sealed=b"2")
    other.replace_sealed_keys(expected=b"\x00\xff", sealed=b"2")
    assert store.sealed_keys() == b"2"
    assert store.latest().revision == 0


def test_a_rehearsal_sees_its_own_writes_keeps_nobody_waiting_and_leaves_nothing(store):
    rehearsal = store.rehearse()
    rehearsal.put(user("rehearsed"))
    assert [found.name for found in rehearsal.all(User, ACCOUNT)] == ["rehearsed"]
    write(store, user("written"))
    with pytest.raises(StoreError, match="rehearsal"):
        rehearsal.commit(record(2))
    assert [found.name for found in store.latest().all(User, ACCOUNT)] == ["written"]
